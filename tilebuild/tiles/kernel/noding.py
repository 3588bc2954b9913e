r"""Edges that meet at their ends only: every crossing and every touch becomes a vertex of both, on the grid.

      \ /                \ /
       X      ->          o        the crossing, rounded, is a vertex of four edges;
      / \                / \       which bends two lines a little, so that it is all done again until nothing meets

Edges that lie on each other cancel: of an even number none is left, of an odd number one (what an odd number of rings
encloses is inside).
"""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.growing import with_room
from tilebuild.tiles.kernel.types import Bools, Flag, Integer, Ints, Number, Ordinates

ROUNDS = 256
"""How often all is done again at most."""

EXACT_ROUNDS = 8
"""Enough for nearly everything. But lines that are all but parallel may, rounded, meet again one unit farther on in
each round. From then on an edge is first cut at every vertex within whose grid square it passes (snap rounding)."""

ORDINATE = 1 << 14
"""Ordinates lie from -ORDINATE to before ORDINATE: in a tile and its buffer, with room to spare."""

_BITS = 15
_MASK = (1 << _BITS) - 1

FRESH = 1
"""The lowest bit of a packed edge: whether it came to be in the last round."""

MOST = 4
"""How many places two edges are cut at, at most."""


class Edges(NamedTuple):
    """``e`` undirected edges from their smaller end (by x, then y) to the larger, in order; shapes (e,)."""

    ax: Ints
    ay: Ints
    bx: Ints
    by: Ints
    fresh: Bools
    """Which were cut in the last round: two that were not do not meet, which is known from the round before."""


class Places(NamedTuple):
    """Where edges are to be cut; how many places are there is kept beside while they are found."""

    edge: Ints
    """Shape (m,)."""
    x: Ints
    y: Ints


@compiled
def noded_edges(x: Ordinates, y: Ordinates, start: Ints) -> tuple[Edges, Flag]:
    """The rings' edges, noded and cancelled, and whether that came to an end."""
    edges = _cancelled(_edges_of(x, y, start))
    for done in range(ROUNDS):
        snapping = done >= EXACT_ROUNDS
        places = _places(edges, snapping, done == 0 or snapping)
        if len(places.edge) == 0 and snapping:
            places = _places(edges, False, True)
        if len(places.edge) == 0:
            return edges, True
        edges = _cancelled(_cut(edges, places))
    return edges, False


@lean
def packed_vertex(x: Integer, y: Integer) -> Integer:
    """A vertex as one number that sorts by x, then y."""
    return (x + ORDINATE) << _BITS | (y + ORDINATE)


@lean
def unpacked_vertex(packed: Integer) -> tuple[Integer, Integer]:
    """The vertex that a number stands for."""
    return (packed >> _BITS & _MASK) - ORDINATE, (packed & _MASK) - ORDINATE


@lean
def _packed_edge(ax: Integer, ay: Integer, bx: Integer, by: Integer) -> Integer:
    """An edge, whichever way it is given, as one number that sorts by its smaller end, then its larger.

    The lowest bit is room for :data:`FRESH`.
    """
    a, b = packed_vertex(ax, ay), packed_vertex(bx, by)
    return (min(a, b) << (2 * _BITS) | max(a, b)) << 1


@compiled
def _edges_of(x: Ordinates, y: Ordinates, start: Ints) -> Ints:
    """The packed edges of rings, all fresh."""
    packed = np.empty(start[-1] - start[0], dtype=np.int64)
    at = 0
    for ring in range(len(start) - 1):
        before = start[ring + 1] - 1
        for vertex in range(start[ring], start[ring + 1]):
            packed[at] = _packed_edge(x[before], y[before], x[vertex], y[vertex]) | FRESH
            before = vertex
            at += 1
    return packed


