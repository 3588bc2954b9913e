from typing import Any

import mapbox_vector_tile
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from mercantile import Tile
from shapely import LineString, Point, Polygon
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from tilebuild.errors import RequestError
from tilebuild.serve.magnify import magnify

PARENT = Tile(x=34117, y=23894, z=16)
SQUARE = Polygon([(1000, 1000), (1000, 3000), (3000, 3000), (3000, 1000)])


def content(*geometries: BaseGeometry, layer: str = "water") -> bytes:
    """A tile with y to the south, of features 7, 8 …"""
    features = [
        {"geometry": geometry, "id": 7 + at, "properties": {"kind": f"k{at}", "flag": at % 2 == 0, "rank": at}}
        for at, geometry in enumerate(geometries)
    ]
    options = {"y_coord_down": True, "extents": 4096}
    encoded: bytes = mapbox_vector_tile.encode([{"name": layer, "features": features}], default_options=options)
    return encoded


def child(column: int, row: int, zoom: int) -> Tile:
    """A tile of a zoom, counted from the parent's north-western corner."""
    dz = zoom - PARENT.z
    return Tile(x=(PARENT.x << dz) + column, y=(PARENT.y << dz) + row, z=zoom)


def magnified(stored: bytes, tile: Tile) -> list[dict[str, Any]]:
    decoded = mapbox_vector_tile.decode(magnify(stored, PARENT, tile), default_options={"y_coord_down": True})
    found: list[dict[str, Any]] = decoded["water"]["features"] if decoded else []
    return found


def geometry_in(stored: bytes, tile: Tile) -> BaseGeometry:
    (feature,) = magnified(stored, tile)
    return shape(feature["geometry"])


@pytest.mark.parametrize(
    ("column", "row", "zoom", "expected"),
    [
        (0, 1, 17, (2000, 1904)),
        (0, 2, 18, (4000, 3808)),
        (0, 3, 18, None),
        (1, 1, 17, None),
        (15, 46, 22, (2560, 3584)),
    ],
)
def test_a_point_lands_in_its_place(column: int, row: int, zoom: int, expected: tuple[int, int] | None) -> None:
    stored = content(Point(1000, 3000))
    found = [shape(feature["geometry"]) for feature in magnified(stored, child(column, row, zoom))]
    assert found == ([Point(expected)] if expected else [])


def test_a_point_beyond_the_edge_is_in_the_buffer_of_its_neighbour() -> None:
    assert geometry_in(content(Point(2048 + 64, 100)), child(0, 0, 17)) == Point(4096 + 128, 200)
    assert magnify(content(Point(2048 + 65, 100)), PARENT, child(0, 0, 17)) == b""


def test_a_line_is_cut_off_at_the_buffer() -> None:
    stored = content(LineString([(-64, 1024), (4160, 1024)]))
    assert geometry_in(stored, child(0, 0, 17)).equals(LineString([(-64, 2048), (4160, 2048)]))
    assert geometry_in(stored, child(1, 1, 18)).equals(LineString([(-64, 0), (4160, 0)]))
    assert magnify(stored, PARENT, child(0, 1, 17)) == b""


def test_a_line_that_leaves_and_comes_back_is_two() -> None:
    stored = content(LineString([(100, 100), (3000, 100), (3000, 200), (100, 200)]))
    found = geometry_in(stored, child(0, 0, 17))
    assert [part.coords[:] for part in shapely.get_parts(found)] == [
        [(200, 200), (4160, 200)],
        [(4160, 400), (200, 400)],
    ]


def test_a_polygon_is_cut_off_at_the_buffer_and_keeps_its_holes() -> None:
    hole = Polygon([(1200, 1200), (1200, 1300), (1300, 1300), (1300, 1200)])
    stored = content(shapely.difference(SQUARE, hole))
    square, gap = shapely.box(2000, 2000, 4160, 4160), shapely.box(2400, 2400, 2600, 2600)
    assert geometry_in(stored, child(0, 0, 17)).equals(shapely.difference(square, gap))
    assert geometry_in(stored, child(1, 1, 17)).equals(shapely.box(-64, -64, 1904, 1904))
    assert geometry_in(stored, child(2, 2, 18)).equals(shapely.box(-64, -64, 3808, 3808))


def test_a_tile_in_the_middle_of_a_polygon_is_covered_by_it() -> None:
    assert geometry_in(content(SQUARE), child(16, 16, 21)).equals(shapely.box(-64, -64, 4160, 4160))


def test_a_tile_in_a_hole_is_empty() -> None:
    ring = shapely.difference(SQUARE, shapely.box(1100, 1100, 2900, 2900))
    assert magnify(content(ring), PARENT, child(16, 16, 21)) == b""


def test_ids_and_properties_stay_with_their_features() -> None:
    stored = content(Point(4000, 4000), Point(100, 100), Point(300, 100))
    found = magnified(stored, child(0, 0, 17))
    assert [(one["id"], one["properties"]) for one in found] == [
        (8, {"kind": "k1", "flag": False, "rank": 1}),
        (9, {"kind": "k2", "flag": True, "rank": 2}),
    ]


def test_layers_without_features_are_left_out() -> None:
    both = content(Point(100, 100)) + content(Point(4000, 4000), layer="roads")
    assert list(mapbox_vector_tile.decode(magnify(both, PARENT, child(0, 0, 17)))) == ["water"]
    assert list(mapbox_vector_tile.decode(magnify(both, PARENT, child(1, 1, 17)))) == ["roads"]


@pytest.mark.parametrize("broken", [b"no tile", b"\x1a\xff"])
def test_what_is_no_tile_is_refused(broken: bytes) -> None:
    with pytest.raises(RequestError, match="tile 16/34117/23894 is no vector tile"):
        magnify(broken, PARENT, child(0, 0, 17))


@given(st.lists(st.tuples(st.integers(-64, 4160), st.integers(-64, 4160)), min_size=3, max_size=9, unique=True))
def test_the_children_of_a_polygon_together_are_the_polygon(corners: list[tuple[int, int]]) -> None:
    polygon = shapely.MultiPoint(corners).convex_hull
    if not isinstance(polygon, Polygon):
        return
    stored = content(polygon)
    tile = shapely.box(0, 0, 4096, 4096)
    area = 0.0
    for column, row in ((0, 0), (1, 0), (0, 1), (1, 1)):
        for feature in magnified(stored, child(column, row, 17)):
            area += shapely.intersection(shape(feature["geometry"]), tile).area
    assert area == pytest.approx(4 * shapely.intersection(polygon, tile).area, abs=4 * 4096)
