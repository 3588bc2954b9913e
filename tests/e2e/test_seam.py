"""Across the seam between database and RAWR tiles, at tile zooms 11 and 12: the same features on both sides.

Tiles of zoom 11 are made by the low-zoom job from PostGIS, those of zoom 12 by the high-zoom job from RAWR tiles. What
the deeper zoom adds is told by ``min_zoom``; everything else has to be on both sides.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import shapely
from mercantile import Tile
from shapely.geometry.base import BaseGeometry

from tests.support.builds import Built
from tilebuild.grid import descendants, parse_tile
from tilebuild.tiles.style import places

pytestmark = [pytest.mark.e2e, pytest.mark.database, pytest.mark.xdist_group("e2e")]

EXTENT = 4096
BELOW = 13
"""``min_zoom`` of what zoom 11, of nominal zoom 12, shows is below."""

LARGE = 16
"""Square units of zoom 12 from which on a polygon is no speck at zoom 11."""

ENDING = {("places", kind) for kind in places.ENDS} | {("landuse", "urban_area")}
"""What is shown up to some zoom only."""

Kind = tuple[str, str]
Place = tuple[str, str, int]
"""Layer, kind, id."""


class Side:
    """Everything in a zoom-10 group as one zoom shows it, in units of zoom 12 from the group's corner."""

    def __init__(self, built: Built, group: Tile, zoom: int) -> None:
        self.points: dict[Place, BaseGeometry] = {}
        self.areas: dict[Place, float] = defaultdict(float)
        self.lengths: dict[Kind, float] = defaultdict(float)
        scale = 1 << 12 - zoom
        for tile in descendants(group, zoom):
            for layer, feature, inside in _features(built, tile):
                kind = (layer, feature["properties"]["kind"])
                number = feature["properties"].get("id", 0)
                if kind in ENDING or feature["properties"].get("min_zoom", 0) >= BELOW:
                    continue
                if inside.geom_type in ("Point", "MultiPoint") and number:
                    self.points[(*kind, number)] = _moved(inside, tile, group, scale)
                elif shapely.get_dimensions(inside) == 1:
                    self.lengths[kind] += inside.length * scale
                elif number:
                    self.areas[(*kind, number)] += inside.area * scale * scale


def _features(built: Built, tile: Tile) -> Iterator[tuple[str, dict[str, Any], BaseGeometry]]:
    """Layer, feature, and what of its geometry is in the tile, its buffer left out."""
    frame = shapely.box(0, 0, EXTENT, EXTENT)
    for layer, features in built.tile(tile).items():
        for feature in features:
            inside = feature["geometry"].intersection(frame)
            if not inside.is_empty and shapely.get_dimensions(inside) == shapely.get_dimensions(feature["geometry"]):
                yield layer, feature, inside


def _moved(point: BaseGeometry, tile: Tile, group: Tile, scale: int) -> BaseGeometry:
    shift = tile.z - group.z
    x, y = (tile.x - (group.x << shift)) * EXTENT, (tile.y - (group.y << shift)) * EXTENT
    moved: BaseGeometry = shapely.transform(point, lambda places: (places + np.array((x, y))) * scale)
    return moved


@pytest.fixture
def sides(built: Built) -> tuple[Side, Side]:
    """The group whose deeper tiles are largest, at zooms 11 and 12."""
    groups = {name: path for name, path in built.tiles().items() if name.startswith("10/")}
    group = parse_tile(max(groups, key=lambda name: groups[name].stat().st_size).removesuffix(".zip"))
    return Side(built, group, 11), Side(built, group, 12)


def test_points_and_labels_are_on_both_sides_at_one_place(sides: tuple[Side, Side]) -> None:
    above, below = sides
    assert set(above.points) == set(below.points)
    assert above.points
    for key, point in above.points.items():
        assert point.distance(below.points[key]) <= 2, key


def test_lines_that_zoom_11_shows_are_as_long_at_zoom_12(sides: tuple[Side, Side]) -> None:
    above, below = sides
    assert set(above.lengths) == set(below.lengths)
    for kind, length in above.lengths.items():
        assert length == pytest.approx(below.lengths[kind], rel=0.03, abs=64), kind


def test_areas_that_zoom_11_shows_are_as_large_at_zoom_12(sides: tuple[Side, Side]) -> None:
    above, below = sides
    assert set(above.areas) <= set(below.areas)
    missing = {key: area for key, area in below.areas.items() if area >= LARGE and key not in above.areas}
    assert missing == {}
    for key, area in above.areas.items():
        assert area == pytest.approx(below.areas[key], rel=0.1, abs=400), key
