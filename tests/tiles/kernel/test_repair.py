from typing import Any

import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.support.kernel import Vertex, polygons_of, ring_arrays, some_rings
from tilebuild.tiles.kernel.repair import repaired


def repair(written: list[list[Vertex]]) -> Any:
    made, order, possible = repaired(*ring_arrays(written))
    assert possible
    assert sorted(order.tolist()) == list(range(len(made.walk)))
    return polygons_of(made, order.tolist())


@given(st.sampled_from([3, 8, 30, 300]).flatmap(some_rings))
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


@given(some_rings(300), st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), min_size=20, max_size=20))
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


SQUARE: list[Vertex] = [(0, 0), (90, 0), (90, 90), (0, 90)]


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
