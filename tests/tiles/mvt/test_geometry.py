import itertools

import numpy as np
import pytest

from tilebuild.tiles.mvt.geometry import encode_geometries
from tilebuild.tiles.mvt.types import LINE, POINT, POLYGON

Path = list[tuple[int, int]]

SPECIFICATION = [
    ("point", POINT, [[(25, 17)]], [9, 50, 34]),
    ("multi point", POINT, [[(5, 7)], [(3, 2)]], [17, 10, 14, 3, 9]),
    ("line", LINE, [[(2, 2), (2, 10), (10, 10)]], [9, 4, 4, 18, 0, 16, 16, 0]),
    (
        "multi line",
        LINE,
        [[(2, 2), (2, 10), (10, 10)], [(1, 1), (3, 5)]],
        [9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8],
    ),
    ("polygon", POLYGON, [[(3, 6), (8, 12), (20, 34)]], [9, 6, 12, 18, 10, 12, 24, 44, 15]),
    (
        "multi polygon",
        POLYGON,
        [
            [(0, 0), (10, 0), (10, 10), (0, 10)],
            [(11, 11), (20, 11), (20, 20), (11, 20)],
            [(13, 13), (13, 17), (17, 17), (17, 13)],
        ],
        [
            9,
            0,
            0,
            26,
            20,
            0,
            0,
            20,
            19,
            0,
            15,
            9,
            22,
            2,
            26,
            18,
            0,
            0,
            18,
            17,
            0,
            15,
            9,
            4,
            13,
            26,
            0,
            8,
            8,
            0,
            0,
            7,
            15,
        ],
    ),
]


def encode(pieces: list[tuple[int, list[Path]]]) -> list[list[int]]:
    paths = [path for _, several in pieces for path in several]
    vertices = np.array([vertex for path in paths for vertex in path], dtype=np.int64)
    data, start = encode_geometries(
        vertices[:, 0].copy(),
        vertices[:, 1].copy(),
        np.cumsum([0, *(len(path) for path in paths)]),
        np.cumsum([0, *(len(several) for _, several in pieces)]),
        np.array([kind for kind, _ in pieces], dtype=np.int8),
    )
    return [data[begin:end].tolist() for begin, end in itertools.pairwise(start)]


@pytest.mark.parametrize(
    ("kind", "paths", "commands"), [row[1:] for row in SPECIFICATION], ids=[r[0] for r in SPECIFICATION]
)
def test_examples_of_the_specification(kind: int, paths: list[Path], commands: list[int]) -> None:
    assert encode([(kind, paths)]) == [commands]


def test_each_piece_starts_from_the_origin() -> None:
    everything = [(kind, paths) for _, kind, paths, _ in SPECIFICATION]
    assert encode(everything) == [commands for _, _, _, commands in SPECIFICATION]


def test_large_and_negative_ordinates_take_more_bytes() -> None:
    assert encode([(POINT, [[(-64, 4160)]])]) == [[9, 127, 0x80, 0x41]]
    assert encode([(POINT, [[(-65, 64)]])]) == [[9, 0x81, 0x01, 0x80, 0x01]]
