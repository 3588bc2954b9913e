"""What must be true of the tiles, counted: edges torn apart, invalid polygons, sizes that the reference has not."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import mapbox_vector_tile
import numpy as np
import shapely
from mercantile import Tile
from shapely.geometry import shape

from reference.render import ReferenceEngine
from tilebuild.tiles.engine import Engine
from tilebuild.tiles.features import Features
from tilebuild.tiles.geometries import Geometries
from tilebuild.tiles.kernel.drawing import SIDE
from tilebuild.tiles.kernel.engine import Drawing, KernelEngine, detail
from tilebuild.tiles.kernel.types import POINT
from tilebuild.tiles.kernel.zoom import needed_vertices
from tilebuild.tiles.metatile import Level


@dataclass(frozen=True)
class Checked:
    """One zoom of one area."""

    zoom: int
    torn: int
    """Places that one path keeps and another that runs through them does not."""
    invalid: int
    """Polygons that are not valid."""
    area: float
    """By how much a layer's area differs from the reference's at most, as a fraction."""
    length: float
    """The same of lengths."""


def check(features: Features, geometries: Geometries, area: Tile, levels: Iterable[Level]) -> list[Checked]:
    """All checks, zoom by zoom."""
    drawing = Drawing(features, geometries, area)
    made = []
    for level in levels:
        found, invalid = _sizes(KernelEngine(), features, geometries, area, level)
        expected, _ = _sizes(ReferenceEngine(), features, geometries, area, level)
        apart = {key: abs(found[key] / size - 1) for key, size in expected.items() if size}
        areas = max((value for (_, dimension), value in apart.items() if dimension == 2), default=0.0)
        lengths = max((value for (_, dimension), value in apart.items() if dimension == 1), default=0.0)
        made.append(Checked(level.zoom, torn(drawing, level), invalid, areas, lengths))
    return made


def torn(drawing: Drawing, level: Level) -> int:
    """How many places inside the area are kept in one path and not in another."""
    paths, shown = drawing.paths, drawing.shown(level)
    needed = needed_vertices(paths, drawing.nodes, shown, detail(level, drawing.area))
    drawn = np.repeat(shown[paths.feature] & (paths.kind != POINT), np.diff(paths.start))
    inside = drawn & (paths.x > 0) & (paths.x < SIDE) & (paths.y > 0) & (paths.y < SIDE)
    _, place = np.unique(paths.x[inside] << 32 | paths.y[inside], return_inverse=True)
    kept = np.bincount(place, weights=needed[inside])
    return int(((kept > 0) & (kept < np.bincount(place))).sum())


def _sizes(
    engine: Engine, features: Features, geometries: Geometries, area: Tile, level: Level
) -> tuple[dict[tuple[str, int], float], int]:
    """Sum of areas and lengths by layer and dimension, and how many polygons are invalid."""
    sizes: defaultdict[tuple[str, int], float] = defaultdict(float)
    invalid = 0
    ((_, tiles),) = engine.render(features, geometries, area, [level])
    for content in tiles.values():
        decoded = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True})
        for name, layer in decoded.items():
            for drawn in (shape(feature["geometry"]) for feature in layer["features"]):
                dimension = int(shapely.get_dimensions(drawn))
                sizes[name, dimension] += drawn.area if dimension == 2 else drawn.length
                invalid += not drawn.is_valid
    return sizes, invalid
