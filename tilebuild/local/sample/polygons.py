"""Sea and land as polygon files, cut along tile edges as the split polygons of osmdata are, and matching the coastline.

The sea covers the whole world, so the pyramid's low zooms show an island in an ocean. Pieces are made by quartering the
Mercator square: a quarter with too many vertices is quartered again. Cuts run along meridians and parallels, so no cut
moves a vertex of the coastline.
"""

from collections.abc import Iterator
from pathlib import Path

import mercantile
import numpy as np
import pyogrio
import shapely
from mercantile import Tile
from shapely import Polygon, box
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample.coast import Coast
from tilebuild.local.sample.frame import TICKS_PER_DEGREE, to_ticks

_MOST = 400  # vertices of a piece
_COARSEST = 3
_FINEST = 16
_STAMP = "2024-01-01T00:00:00.000Z"


def write_polygons(coast: Coast, water_path: Path, land_path: Path) -> None:
    """Write both GeoPackages (EPSG:4326); existing files are replaced."""
    land = _in_degrees(coast.land)
    sea = shapely.difference(box(-180, -85.051128779806604, 180, 85.051128779806604), land)
    _write(land_path, "land_polygons", list(_split(land, Tile(0, 0, 0))))
    _write(water_path, "water_polygons", list(_split(sea, Tile(0, 0, 0))))


def _in_degrees(geometry: BaseGeometry) -> BaseGeometry:
    """Local metres to degrees, by way of ticks: the coordinates are those of the file's nodes."""
    return shapely.transform(geometry, lambda xy: to_ticks(xy) / TICKS_PER_DEGREE)


def _split(geometry: BaseGeometry, tile: Tile) -> Iterator[Polygon]:
    """The geometry's pieces inside a tile."""
    inside = shapely.intersection(geometry, box(*mercantile.bounds(tile)))
    if inside.is_empty:
        return
    if tile.z < _COARSEST or (shapely.get_num_coordinates(inside) > _MOST and tile.z < _FINEST):
        for child in sorted(mercantile.children(tile)):
            yield from _split(inside, child)
        return
    yield from (part for part in shapely.get_parts(inside) if isinstance(part, Polygon))


def _write(path: Path, layer: str, parts: list[Polygon]) -> None:
    """One layer of polygons, with the time that GDAL notes in the file held fixed."""
    path.unlink(missing_ok=True)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STAMP})
    try:
        pyogrio.raw.write(
            path,
            shapely.to_wkb(np.array(parts, dtype=object)),
            [np.arange(1, len(parts) + 1)],
            ["number"],
            layer=layer,
            driver="GPKG",
            geometry_type="Polygon",
            crs="EPSG:4326",
        )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
