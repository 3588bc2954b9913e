"""What must be true of the tiles, counted: edges torn apart, invalid polygons, sizes that the reference has not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
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
from tilebuild.tiles.kernel.paths import Paths
from tilebuild.tiles.kernel.types import POINT, Bools
from tilebuild.tiles.kernel.zoom import needed_vertices
from tilebuild.tiles.metatile import Level

ENOUGH = 100
"""Layers of which fewer pieces are drawn are not compared: there the rounding of single vertices shows."""


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


@dataclass
class Drawn:
    """What is drawn of one layer: areas (dimension 2) or lines (dimension 1)."""

    pieces: int = 0
    size: float = 0.0
    invalid: int = 0


def check(features: Features, geometries: Geometries, area: Tile, levels: Iterable[Level]) -> list[Checked]:
    """All checks, zoom by zoom."""
    drawing = Drawing(features, geometries, area)
    made = []
    for level in levels:
        found = _drawn(KernelEngine(), features, geometries, area, level)
        expected = _drawn(ReferenceEngine(), features, geometries, area, level)
        invalid = sum(layer.invalid for layer in found.values())
        areas, lengths = (_apart(found, expected, dimension) for dimension in (2, 1))
        made.append(Checked(level.zoom, torn(drawing, level), invalid, areas, lengths))
    return made


def _apart(found: Mapping[tuple[str, int], Drawn], expected: Mapping[tuple[str, int], Drawn], dimension: int) -> float:
    """By how much any layer's size differs from what is expected, as a fraction."""
    compared = {key: layer for key, layer in expected.items() if key[1] == dimension and layer.pieces >= ENOUGH}
    return max((abs(found[key].size / layer.size - 1) for key, layer in compared.items()), default=0.0)


def torn(drawing: Drawing, level: Level) -> int:
    """How many places inside the area are kept in one path and not in another."""
    paths, shown = drawing.paths, drawing.shown(level, drawing.tiny(level))
    needed = needed_vertices(paths, drawing.nodes, shown, detail(level, drawing.area), drawing.ranks)
    drawn = np.repeat(shown[paths.feature] & (paths.kind != POINT), np.diff(paths.start))
    return torn_places(paths, needed, drawn & (paths.x > 0) & (paths.x < SIDE) & (paths.y > 0) & (paths.y < SIDE))


def torn_places(paths: Paths, needed: Bools, near: Bools) -> int:
    """How many places are kept in one of the paths through them and not in another, of the vertices ``near``."""
    places = np.stack((paths.x, paths.y), axis=1)[near]
    _, place = np.unique(places, axis=0, return_inverse=True)
    kept = np.bincount(place, weights=needed[near])
    return int(((kept > 0) & (kept < np.bincount(place))).sum())


def _drawn(
    engine: Engine, features: Features, geometries: Geometries, area: Tile, level: Level
) -> dict[tuple[str, int], Drawn]:
    """What an engine draws, by layer and dimension."""
    drawn: defaultdict[tuple[str, int], Drawn] = defaultdict(Drawn)
    ((_, tiles),) = engine.render(features, geometries, area, [level])
    for content in tiles.values():
        decoded = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True})
        for name, layer in decoded.items():
            for geometry in (shape(feature["geometry"]) for feature in layer["features"]):
                dimension = int(shapely.get_dimensions(geometry))
                piece = drawn[name, dimension]
                piece.pieces += 1
                piece.size += geometry.area if dimension == 2 else geometry.length
                piece.invalid += not geometry.is_valid
    return drawn
