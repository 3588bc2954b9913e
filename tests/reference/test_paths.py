import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from reference.paths import concatenate, extent, following, no_paths, twice_area
from tests.support.paths import Vertex, make_paths, written

VERTICES = st.tuples(st.integers(-(1 << 20), 1 << 20), st.integers(-(1 << 20), 1 << 20))
PATHS = st.lists(st.lists(VERTICES, min_size=1, max_size=6), min_size=1, max_size=6)


@given(PATHS, st.data())
def test_chosen_paths_bring_their_vertices_in_the_order_chosen(paths: list[list[Vertex]], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(paths) - 1), max_size=8))
    taken = make_paths(paths).take(np.array(chosen, dtype=np.int64))
    assert written(taken) == [paths[index] for index in chosen]
    assert taken.part.tolist() == chosen


@given(PATHS, st.data())
def test_a_mask_chooses_like_indices(paths: list[list[Vertex]], data: st.DataObject) -> None:
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(paths), max_size=len(paths))))
    made = make_paths(paths)
    assert written(made.take(mask)) == written(made.take(np.flatnonzero(mask)))


@given(PATHS, PATHS)
def test_paths_laid_end_to_end_are_both(one: list[list[Vertex]], other: list[list[Vertex]]) -> None:
    assert written(concatenate((make_paths(one), no_paths(), make_paths(other)))) == one + other


@given(st.lists(st.lists(VERTICES, min_size=3, max_size=6), min_size=1, max_size=5))
def test_area_is_that_of_shapely_with_y_pointing_down(rings: list[list[Vertex]]) -> None:
    for area, ring in zip(twice_area(make_paths(rings)).tolist(), rings, strict=True):
        downward = shapely.LinearRing([(x, -y) for x, y in ring])
        assert abs(area) / 2 == pytest.approx(shapely.Polygon(downward).area, abs=1) or not downward.is_simple
        if area and downward.is_simple:
            assert (area > 0) != downward.is_ccw


@given(PATHS)
def test_the_extent_is_the_smallest_and_largest_of_each_path(paths: list[list[Vertex]]) -> None:
    made = make_paths(paths)
    smallest, largest = extent(made.x, made.start)
    assert smallest.tolist() == [min(x for x, _ in path) for path in paths]
    assert largest.tolist() == [max(x for x, _ in path) for path in paths]


def test_after_the_last_vertex_of_a_path_comes_its_first() -> None:
    assert following(np.array([0, 3, 4, 6])).tolist() == [1, 2, 0, 3, 5, 4]
