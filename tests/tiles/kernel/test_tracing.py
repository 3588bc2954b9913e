from hypothesis import given

from tests.support.kernel import Vertex, polygons_of, ring_arrays, some_rings
from tilebuild.tiles.kernel.noding import noded_edges
from tilebuild.tiles.kernel.tracing import Rings, trace

SQUARE = [(0, 0), (9, 0), (9, 9), (0, 9)]
INNER = [(3, 3), (6, 3), (6, 6), (3, 6)]


def traced(*rings: list[Vertex]) -> Rings:
    edges, ended = noded_edges(*ring_arrays(rings))
    assert ended
    return trace(edges)


def vertices(rings: Rings, ring: int) -> list[Vertex]:
    own = slice(rings.start[ring], rings.start[ring + 1])
    return list(zip(rings.x[own].tolist(), rings.y[own].tolist(), strict=True))


def test_shells_run_clockwise_to_the_eye_and_holes_against() -> None:
    made = traced(SQUARE[::-1], INNER)
    assert made.twice_area.tolist() == [162, -18]
    assert [sorted(vertices(made, ring)) for ring in (0, 1)] == [sorted(SQUARE), sorted(INNER)]


def test_what_touches_in_a_vertex_is_two_rings_of_two_walks() -> None:
    made = traced(SQUARE, [(x + 9, y + 9) for x, y in SQUARE])
    assert made.twice_area.tolist() == [162, 162]
    assert len(set(made.walk.tolist())) == 2


def test_a_hole_that_touches_its_shell_is_of_the_shells_walk() -> None:
    made = traced(SQUARE, [(0, 0), (5, 3), (3, 5)])
    assert sorted(made.twice_area.tolist()) == [-16, 162]
    assert len(set(made.walk.tolist())) == 1


@given(some_rings(30))
def test_no_ring_comes_to_a_vertex_twice_and_all_are_simple(written: list[list[Vertex]]) -> None:
    made = traced(*written)
    for ring in range(len(made.walk)):
        assert len(set(vertices(made, ring))) == len(vertices(made, ring)) >= 3
        twice_signed = int(made.twice_area[ring])
        shape = polygons_of(made, [ring]) if twice_signed > 0 else None
        assert shape is None or (shape.is_valid and 2 * shape.area == twice_signed)


@given(some_rings(30))
def test_every_edge_is_walked_once(written: list[list[Vertex]]) -> None:
    edges, _ = noded_edges(*ring_arrays(written))
    made = trace(edges)
    walked = [
        frozenset(edge)
        for ring in range(len(made.walk))
        for edge in zip(vertices(made, ring), [*vertices(made, ring)[1:], vertices(made, ring)[0]], strict=True)
    ]
    ends = zip(*(ordinates.tolist() for ordinates in edges[:4]), strict=True)
    assert sorted(map(sorted, walked)) == sorted(sorted(((ax, ay), (bx, by))) for ax, ay, bx, by in ends)
