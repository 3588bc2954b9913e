from itertools import combinations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.support.kernel import Vertex, ring_arrays
from tilebuild.tiles.kernel.noding import noded_edges, packed_vertex, unpacked_vertex

Edge = tuple[Vertex, Vertex]
PLACES = st.tuples(st.integers(0, 60), st.integers(0, 60))


def noded(*rings: list[Vertex]) -> list[Edge]:
    edges, ended = noded_edges(*ring_arrays(rings))
    assert ended
    ends = zip(*(ordinates.tolist() for ordinates in edges[:4]), strict=True)
    return [((ax, ay), (bx, by)) for ax, ay, bx, by in ends]


@given(st.lists(st.lists(PLACES, min_size=3, max_size=12), min_size=1, max_size=3))
def test_edges_meet_at_their_ends_only(rings: list[list[Vertex]]) -> None:
    edges = noded(*rings)
    assert edges == sorted(set(edges))
    assert all(a < b for a, b in edges)
    for one, other in combinations(edges, 2):
        common = shapely.intersection(shapely.LineString(one), shapely.LineString(other))
        assert common.is_empty or {*common.coords} <= {*one} & {*other}


@given(st.lists(st.lists(PLACES, min_size=3, max_size=12), min_size=1, max_size=3))
def test_an_even_number_of_edges_meets_at_every_vertex(rings: list[list[Vertex]]) -> None:
    ends = [end for edge in noded(*rings) for end in edge]
    assert all(ends.count(end) % 2 == 0 for end in ends)


def test_edges_that_lie_on_each_other_cancel() -> None:
    square = [(0, 0), (9, 0), (9, 9), (0, 9)]
    assert noded(square, square[::-1]) == []
    assert noded(square, square, square) == noded(square)
    assert noded(square, [(9, 0), (20, 0), (20, 9), (9, 9)]) == noded(
        [(0, 0), (9, 0), (20, 0), (20, 9), (9, 9), (0, 9)]
    )


def test_edges_are_cut_wherever_others_cross_them() -> None:
    """At more places than there is room for at first: twelve bars across twelve others."""
    bars = [[(4 * bar, -9), (4 * bar + 2, -9), (4 * bar + 2, 99), (4 * bar, 99)] for bar in range(12)]
    across = [[(y, x) for x, y in bar] for bar in bars]
    assert len(noded(*bars, *across)) == 2 * (24 * 25 + 24)


def test_a_vertex_is_one_number_that_sorts_as_it_does() -> None:
    vertices = [(-16384, -16384), (-16384, 16383), (-1, 5), (0, -5), (0, 0), (16383, -16384), (16383, 16383)]
    packed = [packed_vertex(x, y) for x, y in vertices]
    assert packed == sorted(packed)
    assert [unpacked_vertex(number) for number in packed] == vertices
    assert (packed[0], packed[-1]) == (0, (1 << 30) - 1)


def test_what_was_noded_stays_as_it_is() -> None:
    edges, ended = noded_edges(*ring_arrays([[(0, 0), (50, 50), (50, 0), (0, 50)]]))
    assert ended
    assert np.stack(edges[:4], axis=1).tolist() == [
        [0, 0, 0, 50],
        [0, 0, 25, 25],
        [0, 50, 25, 25],
        [25, 25, 50, 0],
        [25, 25, 50, 50],
        [50, 0, 50, 50],
    ]
