"""Paths in tiles to features in tiles: by tile and feature, valid, ready to be encoded."""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import Index, compiled, lean
from tilebuild.tiles.kernel.blocks import Room, room_for
from tilebuild.tiles.kernel.clean import is_clean, is_clean_ring
from tilebuild.tiles.kernel.paths import Paths
from tilebuild.tiles.kernel.repair import repaired
from tilebuild.tiles.kernel.split import BEHIND, PATH, TILE, VERTICES, Pieces, extent
from tilebuild.tiles.kernel.tracing import Rings
from tilebuild.tiles.kernel.types import (
    HOLE,
    NOWHERE,
    POINT,
    SHELL,
    Bools,
    Flag,
    Integer,
    Ints,
    Kinds,
    Ordinates,
    with_room,
)
from tilebuild.tiles.kernel.zoom import RING, SEGMENT
from tilebuild.tiles.mvt.resolution import EXTENT


class Drawn(NamedTuple):
    """``k`` features in tiles, by tile and then in the order of drawing."""

    x: Ordinates
    """Shape (v,): tile units from the tile's western edge."""
    y: Ordinates
    """Shape (v,): tile units from its northern edge, growing southwards."""
    path_start: Ints
    """Shape (p + 1,): where each path's vertices begin."""
    start: Ints
    """Shape (k + 1,): where each feature's paths begin."""
    kind: Kinds
    """Shape (k,): 1 point, 2 line, 3 polygon."""
    feature: Ints
    """Shape (k,)."""
    tile: Ints
    """Shape (k,)."""


class Parts(NamedTuple):
    """Paths that are being written; how many of them are there is kept beside."""

    x: Ordinates
    y: Ordinates
    start: Ints
    hole: Bools


class Made(NamedTuple):
    """Features that are written; how many there are is kept beside."""

    start: Ints
    """Where each one's parts begin, and behind the last one's."""
    piece: Ints
    """The first piece of each."""


@compiled
def by_tile(pieces: Ints, tiles: Integer) -> Ints:
    """The pieces in order of their tiles, those of one tile in the order given: counted, not compared."""
    first = np.zeros(tiles + 1, dtype=np.int64)
    for piece in range(len(pieces)):
        first[pieces[piece, TILE] + 1] += 1
    first = np.cumsum(first)
    order = np.empty(len(pieces), dtype=np.int64)
    for piece in range(len(pieces)):
        tile = pieces[piece, TILE]
        order[first[tile]] = piece
        first[tile] += 1
    return order


@compiled
def features_in_tiles(paths: Paths, pieces: Pieces, side: Integer) -> tuple[Drawn, Integer]:
    """What is left of each feature in each tile; and a feature that could not be repaired, or -1.

    Args:
        paths: what was split.
        pieces: what lies of them in each tile, ordinates still counted from the area's corner.
        side: how many tiles the area has along its side.
    """
    table = pieces.pieces
    order, left = by_tile(table, side * side), _vertices(table)
    parts, total = _new_parts(left, len(order)), len(order)
    made = Made(np.zeros(total + 1, dtype=np.int64), np.empty(total, dtype=np.int64))
    room = room_for(left, total)
    behind, count, drawn, broken = 0, 0, 0, -1
    while behind < total:
        first, behind, before, count, drawn, left = _draw_on(
            paths, pieces, order, behind, side, parts, count, made, drawn, left, room
        )
        if first == behind:
            break
        rings, grouped, valid = repaired(parts.x, parts.y, parts.start[before : count + 1])
        parts = _with_room(parts, before, len(rings.x) + left, len(grouped) + total - behind)
        count = _replace(parts, before, rings, grouped)
        broken = broken if valid else paths.feature[table[order[first], PATH]]
        drawn = _note(made, drawn, order[first], before, count)
    end, path, tile = parts.start[count], table[made.piece[:drawn], PATH], table[made.piece[:drawn], TILE]
    kind = np.minimum(paths.kind[path], SHELL).astype(np.int8)
    places = parts.x[:end], parts.y[:end], parts.start[: count + 1]
    return Drawn(*places, made.start[: drawn + 1], kind, paths.feature[path], tile), broken


