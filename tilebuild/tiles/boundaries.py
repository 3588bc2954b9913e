"""Boundaries once: a border runs along ways and along the relations of every level, and is drawn at the lowest one.

    country relation   a────b────c────d            drawn as country   a────b────c────d
    region relation         b────c────d────e   ->  drawn as region                   d────e
    way                a────b────c                 drawn as way       nothing

Lines are cut into segments, each segment goes to one feature, and what a feature keeps of a line is put together again
in runs. Vertices are compared exactly: the same OSM nodes give the same ordinates in every row; segments that osm2pgsql
cut in two are put together before (see :mod:`tilebuild.tiles.rejoining`). What is in no tile (``min_zoom`` infinite:
borders at sea) goes first, and so is taken out of the relations that run along it.
"""

from dataclasses import replace

import numpy as np

from tilebuild.ragged import ragged_take, starts
from tilebuild.tiles.cuts import made_whole
from tilebuild.tiles.features import LAYERS, Features, Shape, take
from tilebuild.tiles.geometries import Geometries, concatenate, measured
from tilebuild.tiles.kernel.places import first_segments
from tilebuild.tiles.kernel.types import LINE, Bools, Floats, Ints
from tilebuild.tiles.rejoining import rejoined

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
    drawn = drawn[_precedence(features, drawn)]
    whose, stretches = _stretches(geometries, features.row[drawn], features.osm_id[drawn])
    kept = np.isfinite(features.min_zoom[drawn[whose]])
    rows = features.row.copy()
    rows[drawn[whose]] = len(geometries) + np.arange(len(whose))
    gone = np.zeros(len(features), dtype=bool)
    gone[drawn] = True
    gone[drawn[whose[kept]]] = False
    joined = concatenate((geometries, stretches))
    return take(replace(features, row=rows), np.flatnonzero(~gone)), joined


def _precedence(features: Features, drawn: Ints) -> Ints:
    """Order in which some of the features may take stretches."""
    osm_id, hidden = features.osm_id[drawn], np.isinf(features.min_zoom[drawn])
    return np.lexsort((features.row[drawn], np.abs(osm_id), osm_id >= 0, _level(features)[drawn], ~hidden))


def _level(features: Features) -> Floats:
    """Shape (n,): admin level, infinity where there is none."""
    levels = np.full(len(features), np.inf)
    column = features.properties.column(LEVEL)
    if column.values:
        values = np.array([v if isinstance(v, int | float) else np.inf for v in column.values], dtype=np.float64)
        levels[column.feature] = values[column.codes]
    return levels


def _stretches(geometries: Geometries, rows: Ints, osm_id: Ints) -> tuple[Ints, Geometries]:
    """Of each row what no earlier one has drawn, as lines: which of the rows have such, ascending, and the lines."""
    xy, line, owner = _vertices(geometries, rows)
    # In this order: what was cut where another row was cut too is in no row whole before its own rows are one again.
    xy = made_whole(rejoined(xy, line, osm_id[owner]), line)
    segment = np.flatnonzero((line[1:] == line[:-1]) & (xy[1:] != xy[:-1]).any(axis=1))
    kept = first_segments(xy, segment)
    # A run goes on where the next segment of the same line is kept too.
    begins = np.append(True, (np.diff(kept) != 1) | (line[kept[1:]] != line[kept[:-1]]))[: len(kept)]
    first = kept[begins]
    last = kept[np.append(begins[1:], True)[: len(kept)]] + 1
    path_start = starts(last + 1 - first)
    vertices = np.arange(path_start[-1]) + np.repeat(first - path_start[:-1], last + 1 - first)
    whose, counts = np.unique(owner[line[first]], return_counts=True)
    kinds = np.full(len(first), LINE, dtype=np.int8)
    return whose, measured(xy[vertices], path_start, kinds, starts(counts))


def _vertices(geometries: Geometries, rows: Ints) -> tuple[Floats, Ints, Ints]:
    """Vertices of the rows' lines and outlines; which line each is of; which of the rows each line is of."""
    paths, start = ragged_take(geometries.start, rows)
    owner = np.repeat(np.arange(len(rows)), np.diff(start))
    drawn: Bools = geometries.kind[paths] >= LINE
    vertices, path_start = ragged_take(geometries.path_start, paths[drawn])
    line = np.repeat(np.arange(len(path_start) - 1), np.diff(path_start))
    return geometries.xy[vertices], line, owner[drawn]
