"""Paths in tiles to features in tiles: by tile and feature, valid, ready to be encoded."""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.kernel.blocks import Room, room_for
from tilebuild.tiles.kernel.clean import is_clean, is_clean_ring
from tilebuild.tiles.kernel.parts import Parts, new_parts, orient_all, place_pieces, replace_parts, with_more_room
from tilebuild.tiles.kernel.paths import Paths
from tilebuild.tiles.kernel.repair import repaired
from tilebuild.tiles.kernel.split import BEHIND, PATH, TILE, VERTICES, Pieces
from tilebuild.tiles.kernel.types import SHELL, Flag, Integer, Ints, Kinds, Ordinates


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
    parts, total = new_parts(left, len(order)), len(order)
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
        parts = with_more_room(parts, before, len(rings.x) + left, len(grouped) + total - behind)
        count = replace_parts(parts, before, rings, grouped)
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
        before, count = count, place_pieces(paths, pieces, order, first, behind, side, parts, count)
        for place in range(first, behind):
            left -= table[order[place], BEHIND] - table[order[place], VERTICES]
        if count > before and paths.kind[table[order[first], PATH]] >= SHELL:
            if not _is_sound(parts, before, count, room):
                return first, behind, before, count, drawn, left
            orient_all(parts, before, count)
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


@lean
def _is_sound(parts: Parts, first: Integer, last: Integer, room: Room) -> Flag:
    """Whether rings are surely a valid polygon, which of most single ones is quickly seen."""
    if last == first + 1 and is_clean_ring(parts.x, parts.y, parts.start[first], parts.start[last]):
        return True
    return is_clean(parts.x, parts.y, parts.start, parts.hole, first, last, room)
