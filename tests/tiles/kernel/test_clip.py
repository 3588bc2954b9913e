from fractions import Fraction
from itertools import pairwise

import numpy as np
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support.kernel import Vertex
from tilebuild.tiles.kernel.clip import clip_line, clip_ring, crossing
from tilebuild.tiles.kernel.types import Ints

PLACES = st.tuples(st.integers(-50, 50), st.integers(-50, 50))
LIMITS = st.integers(-60, 60)
SIGNS = st.sampled_from((1, -1))


def room(path: list[Vertex]) -> tuple[Ints, Ints]:
    """Ordinates of a path with room for twice as much behind."""
    u, w = np.zeros((2, 4 * len(path)), dtype=np.int64)
    u[: len(path)], w[: len(path)] = np.array(path).T
    return u, w


def kept_of_ring(ring: list[Vertex], limit: int, sign: int) -> list[Vertex]:
    u, w = room(ring)
    end = clip_ring(u, w, 0, len(ring), limit, sign, u, w, len(ring))
    return list(zip(u[len(ring) : end].tolist(), w[len(ring) : end].tolist(), strict=True))


def kept_of_line(line: list[Vertex], limit: int, sign: int) -> list[list[Vertex]]:
    u, w = room(line)
    ends = np.zeros(len(line), dtype=np.int64)
    end, parts = clip_line(u, w, 0, len(line), limit, sign, u, w, len(line), ends)
    begins = [len(line), *ends[:parts].tolist()]
    assert begins[-1] == end
    return [
        list(zip(u[begin:behind].tolist(), w[begin:behind].tolist(), strict=True)) for begin, behind in pairwise(begins)
    ]


def inside(limit: int, sign: int) -> shapely.Polygon:
    return shapely.box(-1000, -1000, limit, 1000) if sign > 0 else shapely.box(limit, -1000, 1000, 1000)


@given(st.lists(PLACES, min_size=3, max_size=9), LIMITS, SIGNS)
def test_a_ring_keeps_the_area_inside(places: list[Vertex], limit: int, sign: int) -> None:
    hull = shapely.convex_hull(shapely.MultiPoint(places))
    if hull.geom_type != "Polygon":
        return
    kept = kept_of_ring([(int(x), int(y)) for x, y in shapely.get_coordinates(hull)[:-1]], limit, sign)
    expected = hull.intersection(inside(limit, sign))
    made = shapely.Polygon(kept) if len(kept) > 2 else shapely.Polygon()
    assert made.symmetric_difference(expected).area <= expected.length


@given(st.lists(PLACES, min_size=2, max_size=9), LIMITS, SIGNS)
def test_a_line_is_cut_into_the_parts_inside_which_run_as_it_does(line: list[Vertex], limit: int, sign: int) -> None:
    parts = kept_of_line(line, limit, sign)
    assert all(sign * u <= sign * limit for part in parts for u, _ in part)
    assert [vertex for part in parts for vertex in part if vertex in line and vertex[0] != limit] == [
        vertex for vertex in line if sign * vertex[0] < sign * limit
    ]
    segments = map(shapely.LineString, pairwise(line))
    expected = sum(segment.intersection(inside(limit, sign)).length for segment in segments)
    drawn = sum(shapely.LineString(part).length for part in parts if len(part) > 1)
    assert abs(drawn - expected) <= len(line)


def test_a_line_that_leaves_and_comes_again_is_two_and_one_that_touches_a_vertex() -> None:
    assert kept_of_line([(0, 0), (10, 10), (20, 0)], 5, 1) == [[(0, 0), (5, 5)]]
    assert kept_of_line([(0, 0), (10, 10), (0, 20)], 5, 1) == [[(0, 0), (5, 5)], [(5, 15), (0, 20)]]
    assert kept_of_line([(10, 0), (5, 7), (10, 14)], 5, 1) == [[(5, 7)]]
    assert kept_of_line([(5, 0), (5, 9)], 5, 1) == [[(5, 0), (5, 9)]]


@given(*[st.integers(-(1 << 33), 1 << 33)] * 4, st.floats(0, 1))
def test_a_crossing_is_the_nearest_grid_point_whichever_end_comes_first(
    u0: int, w0: int, u1: int, w1: int, along: float
) -> None:
    """Also of segments round half a world on the fine grid, where whole numbers of 64 bits would overflow."""
    assume(u0 != u1)
    limit = round(u0 + (u1 - u0) * along)
    found = crossing(u0, w0, u1, w1, limit)
    assert found == crossing(u1, w1, u0, w0, limit)
    exact = w0 + Fraction((limit - u0) * (w1 - w0), u1 - u0)
    assert abs(found - exact) <= (Fraction(1, 2) if max(abs(u1 - u0), abs(w1 - w0)) <= 1 << 30 else 1)
