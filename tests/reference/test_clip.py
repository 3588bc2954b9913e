import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from reference.clip import clip_lines, clip_rings
from reference.paths import twice_area
from tests.support.paths import Vertex, make_paths, written

ORDINATES = st.integers(-20, 20)
VERTICES = st.tuples(ORDINATES, ORDINATES)


def limits(count: int, limit: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.full(count, limit)


SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]

RINGS = [
    ("inside stays as it is", SQUARE, 20, True, [SQUARE]),
    ("outside is gone", SQUARE, -1, True, []),
    ("a square loses a side", SQUARE, 6, True, [[(0, 0), (6, 0), (6, 10), (0, 10)]]),
    ("the other side", SQUARE, 6, False, [[(6, 0), (10, 0), (10, 10), (6, 10)]]),
    ("vertices on the limit are no crossings", SQUARE, 10, True, [SQUARE]),
    ("touching the limit from beyond leaves what touches", SQUARE, 0, True, [[(0, 0), (0, 10)]]),
]


@pytest.mark.parametrize(("ring", "limit", "below", "expected"), [r[1:] for r in RINGS], ids=[r[0] for r in RINGS])
def test_rings(ring: list[Vertex], limit: int, below: bool, expected: list[list[Vertex]]) -> None:
    clipped, source = clip_rings(make_paths([ring]), 0, limits(1, limit), np.array([below]))
    assert written(clipped) == expected
    assert source.tolist() == [0] * len(expected)


ZIGZAG = [(0, 0), (10, 0), (10, 4), (0, 4), (0, 8), (10, 8)]

LINES = [
    ("inside stays as it is", ZIGZAG, 0, 20, True, [ZIGZAG]),
    ("outside is gone", ZIGZAG, 0, -1, True, []),
    ("leaving and coming back makes parts", ZIGZAG, 0, 6, True, [[(0, 0), (6, 0)], [(6, 4), (0, 4), (0, 8), (6, 8)]]),
    ("starting outside", ZIGZAG, 0, 6, False, [[(6, 0), (10, 0), (10, 4), (6, 4)], [(6, 8), (10, 8)]]),
    ("along y", [(0, 0), (4, 8)], 1, 4, True, [[(0, 0), (2, 4)]]),
    ("running on the limit is inside", [(0, 5), (9, 5)], 1, 5, True, [[(0, 5), (9, 5)]]),
    ("a touching vertex is a part by itself", [(0, 0), (5, 5), (10, 0)], 1, 5, False, [[(5, 5)]]),
    ("through the limit and straight back", [(0, 0), (0, 8), (0, 0)], 1, 4, True, [[(0, 0), (0, 4)], [(0, 4), (0, 0)]]),
]


@pytest.mark.parametrize(
    ("line", "axis", "limit", "below", "expected"), [r[1:] for r in LINES], ids=[r[0] for r in LINES]
)
def test_lines(line: list[Vertex], axis: int, limit: int, below: bool, expected: list[list[Vertex]]) -> None:
    clipped, source = clip_lines(make_paths([line]), axis, limits(1, limit), np.array([below]))
    assert written(clipped) == expected
    assert source.tolist() == [0] * len(expected)


@given(st.lists(st.lists(VERTICES, min_size=3, max_size=8), min_size=1, max_size=5), ORDINATES, st.integers(0, 1))
def test_both_sides_of_a_limit_have_the_area_of_the_ring_but_for_rounding(
    rings: list[list[Vertex]], limit: int, axis: int
) -> None:
    paths = make_paths(rings)
    whole = twice_area(paths)
    left = np.zeros_like(whole)
    for below in (True, False):
        clipped, source = clip_rings(paths, axis, limits(len(rings), limit), np.full(len(rings), below))
        along = clipped.x if axis == 0 else clipped.y
        assert (along <= limit).all() if below else (along >= limit).all()
        np.add.at(left, source, twice_area(clipped))
    # Each crossing is moved by half a unit at most, on a base no longer than the ring's extent.
    assert (np.abs(whole - left) <= [2 * 40 * len(ring) for ring in rings]).all()


@given(st.lists(VERTICES, min_size=2, max_size=10), ORDINATES, st.integers(0, 1), st.booleans())
def test_a_clipped_line_is_what_shapely_leaves_of_each_segment(
    line: list[Vertex], limit: int, axis: int, below: bool
) -> None:
    clipped, _ = clip_lines(make_paths([line]), axis, limits(1, limit), np.array([below]))
    low, high = (-99, limit) if below else (limit, 99)
    half = shapely.box(*((low, -99, high, 99) if axis == 0 else (-99, low, 99, high)))
    segments = shapely.linestrings([(a, b) for a, b in itertools.pairwise(line)])
    expected = shapely.length(shapely.intersection(segments, half)).sum()
    length = sum(shapely.LineString(part).length for part in written(clipped) if len(part) > 1)
    assert length == pytest.approx(expected, abs=len(line))


@given(st.lists(VERTICES, min_size=2, max_size=10), ORDINATES)
def test_a_line_and_its_reverse_cross_at_the_same_points(line: list[Vertex], limit: int) -> None:
    below = np.array([True])
    there, _ = clip_lines(make_paths([line]), 0, limits(1, limit), below)
    back, _ = clip_lines(make_paths([line[::-1]]), 0, limits(1, limit), below)
    assert [part[::-1] for part in written(back)][::-1] == written(there)
