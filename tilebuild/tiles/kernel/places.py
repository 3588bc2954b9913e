"""Vertices at one place, and segments that are one, found by hashing their ordinates in metres."""

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.kernel.tagged import spread, table_size
from tilebuild.tiles.kernel.types import Flag, Floats, Integer, Ints, Number

NONE = -1


@compiled
def same_places(xy: Floats, known: Ints, asked: Ints) -> tuple[Ints, Ints]:
    """Numbers of the distinct places of the vertices ``known``, and of ``asked``, :data:`NONE` of a place not known.

    Args:
        xy: shape (v, 2).
        known: vertices.
        asked: vertices.
    """
    table, of_slot = np.full(table_size(len(known)), NONE, dtype=np.int64), 0
    number, found = np.empty(len(known), dtype=np.int64), np.empty(len(asked), dtype=np.int64)
    for index in range(len(known)):
        slot = _slot_of_place(xy, table, known, known[index])
        if table[slot] == NONE:
            table[slot], number[index] = index, of_slot
            of_slot += 1
        else:
            number[index] = number[table[slot]]
    for index in range(len(asked)):
        met = table[_slot_of_place(xy, table, known, asked[index])]
        found[index] = number[met] if met != NONE else NONE
    return number, found


@lean
def _slot_of_place(xy: Floats, table: Ints, known: Ints, vertex: Integer) -> Integer:
    """The slot of the known vertex at a vertex's place, or the free one where that belongs."""
    slot = spread(_hash(xy, vertex)) & (len(table) - 1)
    while table[slot] != NONE and not _equal(xy, known[table[slot]], vertex):
        slot = (slot + 1) & (len(table) - 1)
    return slot


@lean
def _hash(xy: Floats, vertex: Integer) -> Integer:
    """A number of a vertex's place."""
    return spread(bits(xy[vertex, 0])) ^ bits(xy[vertex, 1])


@lean
def bits(ordinate: Number) -> Integer:
    """A number of an ordinate: its place to less than a thousandth of a millimetre, whatever the sign of zero."""
    return np.int64(ordinate * (1 << 20))


@lean
def _equal(xy: Floats, one: Integer, other: Integer) -> Flag:
    return xy[one, 0] == xy[other, 0] and xy[one, 1] == xy[other, 1]


@compiled
def first_segments(xy: Floats, segment: Ints) -> Ints:
    """Those of the segments, by their first vertices, that no earlier one equals, whichever way either runs."""
    table = np.full(table_size(len(segment)), NONE, dtype=np.int64)
    first = np.empty(len(segment), dtype=np.int64)
    return first[: _note_first(xy, segment, table, first)].copy()


@lean
def _note_first(xy: Floats, segment: Ints, table: Ints, first: Ints) -> Integer:
    count = 0
    for one in segment:
        # The same for both ways.
        slot = spread(_hash(xy, one) + _hash(xy, one + 1)) & (len(table) - 1)
        while table[slot] != NONE and not _same_segment(xy, table[slot], one):
            slot = (slot + 1) & (len(table) - 1)
        if table[slot] == NONE:
            table[slot], first[count] = one, one
            count += 1
    return count


@lean
def _same_segment(xy: Floats, one: Integer, other: Integer) -> Flag:
    forward = _equal(xy, one, other) and _equal(xy, one + 1, other + 1)
    return forward or (_equal(xy, one, other + 1) and _equal(xy, one + 1, other))
