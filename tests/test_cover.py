from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mercantile import Tile, bounds
from shapely.geometry import Polygon, box, mapping

from tilebuild.cover import tiles_in_geojson
from tilebuild.errors import RequestError
from tilebuild.grid import fraction, tiles_in_bbox


def polygon(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[*map(list, points), list(points[0])]]}


def test_a_rectangle_covers_what_its_bbox_covers() -> None:
    assert tiles_in_geojson(mapping(box(5, 45, 11, 48)), 10) == tiles_in_bbox(5, 45, 11, 48, 10)


def test_a_hole_as_large_as_tiles_is_left_out() -> None:
    ring = Polygon(box(0, 0, 20, 20).exterior.coords, [list(box(5, 5, 15, 15).exterior.coords)])
    found = tiles_in_geojson(mapping(ring), 7)
    assert found
    assert not any(
        5 < (bounds(tile).west + bounds(tile).east) / 2 < 15 and 7 < bounds(tile).south < 12 for tile in found
    )


def test_features_and_collections_are_their_polygons() -> None:
    one, other = polygon((0, 0), (1, 0), (1, 1)), polygon((50, 0), (51, 0), (51, 1))
    collection = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": one}, {"type": "Feature", "geometry": other}],
    }
    assert tiles_in_geojson(collection, 8) == tiles_in_geojson(one, 8) | tiles_in_geojson(other, 8)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-60, 60), st.floats(-60, 60)), min_size=3, max_size=7),
    st.sampled_from([0.0, 1 / 64, 0.5]),
)
def test_every_tile_near_the_area_and_no_other_is_found(points: list[tuple[float, float]], margin: float) -> None:
    on_the_map = Polygon([fraction(*point) for point in points])
    if not on_the_map.is_valid or on_the_map.area < 1e-6:
        return
    found = tiles_in_geojson(polygon(*points), 5, margin)
    for tile in (Tile(x, y, 5) for x in range(32) for y in range(32)):
        grown = box(
            *((tile.x - margin) / 32, (tile.y - margin) / 32), *((tile.x + 1 + margin) / 32, (tile.y + 1 + margin) / 32)
        )
        if abs(grown.distance(on_the_map)) > 1e-9:
            assert tile not in found
        elif grown.intersection(on_the_map).area > 1e-12:
            assert tile in found


@pytest.mark.parametrize(
    ("geojson", "message"),
    [
        ({}, "type is None"),
        ({"type": "Point", "coordinates": [1, 2]}, "type is 'Point'"),
        ({"type": "Polygon", "coordinates": []}, "area is empty"),
        ({"type": "Feature", "geometry": None}, "type is None"),
        ({"type": "FeatureCollection", "features": []}, "area is empty"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}, "at least 4"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 100], [1, 1], [0, 0]]]}, "off the globe"),
        ({"type": "Polygon", "coordinates": [[["a", 0], [1, 1], [1, 1], [0, 0]]]}, "pairs of numbers"),
        ({"type": "Polygon", "coordinates": [5]}, "pairs of numbers"),
    ],
)
def test_what_is_no_area_is_refused(geojson: dict[str, Any], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        tiles_in_geojson(geojson, 10)
