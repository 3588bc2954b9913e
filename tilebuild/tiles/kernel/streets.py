"""How long the street is that a line belongs to: lines of one name that hang together at their ends, as a whole.

      ──"Main Street"── o ──"Main Street"── o ──"Side Street"──
              40 m      │        70 m                            both parts of Main Street: 110 m
                        └──"Main Street"── 20 m ...              (with this one 130 m)

Whole lines are measured, never what a tile cuts off, so that a street's name is shown on both sides of a tile's edge or
on none.
"""

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.kernel.types import Flag, Floats, Integer, Ints

NONE = -1


@compiled
def street_lengths(xy: Floats, path_start: Ints, start: Ints, row: Ints, name: Ints, length: Floats) -> Floats:
    """Shape (lines,): the length of all lines of the street that each line is in; its own where it has no name.

    Args:
        xy: vertices of all geometries.
        path_start: where each path's vertices begin.
        start: where each geometry's paths begin.
        row: shape (lines,), each line's geometry.
        name: shape (lines,), a number for layer and name; negative where it has none.
        length: shape (lines,), each line's own length.
    """
    street = np.arange(len(row))
    vertex_at, line_at = _tables(start, row)
    for line in range(len(row)):
        if name[line] < 0:
            continue
        for path in range(start[row[line]], start[row[line] + 1]):
            for vertex in (path_start[path], path_start[path + 1] - 1):
                met = _meet(xy, name, vertex_at, line_at, vertex, line)
                street[_first(street, line)] = _first(street, met)
    total = np.zeros(len(row))
    for line in range(len(row)):
        total[_first(street, line)] += length[line]
    for line in range(len(row)):
        street[line] = _first(street, line)
    return total[street]


@compiled
def _tables(start: Ints, row: Ints) -> tuple[Ints, Ints]:
    """An open-addressed hash table of places, at most half full: a vertex there, and its line."""
    ends = 0
    for line in range(len(row)):
        ends += 2 * (start[row[line] + 1] - start[row[line]])
    size = 1024
    while size < 2 * ends:
        size *= 2
    return np.full(size, NONE, dtype=np.int64), np.empty(size, dtype=np.int64)


@lean
def _meet(xy: Floats, name: Ints, vertex_at: Ints, line_at: Ints, vertex: Integer, line: Integer) -> Integer:
    """The first line of the same name that was met at a vertex's place; the line itself if it is that."""
    x, y = xy[vertex, 0], xy[vertex, 1]
    slot = _hash(x, y, name[line]) & (len(vertex_at) - 1)
    while vertex_at[slot] != NONE:
        same_place: Flag = xy[vertex_at[slot], 0] == x and xy[vertex_at[slot], 1] == y
        if same_place and name[line_at[slot]] == name[line]:
            return line_at[slot]
        slot = (slot + 1) & (len(vertex_at) - 1)
    vertex_at[slot], line_at[slot] = vertex, line
    return line


@lean
def _hash(x: float, y: float, name: Integer) -> Integer:
    """A number of which all bits depend on a place, to a sixteenth of a millimetre, and on the name."""
    mixed = np.uint64(np.int64(x * 16384)) * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(np.int64(y * 16384))
    mixed = (mixed ^ np.uint64(name)) * np.uint64(0xFF51AFD7ED558CCD)
    return np.int64(mixed >> np.uint64(33))


@lean
def _first(street: Ints, line: Integer) -> Integer:
    """The first line of a line's street; the way there is halved for the next one that goes it."""
    while street[line] != line:
        street[line] = street[street[line]]
        line = street[line]
    return line
