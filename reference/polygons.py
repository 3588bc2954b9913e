"""Rings in tiles to valid polygons: what rounding and clipping broke is repaired, the rest is left alone.

A polygon of a tile is valid in the sense of OGC Simple Features (and so of vector tiles version 2): rings simple, holes
inside, parts apart, exterior rings clockwise to the eye and interior ones against.
"""

from dataclasses import replace

import numpy as np
import shapely

from reference.paths import Bools, Ints, Paths, concatenate, extent, twice_area
from reference.quantise import without_repeats
from reference.shapes import Shapes
from tilebuild.ragged import starts
from tilebuild.tiles.geometries import GeometryError

ATTEMPTS = 5
"""How often an invalid polygon is repaired before the tile fails; one is enough for all that was ever seen."""


def valid_polygons(rings: Paths, osm_id: Ints) -> Paths:
    """Rings of valid polygons, by tile, feature and polygon, exterior first, oriented.

    Args:
        rings: rings in tile units, with ``column`` and ``row``, rings of one ``part`` in one tile being one polygon.
        osm_id: shape (features,), to name a feature that cannot be repaired.

    Raises:
        GeometryError: a polygon stays invalid.
    """
    rings = _with_area(_sorted(_proper(rings)))
    if not len(rings):
        return rings
    pieces = _runs(rings.column, rings.row, rings.feature)
    shapes = _multipolygons(rings, pieces)
    broken = ~shapely.is_valid(shapes)
    if broken.any():
        owner = np.repeat(np.arange(len(shapes)), np.diff(pieces))
        like = rings.take(pieces[:-1][broken])
        rings = _sorted(concatenate((rings.take(~broken[owner]), _repaired(shapes[broken], like, osm_id))))
    return _oriented(rings)


def _proper(rings: Paths) -> Paths:
    """Rings that do not lie on one horizontal or vertical line, as remains of clipping along a limit do.

    A signed area of 0 is no reason to leave a ring out: the halves of a bow tie cancel out.
    """
    rings = without_repeats(rings, closed=True)
    flat = np.zeros(len(rings), dtype=bool)
    for values in (rings.x, rings.y):
        smallest, largest = extent(values, rings.start)
        flat |= smallest == largest
    return rings.take(~flat & (rings.counts >= 3))


def _sorted(rings: Paths) -> Paths:
    """By tile, feature and polygon, exterior rings first; otherwise in the order given."""
    return rings.take(np.lexsort((rings.hole, rings.part, rings.feature, rings.row, rings.column)))


def _with_area(rings: Paths) -> Paths:
    """Without polygons that have lost their exterior ring, or whose holes leave nothing of it."""
    if not len(rings):
        return rings
    polygons = _runs(rings.column, rings.row, rings.feature, rings.part)
    area = np.abs(twice_area(rings))
    net = np.add.reduceat(np.where(rings.hole, -area, area), polygons[:-1])
    filled = (net == 0) & (np.diff(polygons) > 1)
    kept = ~rings.hole[polygons[:-1]] & ~filled
    return rings.take(np.repeat(kept, np.diff(polygons)))


def _runs(*keys: Ints) -> Ints:
    """Where runs of equal keys begin, and the end: shape (runs + 1,)."""
    changed = np.zeros(len(keys[0]), dtype=bool)
    for key in keys:
        changed[1:] |= key[1:] != key[:-1]
    changed[0] = True
    return np.append(np.flatnonzero(changed), len(changed))


def _multipolygons(rings: Paths, pieces: Ints) -> Shapes:
    """One multipolygon for each run of rings of one feature in one tile."""
    polygons = _runs(rings.column, rings.row, rings.feature, rings.part)
    closing, first = rings.start[1:], rings.start[:-1]
    coordinates = np.stack(
        (np.insert(rings.x, closing, rings.x[first]), np.insert(rings.y, closing, rings.y[first])), axis=1
    ).astype(np.float64)
    offsets = (starts(rings.counts + 1), polygons, np.searchsorted(polygons, pieces))
    shapes: Shapes = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, coordinates, offsets)
    return shapes


def _repaired(shapes: Shapes, like: Paths, osm_id: Ints) -> Paths:
    """Rings of the polygons that cover what the invalid ones do, on the grid.

    Args:
        shapes: shape (k,), invalid multipolygons.
        like: ``k`` paths with the feature, column and row of each.
        osm_id: shape (features,).
    """
    for _ in range(ATTEMPTS):
        sound = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
        shapes = shapely.set_precision(sound, 1.0)
        if shapely.is_valid(shapes).all():
            return _rings(shapes, like)
    stubborn = like.feature[~shapely.is_valid(shapes)][0]
    raise GeometryError(f"feature {osm_id[stubborn]}: its polygon is still invalid after {ATTEMPTS} repairs")


def _rings(shapes: Shapes, like: Paths) -> Paths:
    """Rings of polygons on the grid, with what they were repaired from."""
    polygons, owner = shapely.get_parts(shapes, return_index=True)
    areal = (shapely.get_dimensions(polygons) == 2) & ~shapely.is_empty(polygons)
    polygons, owner = polygons[areal], owner[areal]
    rings, part = shapely.get_rings(polygons, return_index=True)
    coordinates, index = shapely.get_coordinates(rings, return_index=True)
    last = np.diff(index, append=len(rings)) > 0
    grid = np.rint(coordinates[~last]).astype(np.int64)
    counts = np.bincount(index[~last], minlength=len(rings))
    hole = np.zeros(len(part), dtype=bool)
    hole[1:] = part[1:] == part[:-1]
    made = like.like(owner[part], grid[:, 0], grid[:, 1], counts)
    # Numbers of polygons start anew: within one tile and feature there are no others.
    return replace(made, part=part.astype(np.int64), hole=hole)


def _oriented(rings: Paths) -> Paths:
    """Exterior rings with positive surveyor's area, y pointing down, holes with negative; first vertices stay."""
    wrong: Bools = (twice_area(rings) > 0) == rings.hole
    vertices = np.arange(len(rings.x))
    first, last = np.repeat(rings.start[:-1], rings.counts), np.repeat(rings.start[1:], rings.counts)
    mirrored = np.where(vertices == first, first, first + last - vertices)
    order = np.where(np.repeat(wrong, rings.counts), mirrored, vertices)
    return replace(rings, x=rings.x[order], y=rings.y[order])