@compiled
def _cancelled(packed: Ints) -> Edges:
    """One of each odd number of equal edges, in order; none of no length."""
    packed.sort()
    count, at = 0, 0
    while at < len(packed):
        edge, same, fresh = packed[at] >> 1, 0, 0
        while at < len(packed) and packed[at] >> 1 == edge:
            fresh |= packed[at] & FRESH
            same += 1
            at += 1
        if same % 2 and edge >> (2 * _BITS) != edge & ((1 << (2 * _BITS)) - 1):
            packed[count] = edge << 1 | fresh
            count += 1
    ax, ay = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    bx, by = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    is_fresh = np.empty(count, dtype=np.bool_)
    for edge in range(count):
        ax[edge], ay[edge] = unpacked_vertex(packed[edge] >> (2 * _BITS + 1))
        bx[edge], by[edge] = unpacked_vertex(packed[edge] >> 1)
        is_fresh[edge] = packed[edge] & FRESH
    return Edges(ax, ay, bx, by, is_fresh)


@compiled
def _places(edges: Edges, snapping: Flag, everything: Flag) -> Places:
    """Which edge is to be cut where: where edges meet, or ``snapping`` at vertices that they pass.

    Fresh edges are held against all others; with ``everything``, all are.
    """
    low, high = np.minimum(edges.ay, edges.by), np.maximum(edges.ay, edges.by)
    found = Places(np.empty(64, dtype=np.int64), np.empty(64, dtype=np.int64), np.empty(64, dtype=np.int64))
    this, that, count = 0, 0, 0
    while this < len(low):
        room = count + MOST
        found = Places(with_room(found.edge, room), with_room(found.x, room), with_room(found.y, room))
        this, that, count = _find_on(edges, low, high, snapping, everything, this, that, found, count)
    return Places(found.edge[:count], found.x[:count], found.y[:count])


@lean
def _find_on(
    edges: Edges,
    low: Ints,
    high: Ints,
    snapping: Flag,
    everything: Flag,
    this: Integer,
    that: Integer,
    found: Places,
    count: Integer,
) -> tuple[Integer, Integer, Integer]:
    """Find places from the pair ``this`` and ``that`` on, while there is room; where to go on, and how many by then."""
    while this < len(low):
        first = max(that, this + 1 if everything else 0)
        that, count = _find_with(edges, low, high, snapping, everything, this, first, found, count)
        if that < len(low):
            return this, that, count
        this, that = this + 1, 0
    return this, that, count


@lean
def _find_with(
    edges: Edges,
    low: Ints,
    high: Ints,
    snapping: Flag,
    everything: Flag,
    this: Integer,
    first: Integer,
    found: Places,
    count: Integer,
) -> tuple[Integer, Integer]:
    """Find places of an edge and those from ``first`` on; the edge to go on with, and how many places by then."""
    if not (everything or edges.fresh[this]):
        return len(low), count
    for that in range(first, len(low)):
        # Edges are in order of their smaller x: none behind one that begins to the right of an edge can meet it.
        if edges.ax[that] > edges.bx[this]:
            break
        if high[that] < low[this] or low[that] > high[this] or edges.bx[that] < edges.ax[this]:
            continue
        if that == this or (that < this and edges.fresh[that]):
            continue
        if count + MOST > len(found.edge):
            return that, count
        one, other = min(this, that), max(this, that)
        if snapping:
            count = _passed(edges, other, one, found, _passed(edges, one, other, found, count))
        else:
            count = _meet(edges, one, other, found, count)
    return len(low), count


@lean
def _passed(edges: Edges, one: Integer, other: Integer, found: Places, count: Integer) -> Integer:
    """Note the ends of ``other`` within whose grid square ``one`` passes: at most two."""
    ax, ay, bx, by = edges.ax[one], edges.ay[one], edges.bx[one], edges.by[one]
    width = bx - ax + abs(by - ay)
    if 2 * abs(side(ax, ay, bx, by, edges.ax[other], edges.ay[other])) < width:
        count = _note(edges, one, edges.ax[other], edges.ay[other], found, count)
    if 2 * abs(side(ax, ay, bx, by, edges.bx[other], edges.by[other])) < width:
        count = _note(edges, one, edges.bx[other], edges.by[other], found, count)
    return count


