import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reference.paths import Paths, no_paths
from reference.split import split_lines, split_points, split_rings
from tests.support.paths import Vertex, make_paths, written

SIDE = 8
BUFFER = np.array([64])


def by_tile(split: Paths) -> dict[tuple[int, int], list[Vertex]]:
    tiles = zip(split.column.tolist(), split.row.tolist(), strict=True)
    return dict(zip(tiles, written(split), strict=True))


def test_a_ring_within_one_tile_stays_whole_with_ordinates_of_its_tile() -> None:
    ring = [(5 * 4096 + x, 2 * 4096 + y) for x, y in ((100, 100), (200, 100), (200, 200))]
    assert by_tile(split_rings(make_paths([ring]), SIDE, BUFFER)) == {(5, 2): [(100, 100), (200, 100), (200, 200)]}


def test_what_lies_in_the_overlap_is_in_both_tiles() -> None:
    ring = [(4096 + x, 100 + y) for x, y in ((-10, 0), (10, 0), (0, 10))]
    got = by_tile(split_rings(make_paths([ring]), SIDE, BUFFER))
    assert got == {(0, 0): [(4086, 100), (4106, 100), (4096, 110)], (1, 0): [(-10, 100), (10, 100), (0, 110)]}


@given(st.integers(-9999, 50_000), st.integers(-9999, 50_000), st.integers(1, 60_000), st.integers(1, 60_000))
def test_a_rectangle_is_in_the_tiles_it_touches_as_their_part_of_it(x: int, y: int, width: int, height: int) -> None:
    rectangle = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    got = by_tile(split_rings(make_paths([rectangle]), SIDE, BUFFER))
    for column in range(SIDE):
        for row in range(SIDE):
            left, right = max(x - column * 4096, -64), min(x + width - column * 4096, 4160)
            top, bottom = max(y - row * 4096, -64), min(y + height - row * 4096, 4160)
            if left < right and top < bottom:
                assert set(got.pop((column, row))) == {(left, top), (right, top), (right, bottom), (left, bottom)}
    # What only touches the edge of a tile's buffer is left for whoever drops flat rings.
    assert all(len({x for x, _ in ring}) == 1 or len({y for _, y in ring}) == 1 for ring in got.values())


def test_a_line_across_the_area_is_in_every_column() -> None:
    got = by_tile(split_lines(make_paths([[(-5000, 50), (90_000, 50)]]), SIDE, BUFFER))
    assert got == {(column, 0): [(-64, 50), (4160, 50)] for column in range(SIDE)}


def test_a_point_outside_the_area_is_in_the_tile_whose_buffer_it_lies_in() -> None:
    got = by_tile(split_points(make_paths([[(-60, 8 * 4096 + 64)], [(-65, 0)], [(0, 8 * 4096 + 65)]]), SIDE, BUFFER))
    assert got == {(0, 7): [(-60, 4160)]}


def test_nothing_splits_into_nothing() -> None:
    for split in (split_rings, split_lines, split_points):
        assert len(split(no_paths(), SIDE, BUFFER)) == 0
