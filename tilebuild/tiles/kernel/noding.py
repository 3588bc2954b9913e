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
from tilebuild.tiles.kernel.types import Bools, Flag, Integer, Ints, with_room

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


class Edges(NamedTuple):
    """``e`` undirected edges from their smaller end (by x, then y) to the larger, in order; shapes (e,)."""

    ax: Ints
    ay: Ints
    bx: Ints
    by: Ints
    fresh: Bools
    """Which were cut in the last round: two that were not do not meet, which is known from the round before."""


@compiled
def noded_edges(x: Ints, y: Ints, start: Ints) -> tuple[Edges, Flag]:
    """The rings' edges, noded and cancelled, and whether that came to an end."""
    edges = _cancelled(_edges_of(x, y, start))
    for done in range(ROUNDS):
        snapping = done >= EXACT_ROUNDS
        edge, px, py = _places(edges, snapping, done == 0 or snapping)
        if len(edge) == 0 and snapping:
            edge, px, py = _places(edges, False, True)
        if len(edge) == 0:
            return edges, True
        edges = _cancelled(_cut(edges, edge, px, py))
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
def _edges_of(x: Ints, y: Ints, start: Ints) -> Ints:
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
def _places(edges: Edges, snapping: Flag, everything: Flag) -> tuple[Ints, Ints, Ints]:
    """Which edge is to be cut where: shapes (m,); where edges meet, or ``snapping`` at vertices that they pass.

    Fresh edges are held against all others; with ``everything``, all are.
    """
    ax, ay, bx, by, fresh = edges
    low, high = np.minimum(ay, by), np.maximum(ay, by)
    edge, px, py = np.empty(64, dtype=np.int64), np.empty(64, dtype=np.int64), np.empty(64, dtype=np.int64)
    count = 0
    # Edges are in order of their smaller x: none behind one that begins to the right of an edge can meet it.
    for this in range(len(ax)):
        if not (everything or fresh[this]):
            continue
        for that in range(this + 1 if everything else 0, len(ax)):
            if ax[that] > bx[this]:
                break
            if high[that] < low[this] or low[that] > high[this] or bx[that] < ax[this]:
                continue
            if that == this or (that < this and fresh[that]):
                continue
            one, other = min(this, that), max(this, that)
            if count + 6 > len(edge):
                edge, px, py = with_room(edge, count + 6), with_room(px, count + 6), with_room(py, count + 6)
            if snapping:
                count = _passed(edges, one, other, edge, px, py, count)
                count = _passed(edges, other, one, edge, px, py, count)
                continue
            a = side(ax[one], ay[one], bx[one], by[one], ax[other], ay[other])
            b = side(ax[one], ay[one], bx[one], by[one], bx[other], by[other])
            if (a > 0 and b > 0) or (a < 0 and b < 0):
                continue
            c = side(ax[other], ay[other], bx[other], by[other], ax[one], ay[one])
            d = side(ax[other], ay[other], bx[other], by[other], bx[one], by[one])
            if (c > 0 and d > 0) or (c < 0 and d < 0):
                continue
            # One end of each on the other's line, and the lines are two: it is an end that they share.
            if (a == 0) != (b == 0) and (c == 0) != (d == 0):
                continue
            count = _meet(edges, one, other, a, b, c, d, edge, px, py, count)
    return edge[:count], px[:count], py[:count]


@lean
def _passed(edges: Edges, one: Integer, other: Integer, edge: Ints, px: Ints, py: Ints, count: Integer) -> Integer:
    """Note the ends of ``other`` within whose grid square ``one`` passes: at most two."""
    ax, ay, bx, by = edges.ax[one], edges.ay[one], edges.bx[one], edges.by[one]
    width = bx - ax + abs(by - ay)
    if 2 * abs(side(ax, ay, bx, by, edges.ax[other], edges.ay[other])) < width:
        count = _note(edges, one, edges.ax[other], edges.ay[other], edge, px, py, count)
    if 2 * abs(side(ax, ay, bx, by, edges.bx[other], edges.by[other])) < width:
        count = _note(edges, one, edges.bx[other], edges.by[other], edge, px, py, count)
    return count


@lean
def side(ax: Integer, ay: Integer, bx: Integer, by: Integer, x: Integer, y: Integer) -> Integer:
    """On which side of the line from a to b a point lies; 0 on it."""
    return (bx - ax) * (y - ay) - (x - ax) * (by - ay)


@lean
def _meet(
    edges: Edges,
    one: Integer,
    other: Integer,
    a: Integer,
    b: Integer,
    c: Integer,
    d: Integer,
    edge: Ints,
    px: Ints,
    py: Ints,
    count: Integer,
) -> Integer:
    """Note where two edges have to be cut, given on which sides of ``one`` lie the ends of ``other`` (a, b) and so on.

    At most in six places.
    """
    if a == 0:
        count = _note(edges, one, edges.ax[other], edges.ay[other], edge, px, py, count)
    if b == 0:
        count = _note(edges, one, edges.bx[other], edges.by[other], edge, px, py, count)
    if c == 0:
        count = _note(edges, other, edges.ax[one], edges.ay[one], edge, px, py, count)
    if d == 0:
        count = _note(edges, other, edges.bx[one], edges.by[one], edge, px, py, count)
    if a != 0 and b != 0 and c != 0 and d != 0:
        along = a / (a - b)
        x = np.int64(np.rint(edges.ax[other] + along * (edges.bx[other] - edges.ax[other])))
        y = np.int64(np.rint(edges.ay[other] + along * (edges.by[other] - edges.ay[other])))
        count = _note(edges, one, x, y, edge, px, py, count)
        count = _note(edges, other, x, y, edge, px, py, count)
    return count


@lean
def _note(edges: Edges, at: Integer, x: Integer, y: Integer, edge: Ints, px: Ints, py: Ints, count: Integer) -> Integer:
    """Note a place where an edge is to be cut, unless it is one of its ends or outside its box."""
    if (x == edges.ax[at] and y == edges.ay[at]) or (x == edges.bx[at] and y == edges.by[at]):
        return count
    inside_x = edges.ax[at] <= x <= edges.bx[at]
    inside_y = min(edges.ay[at], edges.by[at]) <= y <= max(edges.ay[at], edges.by[at])
    if not (inside_x and inside_y):
        return count
    edge[count], px[count], py[count] = at, x, y
    return count + 1


@compiled
def _cut(edges: Edges, edge: Ints, px: Ints, py: Ints) -> Ints:
    """The packed edges, each cut at its places, in order along it."""
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