@lean
def side(ax: Integer, ay: Integer, bx: Integer, by: Integer, x: Integer, y: Integer) -> Integer:
    """On which side of the line from a to b a point lies; 0 on it."""
    return (bx - ax) * (y - ay) - (x - ax) * (by - ay)


@lean
def _meet(edges: Edges, one: Integer, other: Integer, found: Places, count: Integer) -> Integer:
    """Note where two edges have to be cut because they meet."""
    ax, ay, bx, by, _ = edges
    a = side(ax[one], ay[one], bx[one], by[one], ax[other], ay[other])
    b = side(ax[one], ay[one], bx[one], by[one], bx[other], by[other])
    if (a > 0 and b > 0) or (a < 0 and b < 0):
        return count
    c = side(ax[other], ay[other], bx[other], by[other], ax[one], ay[one])
    d = side(ax[other], ay[other], bx[other], by[other], bx[one], by[one])
    if (c > 0 and d > 0) or (c < 0 and d < 0):
        return count
    # One end of each on the other's line, and the lines are two: it is an end that they share.
    if (a == 0) != (b == 0) and (c == 0) != (d == 0):
        return count
    if a != 0 and b != 0 and c != 0 and d != 0:
        return _cross(edges, one, other, a / (a - b), found, count)
    if a == 0:
        count = _note(edges, one, ax[other], ay[other], found, count)
    if b == 0:
        count = _note(edges, one, bx[other], by[other], found, count)
    if c == 0:
        count = _note(edges, other, ax[one], ay[one], found, count)
    if d == 0:
        count = _note(edges, other, bx[one], by[one], found, count)
    return count


@lean
def _cross(edges: Edges, one: Integer, other: Integer, along: Number, found: Places, count: Integer) -> Integer:
    """Note the crossing of two edges, which is so far ``along`` the other one."""
    x = np.int64(np.rint(edges.ax[other] + along * (edges.bx[other] - edges.ax[other])))
    y = np.int64(np.rint(edges.ay[other] + along * (edges.by[other] - edges.ay[other])))
    return _note(edges, other, x, y, found, _note(edges, one, x, y, found, count))


@lean
def _note(edges: Edges, at: Integer, x: Integer, y: Integer, found: Places, count: Integer) -> Integer:
    """Note a place where an edge is to be cut, unless it is one of its ends or outside its box."""
    if (x == edges.ax[at] and y == edges.ay[at]) or (x == edges.bx[at] and y == edges.by[at]):
        return count
    inside_x = edges.ax[at] <= x <= edges.bx[at]
    inside_y = min(edges.ay[at], edges.by[at]) <= y <= max(edges.ay[at], edges.by[at])
    if not (inside_x and inside_y):
        return count
    found.edge[count], found.x[count], found.y[count] = at, x, y
    return count + 1


@compiled
def _cut(edges: Edges, places: Places) -> Ints:
    """The packed edges, each cut at its places, in order along it."""
    edge, px, py = places
    run, rise = edges.bx[edge] - edges.ax[edge], edges.by[edge] - edges.ay[edge]
    along = (px - edges.ax[edge]) * run + (py - edges.ay[edge]) * rise
    order = np.argsort((edge << 32) + along)
    packed = np.empty(len(edges.ax) + len(edge), dtype=np.int64)
    at, cut = 0, 0
    for index in range(len(edges.ax)):
        x, y = edges.ax[index], edges.ay[index]
        fresh = FRESH * (cut < len(order) and edge[order[cut]] == index)
        while cut < len(order) and edge[order[cut]] == index:
            packed[at] = _packed_edge(x, y, px[order[cut]], py[order[cut]]) | FRESH
            x, y = px[order[cut]], py[order[cut]]
            at += 1
            cut += 1
        packed[at] = _packed_edge(x, y, edges.bx[index], edges.by[index]) | fresh
        at += 1
    return packed
