import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from reference.shapes import geometries_of
from tests.support.kernel import some_rings
from tilebuild.tiles.kernel.labels import find_label_points


def label(shape: shapely.Geometry) -> tuple[float, float]:
    made = geometries_of(np.array([shape], dtype=object))
    ((x, y),) = find_label_points(made.xy, made.path_start, made.kind, made.start, np.array([0])).tolist()
    return x, y


@st.composite
def polygons(draw: st.DrawFn) -> shapely.Polygon:
    """Of any form, some with holes: of what three rings of any form enclose, the largest part."""
    parts = shapely.get_parts(shapely.make_valid(shapely.MultiLineString(draw(some_rings(30))).buffer(1.5)))
    return max(parts, key=shapely.area)  # type: ignore[no-any-return]


@given(polygons(), st.integers(0, 13))
def test_a_label_is_inside_its_polygon_whichever_vertex_comes_first(polygon: shapely.Polygon, turn: int) -> None:
    point = label(polygon)
    assert polygon.contains(shapely.Point(point))
    shell = polygon.exterior.coords[:-1]
    turned = shapely.Polygon(shell[turn:] + shell[:turn], list(polygon.interiors))
    assert label(turned) == pytest.approx(point)


@given(polygons())
def test_a_label_is_at_the_centroid_where_that_is_inside(polygon: shapely.Polygon) -> None:
    if polygon.buffer(-1e-6).contains(polygon.centroid):
        assert label(polygon) == pytest.approx(polygon.centroid.coords[0])


def test_a_label_that_cannot_be_at_the_centroid_is_in_the_widest_stretch_half_way_up() -> None:
    horseshoe = shapely.box(0, 0, 100, 100).difference(shapely.box(20, -1, 70, 90))
    assert not horseshoe.contains(horseshoe.centroid)
    assert label(horseshoe) == (85, 45)


def test_a_label_is_in_the_largest_part_and_a_hole_makes_a_part_smaller() -> None:
    large = shapely.Polygon(shapely.box(0, 0, 100, 100).exterior, [shapely.box(1, 1, 99, 99).exterior])
    small = shapely.box(200, 0, 230, 30)
    assert label(shapely.MultiPolygon([large, small])) == (215, 15)


def test_a_line_is_labelled_half_way_along_its_longest_part_and_a_point_where_it_is() -> None:
    assert label(shapely.MultiLineString([[(0, 0), (1, 0)], [(5, 5), (5, 7), (5, 15)]])) == (5, 10)
    assert label(shapely.LineString([(3, 3), (3, 3)])) == (3, 3)
    assert label(shapely.MultiPoint([(8, 9), (1, 2)])) == (8, 9)
