import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.support.kernel import Ring, Vertex, make_paths, torn_places, vertices_of
from tilebuild.tiles.kernel.nodes import find_nodes
from tilebuild.tiles.kernel.types import HOLE, LINE, POINT, SHELL
from tilebuild.tiles.kernel.zoom import Detail, needed_vertices, paths_at_zoom, unranked

PLACES = st.tuples(st.integers(0, 200), st.integers(0, 200))
CHAINS = st.lists(PLACES, min_size=3, max_size=20, unique=True)


def simplified(tolerance: float, *written: tuple[int, Ring], shift: int = 0) -> list[list[Vertex]]:
    paths = make_paths(*written)
    zoom = np.zeros(len(written), dtype=np.float32)
    nodes = find_nodes(paths, np.arange(len(written)), zoom, 40)
    needed = needed_vertices(
        paths, nodes, np.ones(len(written), dtype=bool), Detail(1, shift, tolerance), unranked(paths)
    )
    assert torn_places(paths, needed, np.ones(len(needed), dtype=bool)) == 0
    made = paths_at_zoom(paths, needed, shift)
    return [vertices_of(made, path) for path in range(len(made.kind))]


def test_what_lies_within_the_tolerance_goes_and_ends_stay() -> None:
    assert simplified(2, (LINE, [(0, 0), (10, 2), (20, 0), (30, 3), (40, 0)])) == [[(0, 0), (30, 3), (40, 0)]]
    assert simplified(0, (LINE, [(0, 0), (10, 0), (20, 0)])) == [[(0, 0), (20, 0)]]
    assert simplified(9, (POINT, [(7, 7)])) == [[(7, 7)]]


def test_places_are_rounded_and_written_once() -> None:
    assert simplified(0, (LINE, [(0, 0), (7, 1), (9, 3), (30, 30)]), shift=3) == [[(0, 0), (1, 0), (4, 4)]]


def test_a_ring_that_collapses_goes_and_takes_its_holes_with_it() -> None:
    flat, hole = [(0, 0), (100, 1), (200, 0)], [(50, 0), (60, 1), (60, 0)]
    square = [(0, 0), (100, 0), (100, 100), (0, 100)]
    assert simplified(3, (SHELL, flat), (HOLE, hole), (SHELL, square), (HOLE, hole)) == [square]


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


@given(
    st.lists(st.tuples(st.sampled_from((LINE, SHELL)), CHAINS), min_size=1, max_size=4),
    st.lists(st.tuples(st.sampled_from((1.0, 5.0, 9.0, np.inf)), st.floats(2, 60)), min_size=2, max_size=4),
    st.lists(st.sampled_from((0.0, 3.0, 7.0)), min_size=4, max_size=4),
)
def test_a_zoom_needs_the_same_vertices_whichever_was_drawn_before(
    written: list[tuple[int, Ring]], details: list[tuple[float, float]], zooms: list[float]
) -> None:
    paths = make_paths(*written)
    zoom = np.array(zooms[: len(written)], dtype=np.float32)
    nodes = find_nodes(paths, np.argsort(zoom, kind="stable"), zoom, 40)
    kept = unranked(paths, least=2)
    for below, tolerance in details:
        shown, how = zoom < below, Detail(below, 0, tolerance)
        alone = needed_vertices(paths, nodes, shown, how, unranked(paths))
        assert np.array_equal(needed_vertices(paths, nodes, shown, how, kept), alone)
