"""Boundaries once: a border runs along ways and along the relations of every level, and is drawn at the lowest one.

    country relation   a────b────c────d            drawn as country   a────b────c────d
    region relation         b────c────d────e   ->  drawn as region                   d────e
    way                a────b────c                 drawn as way       nothing

Lines are cut into segments, each segment goes to one feature, and what a feature keeps of a line is put together again
in runs. Vertices are compared exactly: the same OSM nodes give the same ordinates in every row. What is in no tile
(``min_zoom`` infinite: borders at sea) goes first, and so is taken out of the relations that run along it.
"""

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from tilebuild.tiles.features import LAYERS, Features, Shape
from tilebuild.tiles.geometries import Floats, Geometries, Shapes, concatenate, measured
from tilebuild.tiles.joining import take

Ints = NDArray[np.int64]

LEVEL = "kind_detail"
"""The property that holds the admin level, a number."""


def deduplicated(features: Features, geometries: Geometries) -> tuple[Features, Geometries]:
    """The same features and geometries, but each stretch of a boundary line drawn once, at its lowest level.

    Features of which nothing is left, and those that are in no tile, are gone; the others draw geometries of their own,
    put behind the given ones. At the same level a relation goes before a way, then the smaller id before the larger.
    """
    boundary = (features.layer == LAYERS.index("boundaries")) & (features.shape == Shape.LINE)
    drawn = np.flatnonzero(boundary)
    if not len(drawn):
        return features, geometries
    drawn = drawn[_precedence(take(features, drawn))]
    shapes = _stretches(geometries.shapes[features.row[drawn]])
    kept = ~shapely.is_missing(shapes) & np.isfinite(features.min_zoom[drawn])
    rows = features.row.copy()
    rows[drawn[kept]] = len(geometries) + np.arange(kept.sum())
    gone = np.zeros(len(features), dtype=bool)
    gone[drawn[~kept]] = True
    joined = concatenate((geometries, measured(shapes[kept])))
    return take(replace(features, row=rows), np.flatnonzero(~gone)), joined


def _precedence(features: Features) -> Ints:
    """Order in which features may take stretches."""
    hidden = np.isinf(features.min_zoom)
    return np.lexsort((features.row, np.abs(features.osm_id), features.osm_id >= 0, _level(features), ~hidden))


def _level(features: Features) -> Floats:
    """Shape (n,): admin level, infinity where there is none."""
    levels = np.full(len(features), np.inf)
    column = features.columns.get(LEVEL)
    if column is not None and column.values:
        values = np.array([v if isinstance(v, int | float) else np.inf for v in column.values], dtype=np.float64)
        levels[column.feature] = values[column.codes]
    return levels


def _stretches(shapes: Shapes) -> Shapes:
    """Of each geometry what no earlier one has drawn, as a line or several; None where nothing is left."""
    parts, owner = _line_parts(shapes)
    coordinates, line = shapely.get_coordinates(parts, return_index=True)
    segment = np.flatnonzero((line[1:] == line[:-1]) & (coordinates[1:] != coordinates[:-1]).any(axis=1))
    kept = segment[_first_of_equal(coordinates[segment], coordinates[segment + 1])]
    made = np.full(len(shapes), None, dtype=object)
    if not len(kept):
        return made
    # A run goes on where the next segment of the same line is kept too.
    begins = np.append(True, (np.diff(kept) != 1) | (line[kept[1:]] != line[kept[:-1]]))
    run = np.cumsum(begins) - 1
    runs = _lines(coordinates, kept, run)
    owners = owner[line[kept[begins]]]
    whose = np.unique(owners)
    made[whose] = shapely.multilinestrings(runs, indices=np.searchsorted(whose, owners))
    return made


def _line_parts(shapes: Shapes) -> tuple[Shapes, Ints]:
    """Lines of the geometries, outlines of polygons among them, and whose they are, in that order."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_dimensions(parts) == 2
    outlines, index = shapely.get_rings(parts[areal], return_index=True)
    lines = np.concatenate((parts[~areal], outlines))
    owners = np.concatenate((owner[~areal], owner[areal][index]))
    order = np.argsort(owners, kind="stable")
    return lines[order], owners[order]


def _first_of_equal(start: Floats, end: Floats) -> Ints:
    """Ascending indices of the segments that no earlier segment equals, whichever way either runs."""
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    ends = np.where(swap[:, None], np.hstack((end, start)), np.hstack((start, end)))
    order = np.lexsort(ends.T)
    ends = ends[order]
    new = np.append(True, (ends[1:] != ends[:-1]).any(axis=1))
    # lexsort is stable, so the first of a run of equal segments is the earliest.
    return np.sort(order[new[: len(order)]])


def _lines(coordinates: Floats, kept: Ints, run: Ints) -> Shapes:
    """One line for each run of segments, segment ``i`` running from vertex ``kept[i]`` to the one behind it."""
    last = np.append(np.diff(run) > 0, True)
    vertices = np.concatenate((kept, kept[last] + 1))
    line = np.concatenate((run, run[last]))
    order = np.lexsort((vertices, line))
    lines: Shapes = shapely.linestrings(coordinates[vertices[order]], indices=line[order])
    return lines
