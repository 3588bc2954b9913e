import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.support.kernel import Vertex, ring_arrays, some_rings
from tilebuild.tiles.kernel.blocks import room_for
from tilebuild.tiles.kernel.clean import SMALL, encloses, is_clean, is_clean_ring

PENTAGRAM: list[Vertex] = [(50, 0), (80, 90), (0, 34), (100, 34), (20, 90)]
SQUARE: list[Vertex] = [(0, 0), (90, 0), (90, 90), (0, 90)]
INNER: list[Vertex] = [(10, 10), (10, 20), (20, 20), (20, 10)]


def moved(ring: list[Vertex], by: int) -> list[Vertex]:
    return [(x + by, y) for x, y in ring]


def clean(written: list[list[Vertex]], *holes: int) -> bool:
    hole = np.isin(np.arange(len(written)), holes)
    x, y, start = ring_arrays(written)
    found = bool(is_clean(x, y, start, hole, 0, len(written), room_for(len(x), len(written))))
    if len(written) == 1 and len(written[0]) <= SMALL:
        assert is_clean_ring(x, y, 0, len(x)) == found
    return found


@given(st.sampled_from([3, 8, 30, 300]).flatmap(some_rings))
def test_what_is_clean_is_valid(written: list[list[Vertex]]) -> None:
    shell, *holes = [
        [vertex for vertex, before in zip(ring, [ring[-1], *ring[:-1]], strict=True) if vertex != before]
        for ring in written
    ]
    if all(len(ring) >= 3 for ring in (shell, *holes)) and clean([shell, *holes], *range(1, len(written))):
        assert shapely.Polygon(shell, holes).is_valid


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


@given(some_rings(30), st.tuples(st.integers(0, 30), st.integers(0, 30)))
def test_a_ring_encloses_what_lies_inside_its_polygon(written: list[list[Vertex]], place: Vertex) -> None:
    polygon, (x, y, start) = shapely.Polygon(written[0]), ring_arrays(written)
    if polygon.is_valid and not polygon.exterior.intersects(shapely.Point(place)):
        assert encloses(x, y, 0, start[1], *place) == polygon.contains(shapely.Point(place))
