import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.support.kernel import Ring, make_paths, simplified
from tilebuild.tiles.kernel.nodes import find_nodes
from tilebuild.tiles.kernel.types import HOLE, LINE, SHELL
from tilebuild.tiles.kernel.zoom import Detail, needed_vertices, unranked

CHAINS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=3, max_size=20, unique=True)


def test_places_are_rounded_and_written_once() -> None:
    assert simplified(0, (LINE, [(0, 0), (7, 1), (9, 3), (30, 30)]), shift=3) == [[(0, 0), (1, 0), (4, 4)]]


def test_a_ring_that_collapses_goes_and_takes_its_holes_with_it() -> None:
    flat, hole = [(0, 0), (100, 1), (200, 0)], [(50, 0), (60, 1), (60, 0)]
    square = [(0, 0), (100, 0), (100, 100), (0, 100)]
    assert simplified(3, (SHELL, flat), (HOLE, hole), (SHELL, square), (HOLE, hole)) == [square]


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
