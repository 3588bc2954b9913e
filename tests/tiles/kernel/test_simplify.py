import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.support.kernel import Vertex, simplified
from tilebuild.tiles.kernel.simplify import Scratch, rank_vertices
from tilebuild.tiles.kernel.types import HOLE, LINE, POINT, SHELL

PLACES = st.tuples(st.integers(0, 200), st.integers(0, 200))
CHAINS = st.lists(PLACES, min_size=3, max_size=20, unique=True)


def ranks(path: list[Vertex], closed: bool = False, nodes: tuple[int, ...] = (), least: float = 0) -> list[float]:
    """Of each vertex, not squared."""
    x, y = np.array(path, dtype=np.int64).T.copy()
    zoom = np.where(np.isin(np.arange(len(path)), nodes), 0.0, np.inf).astype(np.float32)
    room, found = len(path) + 1, np.empty(len(path))
    scratch = Scratch(np.empty((room, 2)), np.empty(2 * room, dtype=np.int64), np.empty(room))
    rank_vertices(x, y, 0, len(path), closed, zoom, 1.0, least * least, scratch, found)
    ranked: list[float] = np.sqrt(found).round(6).tolist()
    return ranked


def test_a_vertex_is_ranked_by_how_far_off_it_was_cut_but_no_higher_than_what_was_cut_before() -> None:
    inf = float("inf")
    assert ranks([(0, 0), (10, 4), (20, 0)]) == [inf, 4, inf]
    assert ranks([(0, 0), (10, 4), (20, 0)], least=4) == [inf, 0, inf]
    assert ranks([(0, 0), (10, 4), (20, 0)], nodes=(1,)) == [inf, inf, inf]
    # The second cut is 106 from what the first one leaves.
    assert ranks([(0, 0), (50, 100), (100, -100), (150, 0)]) == [inf, 100, 100, inf]


def test_a_ring_without_nodes_begins_at_its_smallest_vertex_wherever_it_is_given_to_begin() -> None:
    ring = [(0, 0), (100, 3), (200, 0), (200, 90), (0, 90)]
    expected = dict(zip(ring, ranks(ring, closed=True), strict=True))
    assert expected[0, 0] == float("inf")
    for turn in range(5):
        turned = ring[turn:] + ring[:turn]
        assert dict(zip(turned, ranks(turned, closed=True), strict=True)) == expected


def test_what_lies_within_the_tolerance_goes_and_ends_stay() -> None:
    assert simplified(2, (LINE, [(0, 0), (10, 2), (20, 0), (30, 3), (40, 0)])) == [[(0, 0), (30, 3), (40, 0)]]
    assert simplified(0, (LINE, [(0, 0), (10, 0), (20, 0)])) == [[(0, 0), (20, 0)]]
    assert simplified(9, (POINT, [(7, 7)])) == [[(7, 7)]]


@given(CHAINS, st.floats(0, 60))
def test_a_line_stays_within_the_tolerance(line: list[Vertex], tolerance: float) -> None:
    (left,) = simplified(tolerance, (LINE, line))
    assert shapely.hausdorff_distance(shapely.LineString(left), shapely.LineString(line), densify=0.1) <= tolerance + 1


@given(CHAINS, CHAINS, st.floats(0, 60), st.integers(0, 19))
def test_a_chain_is_simplified_alike_in_all_that_run_along_it(
    chain: list[Vertex], other: list[Vertex], tolerance: float, turn: int
) -> None:
    """As a line, backwards in a second ring that goes on elsewhere, and as a ring that begins at any vertex."""
    away = [(x + 1000, y) for x, y in other]
    turned = chain[turn % len(chain) :] + chain[: turn % len(chain)]
    simplified(tolerance, (LINE, chain), (SHELL, chain[::-1] + away))
    simplified(tolerance, (SHELL, chain), (HOLE, turned[::-1]))
