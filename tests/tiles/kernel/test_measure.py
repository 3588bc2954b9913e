import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from reference.shapes import geometries_of
from tilebuild.tiles.kernel.measure import measure

PLACES = st.tuples(st.floats(-2e7, 2e7), st.floats(-2e7, 2e7))


@given(st.lists(PLACES, min_size=2, max_size=9))
def test_a_line_has_a_length_and_no_area(line: list[tuple[float, float]]) -> None:
    made = geometries_of(np.array([shapely.LineString(line)], dtype=object))
    area, length = measure(made.xy, made.path_start, made.kind, made.start)
    assert (area[0], length[0]) == (0, pytest.approx(shapely.LineString(line).length))


def test_holes_count_against_the_area_and_add_to_the_outline() -> None:
    shell, hole = shapely.box(2e7, 1e7, 2e7 + 100, 1e7 + 100), shapely.box(2e7 + 10, 1e7 + 10, 2e7 + 20, 1e7 + 30)
    holed = shapely.Polygon(shell.exterior, [hole.exterior])
    shapes = [holed, shapely.MultiPolygon([holed, shapely.box(0, 0, 3, 4)]), shapely.Point(1, 2)]
    made = geometries_of(np.array(shapes, dtype=object))
    area, length = measure(made.xy, made.path_start, made.kind, made.start)
    assert area.tolist() == [9800, 9812, 0]
    assert length.tolist() == [460, 474, 0]


def test_a_small_area_far_from_the_origin_keeps_its_digits() -> None:
    """About the origin, the surveyor's formula would lose it among products of 4e14."""
    made = geometries_of(np.array([shapely.box(2e7, 2e7, 2e7 + 0.25, 2e7 + 0.25)], dtype=object))
    assert measure(made.xy, made.path_start, made.kind, made.start)[0].tolist() == [0.0625]
