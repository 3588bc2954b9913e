"""Pieces of paths written as parts of one feature in one tile: ordinates counted from the tile's corner, each place in
a row once, without what clipping left flat, rings the right way round.
"""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import Index, compiled, lean
from tilebuild.growing import with_room
from tilebuild.tiles.kernel.paths import Paths
from tilebuild.tiles.kernel.split import BEHIND, PATH, TILE, VERTICES, Pieces, extent
from tilebuild.tiles.kernel.tracing import Rings
from tilebuild.tiles.kernel.types import HOLE, POINT, SHELL, Bools, Flag, Integer, Ints, Ordinates
from tilebuild.tiles.kernel.zoom import RING, SEGMENT
from tilebuild.tiles.mvt.resolution import EXTENT

NOWHERE = -(1 << 62)
"""An ordinate that no vertex has."""


class Parts(NamedTuple):
    """Paths that are being written; how many of them are there is kept beside."""

    x: Ordinates
    y: Ordinates
    start: Ints
    hole: Bools


@compiled
def new_parts(vertices: Integer, count: Integer) -> Parts:
    """Room for so many, with so many vertices."""
    return Parts(
        np.empty(vertices, dtype=np.int32),
        np.empty(vertices, dtype=np.int32),
        np.zeros(count + 1, dtype=np.int64),
        np.empty(count, dtype=np.bool_),
    )


@compiled
def with_more_room(parts: Parts, count: Integer, vertices: Integer, more: Integer) -> Parts:
    """The parts, with room for so many more with so many vertices."""
    return Parts(
        with_room(parts.x, parts.start[count] + vertices),
        with_room(parts.y, parts.start[count] + vertices),
        with_room(parts.start, count + more + 1),
        with_room(parts.hole, count + more),
    )


@lean
def place_pieces(
    paths: Paths,
    pieces: Pieces,
    order: Ints,
    first: Integer,
    last: Integer,
    side: Integer,
    parts: Parts,
    count: Integer,
) -> Integer:
    """Write one feature's pieces in one tile, counted from the tile's corner, without what clipping left flat."""
    shell = False
    for place in range(first, last):
        piece = order[place]
        kind = paths.kind[pieces.pieces[piece, PATH]]
        if kind == HOLE and not shell:
            continue
        begin = parts.start[count]
        end = _write(pieces, len(paths.x), piece, kind >= SHELL, side, parts, begin)
        written = not _flat(parts, begin, end) if kind >= SHELL else end - begin >= (1 if kind == POINT else SEGMENT)
        shell = written if kind == SHELL else shell
        if written:
            parts.start[count + 1], parts.hole[count] = end, kind == HOLE
            count += 1
    return count


@lean
def _write(
    pieces: Pieces, whole: Integer, piece: Integer, closed: Flag, side: Integer, parts: Parts, begin: Integer
) -> Integer:
    """Write a piece's vertices, each place in a row once; returns the position behind them.

    Those before ``whole`` are a path's own, which has no place twice in a row: only cutting makes such.
    """
    first, last, tile = pieces.pieces[piece, VERTICES], pieces.pieces[piece, BEHIND], pieces.pieces[piece, TILE]
    west, north = tile // side * EXTENT, tile % side * EXTENT
    if last <= whole:
        _move(pieces, first, last, west, north, parts, begin)
        return begin + last - first
    at, before_x, before_y = begin, NOWHERE, NOWHERE
    for vertex in range(Index(first), Index(last)):
        x, y = pieces.x[vertex] - west, pieces.y[vertex] - north
        # Always written, and kept by going on: a guess whether to write it would be wrong too often.
        parts.x[at], parts.y[at] = x, y
        at += (x != before_x) | (y != before_y)
        before_x, before_y = x, y
    while closed and at > begin + 1 and parts.x[at - 1] == parts.x[begin] and parts.y[at - 1] == parts.y[begin]:
        at -= 1
    return at


@lean
def _move(
    pieces: Pieces, first: Integer, last: Integer, west: Integer, north: Integer, parts: Parts, at: Integer
) -> None:
    """Write vertices as they are, counted from a tile's corner."""
    target, source = Index(at), Index(first)
    for vertex in range(Index(last - first)):
        parts.x[target + vertex] = pieces.x[source + vertex] - west
        parts.y[target + vertex] = pieces.y[source + vertex] - north


@lean
def _flat(parts: Parts, begin: Integer, end: Integer) -> Flag:
    """Whether a ring lies on one horizontal or vertical line, as remains of clipping do.

    A signed area of 0 says nothing: the halves of a bow tie cancel out.
    """
    if end - begin < RING:
        return True
    low_x, high_x = extent(parts.x, begin, end)
    low_y, high_y = extent(parts.y, begin, end)
    return low_x == high_x or low_y == high_y


@lean
def orient_all(parts: Parts, first: Integer, last: Integer) -> None:
    """Turn rings round where they run the wrong way."""
    for ring in range(first, last):
        orient(parts.x, parts.y, parts.start[ring], parts.start[ring + 1], parts.hole[ring])


@lean
def orient(x: Ordinates, y: Ordinates, begin: Integer, end: Integer, hole: Flag) -> None:
    """Turn a ring round, its first vertex apart, unless a shell runs clockwise to the eye and a hole against."""
    area: Integer = 0
    before = end - 1
    for vertex in range(begin, end):
        area += (x[before] - x[begin]) * (y[vertex] - y[begin]) - (x[vertex] - x[begin]) * (y[before] - y[begin])
        before = vertex
    if (area > 0) == hole:
        low, high = begin + 1, end - 1
        while low < high:
            x[low], x[high] = x[high], x[low]
            y[low], y[high] = y[high], y[low]
            low += 1
            high -= 1


@lean
def replace_parts(parts: Parts, first: Integer, rings: Rings, order: Ints) -> Integer:
    """Write repaired rings in place of those from ``first`` on; returns how many parts there are then."""
    at, count = parts.start[first], first
    for ring in order:
        for vertex in range(rings.start[ring], rings.start[ring + 1]):
            parts.x[at], parts.y[at] = rings.x[vertex], rings.y[vertex]
            at += 1
        count += 1
        parts.start[count] = at
    return count
