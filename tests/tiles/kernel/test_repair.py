from typing import Any

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.support.kernel import Vertex, polygons_of
from tilebuild.tiles.kernel.blocks import room_for
from tilebuild.tiles.kernel.clean import SMALL, is_clean, is_clean_ring
from tilebuild.tiles.kernel.repair import repaired
from tilebuild.tiles.kernel.types import Ints
from tilebuild.tiles.ragged import starts


def rings(size: int) -> st.SearchStrategy[list[list[Vertex]]]:
    place = st.tuples(st.integers(0, size), st.integers(0, size))
    return st.lists(st.lists(place, min_size=3, max_size=14, unique=True), min_size=1, max_size=3)


def arrays(written: list[list[Vertex]]) -> tuple[Ints, Ints, Ints]:
    vertices = np.array([vertex for ring in written for vertex in ring], dtype=np.int64)
    return vertices[:, 0].copy(), vertices[:, 1].copy(), starts(np.array([len(ring) for ring in written]))


def repair(written: list[list[Vertex]]) -> Any:
    made, order, possible = repaired(*arrays(written))
    assert possible
    assert sorted(order.tolist()) == list(range(len(made.walk)))
    return polygons_of(made, order.tolist())


def clean(written: list[list[Vertex]], *holes: int) -> bool:
    hole = np.isin(np.arange(len(written)), holes)
    x, y, start = arrays(written)
    found = bool(is_clean(x, y, start, hole, 0, len(written), room_for(len(x), len(written))))
    if len(written) == 1 and len(written[0]) <= SMALL:
        assert is_clean_ring(x, y, 0, len(x)) == found
    return found


@given(st.sampled_from([3, 8, 30, 300]).flatmap(rings))
def test_any_rings_become_valid_polygons(written: list[list[Vertex]]) -> None:
    assert repair(written).is_valid


@st.composite
def all_but_parallel(draw: st.DrawFn) -> list[list[Vertex]]:
    """A ring up and down one line, its vertices a unit or two beside it."""
    run, rise = draw(st.tuples(st.integers(-50, 50), st.integers(-50, 50)))
    along = draw(st.lists(st.integers(0, 40), min_size=4, max_size=12))
    beside = st.tuples(st.integers(-2, 2), st.integers(-2, 2))
    return [[(run * at + x, rise * at + y) for at, (x, y) in ((at, draw(beside)) for at in along)]]


@given(all_but_parallel())
def test_rings_whose_edges_are_all_but_parallel_become_valid_polygons(written: list[list[Vertex]]) -> None:
    assert repair(written).is_valid


def test_lines_that_meet_again_in_every_round_are_bent_at_vertices_that_they_pass() -> None:
    """Cut at crossings alone, the two lines to (4034, 3251) part only at their end, one unit in a round."""
    ring = [
        (3277, 3277),
        (3495, 3163),
        (4034, 3251),
        (3796, 3212),
        (4026, 3304),
        (4160, 3277),
        (4160, -64),
        (3147, 735),
    ]
    polygon = repair([ring])
    assert polygon.is_valid
    assert abs(polygon.area - shapely.make_valid(shapely.Polygon(ring)).area) < 400


@given(rings(300), st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), min_size=20, max_size=20))
def test_what_an_odd_number_of_rings_encloses_is_inside(
    written: list[list[Vertex]], places: list[tuple[float, float]]
) -> None:
    polygon = repair(written)
    outlines = shapely.MultiLineString([[*ring, ring[0]] for ring in written])
    for place in map(shapely.Point, places):
        if outlines.distance(place) > 2:
            assert polygon.contains(place) == is_inside(place, written)


def is_inside(place: shapely.Point, written: list[list[Vertex]]) -> bool:
    """By the parity of edges to the right."""
    edges = [edge for ring in written for edge in zip(ring, [ring[-1], *ring[:-1]], strict=True)]
    return bool(
        sum(
            (a[1] > place.y) != (b[1] > place.y) and place.x < a[0] + (place.y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
            for a, b in edges
        )
        % 2
    )


@given(st.sampled_from([3, 8, 30, 300]).flatmap(rings))
def test_what_is_clean_is_valid(written: list[list[Vertex]]) -> None:
    shell, *holes = [
        [vertex for vertex, before in zip(ring, [ring[-1], *ring[:-1]], strict=True) if vertex != before]
        for ring in written
    ]
    if all(len(ring) >= 3 for ring in (shell, *holes)) and clean([shell, *holes], *range(1, len(written))):
        assert shapely.Polygon(shell, holes).is_valid


PENTAGRAM: list[Vertex] = [(50, 0), (80, 90), (0, 34), (100, 34), (20, 90)]
SQUARE: list[Vertex] = [(0, 0), (90, 0), (90, 90), (0, 90)]
INNER: list[Vertex] = [(10, 10), (10, 20), (20, 20), (20, 10)]


def moved(ring: list[Vertex], by: int) -> list[Vertex]:
    return [(x + by, y) for x, y in ring]


def test_most_polygons_are_clean() -> None:
    many = [(round(1000 * np.cos(t)), round(1000 * np.sin(t))) for t in np.linspace(0, 6.28, 100, endpoint=False)]
    for written in ([SQUARE], [SQUARE[::-1]], [many], [SQUARE, INNER], [SQUARE, INNER, moved(INNER, 30)]):
        assert clean(written, *range(1, len(written)))
    assert clean([SQUARE, INNER, moved(SQUARE, 100)], 1)


def test_what_may_be_invalid_is_not_clean() -> None:
    assert not clean([[(0, 0), (9, 0), (0, 9), (9, 9)]])
    assert not clean([[(0, 0), (9, 0), (9, 9), (9, 20), (9, 9)]])
    assert not clean([[(0, 0), (9, 0), (0, 0), (0, 9)]])
    assert not clean([PENTAGRAM])
    assert not clean([PENTAGRAM[::-1]])
    assert not clean([[*SQUARE, *SQUARE]])
    assert not clean([SQUARE, moved(INNER, 85)], 1)
    assert not clean([SQUARE, moved(INNER, 200)], 1)
    assert not clean([SQUARE, INNER])
    assert not clean([SQUARE, moved(SQUARE, 100), INNER], 2)


def test_parts_that_touch_in_a_point_are_apart_and_a_hole_that_touches_its_shell_stays() -> None:
    bow = [(0, 0), (10, 10), (20, 0), (20, 20), (10, 10), (0, 20)]
    assert [part.area for part in repair([bow]).geoms] == [100, 100]
    touching = [(0, 50), (10, 40), (10, 60)]
    (part,) = repair([SQUARE, touching]).geoms
    assert (part.area, len(part.interiors)) == (8100 - 100, 1)


def test_bridges_of_no_width_go() -> None:
    bridged = [
        (0, 0),
        (10, 0),
        (10, 10),
        (30, 10),
        (30, 0),
        (40, 0),
        (40, 20),
        (30, 20),
        (30, 10),
        (10, 10),
        (10, 20),
        (0, 20),
    ]
    assert sorted(part.bounds for part in repair([bridged]).geoms) == [(0, 0, 10, 20), (30, 0, 40, 20)]
    assert repair([[(0, 0), (5, 5), (9, 9)]]).is_empty
