from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mercantile import Tile

from tests.support.extracts import OplExtract
from tilebuild.grid import HALF_WORLD
from tilebuild.rawr.database import Database, open_snapshot
from tilebuild.rawr.extract import read_tables
from tilebuild.rawr.schema import read_schema
from tilebuild.tiles.build import features_of
from tilebuild.tiles.rejoining import LONGEST, rejoined
from tilebuild.tiles.style.basemap import BASEMAP

Line = list[tuple[float, float]]


def rejoin(*lines: tuple[int, Line]) -> list[Line]:
    """The lines of (OSM id, vertices) afterwards."""
    xy = np.array([place for _, line in lines for place in line], dtype=np.float64)
    line = np.repeat(np.arange(len(lines)), [len(line) for _, line in lines])
    joined = rejoined(xy, line, np.array([osm_id for osm_id, _ in lines]))
    return [[tuple(place) for place in joined[line == number].tolist()] for number in range(len(lines))]


P, M, Q, END = (0.0, 0.0), (LONGEST, 0.0), (150_000.0, 0.0), (150_000.0, 9.0)


def test_the_segment_that_was_cut_is_the_first_rows() -> None:
    assert rejoin((7, [M, Q, END]), (7, [P, M])) == [[Q, Q, END], [P, Q]]


def test_a_segment_that_was_cut_more_than_once_is_whole_again() -> None:
    one, two, end = (LONGEST, 0.0), (2 * LONGEST, 0.0), (250_000.0, 0.0)
    assert rejoin((7, [P, one]), (7, [one, two]), (7, [two, end])) == [[P, end], [end, end], [end, end]]


@pytest.mark.parametrize(
    "lines",
    [
        [(7, [P, M]), (8, [M, Q])],
        [(7, [P, M]), (7, [M, (LONGEST, 5.0)])],
        [(7, [P, (50.0, 0.0)]), (7, [(50.0, 0.0), Q])],
        [(7, [P, M]), (7, [M, (50.0, 0.0)])],
        [(7, [P, M])],
    ],
    ids=["another's line", "a bend", "a line that is too short to have been cut", "the way back", "alone"],
)
def test_other_ends_stay(lines: list[tuple[int, Line]]) -> None:
    assert rejoin(*lines) == [line for _, line in lines]


@given(st.integers(0, 5), st.lists(st.floats(1, 400_000), min_size=1, max_size=6), st.randoms())
def test_however_a_line_is_cut_its_own_segments_come_back(turn: int, steps: list[float], random: object) -> None:
    heading = np.cumsum(np.array([turn] + [1.1] * (len(steps) - 1)))
    moves = np.stack((np.cos(heading), np.sin(heading)), axis=1) * np.array(steps)[:, None]
    whole = np.cumsum(np.vstack(([[1e6, 5e6]], moves)), axis=0)
    pieces = [(7, piece) for piece in cut(whole)]
    random.shuffle(pieces)  # type: ignore[attr-defined]
    segments = {frozenset(pair) for line in rejoin(*pieces) for pair in pairwise(line) if pair[0] != pair[1]}
    places = [tuple(place) for place in whole.tolist()]
    assert segments == {frozenset(pair) for pair in pairwise(places)}


def cut(whole: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[Line]:
    """As osm2pgsql cuts: a piece ends when it has the longest length."""
    pieces: list[Line] = []
    piece, left = [tuple(whole[0].tolist())], LONGEST
    for end in whole[1:]:
        begin = np.array(piece[-1])
        while (step := float(np.hypot(*(end - begin)))) > left:
            begin = begin + (end - begin) * (left / step)
            pieces.append([*piece, tuple(begin.tolist())])
            piece, left = [tuple(begin.tolist())], LONGEST
        piece.append(tuple(end.tolist()))
        left -= step
    return [*pieces, piece]


@pytest.mark.database
def test_borders_that_osm2pgsql_cuts_at_different_places_are_drawn_once(
    tmp_path: Path, imported: Callable[..., Database]
) -> None:
    """The relation begins elsewhere than its ways, so all of them are cut elsewhere."""
    extract = OplExtract()
    west, middle, east = (20.0, 49.5), (23.3, 50.2), (31.0, 50.2)
    ways = [
        extract.way([west, middle], "boundary=administrative,admin_level=4"),
        extract.way([middle, east], "boundary=administrative,admin_level=4"),
    ]
    members = [f"w{way}@outer" for way in ways]
    extract.relation(members, "type=boundary,boundary=administrative,admin_level=2,name=A")
    with open_snapshot(imported(extract.write_pbf(tmp_path, "cut"))) as snapshot:
        rows = read_tables(snapshot, read_schema(snapshot), Tile(0, 0, 0))
    assert len(rows["planet_osm_line"]) > 20
    features, geometries = features_of(rows, BASEMAP)
    border = features.layer == 0
    assert set(features.osm_id[border].tolist()) == {-1}
    drawn = geometries.length[features.row[border]].sum()
    assert drawn == pytest.approx(length(west, middle) + length(middle, east), abs=0.1)


def length(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres of EPSG:3857 between two places in degrees."""
    xs, ys = zip(*(mercator(*place) for place in (one, other)), strict=True)
    return float(np.hypot(xs[1] - xs[0], ys[1] - ys[0]))


def mercator(lon: float, lat: float) -> tuple[float, float]:
    return lon / 180 * HALF_WORLD, float(np.arcsinh(np.tan(np.radians(lat)))) / np.pi * HALF_WORLD
