"""Onto the integer grid of a zoom: simplified just below what the grid can show, then rounded.

The grid is the world's, so two areas that share an edge round its vertices alike, and simplification sees the whole
geometry, so that they simplify it alike.
"""

import numpy as np
import shapely
from mercantile import Tile

from reference.paths import Ints, Paths
from reference.shapes import Shapes
from reference.whole import Whole
from tilebuild.grid import HALF_WORLD
from tilebuild.ragged import starts
from tilebuild.tiles.kernel.types import Floats
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.resolution import EXTENT, tolerance, unit

SIMPLE = 5
"""Rings and lines of at most so many coordinates are not simplified: rounding does what there is to do."""


def quantise(whole: Whole, area: Tile, level: Level, closed: bool) -> Paths:
    """The geometries as paths in grid units from the area's north-western corner.

    Args:
        whole: points, lines or rings.
        area: the tile whose descendants are drawn.
        level: the zoom that is drawn.
        closed: whether they are rings; their closing vertex is left out.
    """
    coordinates, owner = shapely.get_coordinates(_simplified(whole, level), return_index=True)
    count = len(whole.shapes)
    if closed:
        last = np.diff(owner, append=count) > 0
        coordinates, owner = coordinates[~last], owner[~last]
    shift = level.zoom - area.z
    world = EXTENT << level.zoom
    x = _rounded(coordinates[:, 0], level) - (area.x << shift) * EXTENT + whole.wrap[owner] * world
    y = _rounded(-coordinates[:, 1], level) - (area.y << shift) * EXTENT
    return without_repeats(_as_paths(whole, x, y, np.bincount(owner, minlength=count)), closed)


def _simplified(whole: Whole, level: Level) -> Shapes:
    shapes = whole.shapes.copy()
    detailed = shapely.get_num_coordinates(shapes) > SIMPLE
    shapes[detailed] = shapely.simplify(shapes[detailed], unit(level.zoom) * tolerance(level), preserve_topology=False)
    return shapes


def _rounded(metres: Floats, level: Level) -> Ints:
    """Distance from the western or northern edge of the world in grid units, halves up."""
    units = (metres + HALF_WORLD) / unit(level.zoom)
    return np.floor(units + 0.5).astype(np.int64)


def _as_paths(whole: Whole, x: Ints, y: Ints, counts: Ints) -> Paths:
    kept = np.flatnonzero(counts)
    zeros = np.zeros(len(kept), dtype=np.int64)
    return Paths(x, y, starts(counts[kept]), whole.feature[kept], whole.part[kept], whole.hole[kept], zeros, zeros)


def without_repeats(paths: Paths, closed: bool) -> Paths:
    """Paths without vertices that repeat the one before; in a ring the last and the first are neighbours too."""
    if not len(paths):
        return paths
    same = np.zeros(len(paths.x), dtype=bool)
    same[1:] = (paths.x[1:] == paths.x[:-1]) & (paths.y[1:] == paths.y[:-1])
    first, last = paths.start[:-1], paths.start[1:] - 1
    same[first] = False
    if closed:
        same[first] = (paths.x[first] == paths.x[last]) & (paths.y[first] == paths.y[last]) & (first != last)
    counts = paths.counts - np.add.reduceat(same.astype(np.int64), first)
    kept = np.flatnonzero(counts)
    return paths.like(kept, paths.x[~same], paths.y[~same], counts[kept])