@lean
def _draw_on(
    paths: Paths,
    pieces: Pieces,
    order: Ints,
    first: Integer,
    side: Integer,
    parts: Parts,
    count: Integer,
    made: Made,
    drawn: Integer,
    left: Integer,
    room: Room,
) -> tuple[Integer, Integer, Integer, Integer, Integer, Integer]:
    """Write features from the piece ``order[first]`` on, up to a polygon that is not surely valid.

    Returns:
        Where that one's pieces begin and end in ``order`` (both at the end if there is none) and its parts begin; by
        now parts and features; and how many vertices the pieces behind it have.
    """
    table = pieces.pieces
    while first < len(order):
        behind = first + 1
        while behind < len(order) and _together(paths, table, order[first], order[behind]):
            behind += 1
        before, count = count, _place(paths, pieces, order, first, behind, side, parts, count)
        for place in range(first, behind):
            left -= table[order[place], BEHIND] - table[order[place], VERTICES]
        if count > before and paths.kind[table[order[first], PATH]] >= SHELL:
            if not _is_sound(parts, before, count, room):
                return first, behind, before, count, drawn, left
            _orient_all(parts, before, count)
        drawn = _note(made, drawn, order[first], before, count)
        first = behind
    return first, first, count, count, drawn, left


@lean
def _note(made: Made, drawn: Integer, piece: Integer, before: Integer, count: Integer) -> Integer:
    """Note a feature of the parts ``before:count``, if there are any; how many features there are then."""
    if count == before:
        return drawn
    made.piece[drawn], made.start[drawn + 1] = piece, count
    return drawn + 1


@compiled
def _vertices(table: Ints) -> Integer:
    """How many vertices the pieces have."""
    return (table[:, BEHIND] - table[:, VERTICES]).sum()


@lean
def _together(paths: Paths, table: Ints, one: Integer, other: Integer) -> Flag:
    """Whether two pieces are parts of one feature in one tile."""
    same_tile = table[one, TILE] == table[other, TILE]
    return same_tile and paths.feature[table[one, PATH]] == paths.feature[table[other, PATH]]


@compiled
def _new_parts(vertices: Integer, count: Integer) -> Parts:
    return Parts(
        np.empty(vertices, dtype=np.int32),
        np.empty(vertices, dtype=np.int32),
        np.zeros(count + 1, dtype=np.int64),
        np.empty(count, dtype=np.bool_),
    )


@compiled
def _with_room(parts: Parts, count: Integer, vertices: Integer, more: Integer) -> Parts:
    """The parts, with room for so many more with so many vertices."""
    return Parts(
        with_room(parts.x, parts.start[count] + vertices),
        with_room(parts.y, parts.start[count] + vertices),
        with_room(parts.start, count + more + 1),
        with_room(parts.hole, count + more),
    )


@lean
def _place(
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
def _is_sound(parts: Parts, first: Integer, last: Integer, room: Room) -> Flag:
    """Whether rings are surely a valid polygon, which of most single ones is quickly seen."""
    if last == first + 1 and is_clean_ring(parts.x, parts.y, parts.start[first], parts.start[last]):
        return True
    return is_clean(parts.x, parts.y, parts.start, parts.hole, first, last, room)


@lean
def _orient_all(parts: Parts, first: Integer, last: Integer) -> None:
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
def _replace(parts: Parts, first: Integer, rings: Rings, order: Ints) -> Integer:
    """Write repaired rings in place of those from ``first`` on; returns how many parts there are then."""
    at, count = parts.start[first], first
    for ring in order:
        for vertex in range(rings.start[ring], rings.start[ring + 1]):
            parts.x[at], parts.y[at] = rings.x[vertex], rings.y[vertex]
            at += 1
        count += 1
        parts.start[count] = at
    return count
