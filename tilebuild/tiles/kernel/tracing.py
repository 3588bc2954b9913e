"""Rings out of noded edges: the boundary of what an odd number of rings encloses, as valid polygons.

Every edge has inside on one side. A walk keeps it to its right (y pointing down: shells run clockwise to the eye) and
turns right as sharply as it can, so that it goes round one connected piece of inside and nothing else:

      ┌──→──┐
      │  A  ↓            At P the walk round A turns right, back to A; the walk round B does the same:
      └──←──P──→──┐      two polygons that touch, not one that meets itself.
            │  B  ↓
            └──←──┘

A walk that comes to a vertex again is cut there: what it did in between is a ring of its own.
"""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.kernel.noding import Edges, packed_vertex, unpacked_vertex
from tilebuild.tiles.kernel.types import Bools, Flag, Integer, Ints


class Rings(NamedTuple):
    """Rings of polygons; vertices without closing ones."""

    x: Ints
    y: Ints
    start: Ints
    """Shape (r + 1,): where each ring's vertices begin."""
    walk: Ints
    """Shape (r,): rings of one walk go round one connected piece of inside."""
    twice_area: Ints
    """Shape (r,): signed; positive for shells, negative for holes."""


@compiled
def trace(edges: Edges) -> Rings:
    """The rings that the edges make; at every vertex an even number of edges meets."""
    vertex_x, vertex_y, a, b = _numbered(edges)
    incident, first = _incident(a, b, len(vertex_x))
    total = len(a)
    used, on_walk = np.zeros(total, dtype=np.bool_), np.full(len(vertex_x), -1, dtype=np.int64)
    walk_vertices = np.empty(total + 1, dtype=np.int64)
    rings = Rings(
        np.empty(total, dtype=np.int64),
        np.empty(total, dtype=np.int64),
        np.zeros(total // 3 + 2, dtype=np.int64),
        np.empty(total // 3 + 1, dtype=np.int64),
        np.empty(total // 3 + 1, dtype=np.int64),
    )
    count = 0
    for edge in range(total):
        if used[edge]:
            continue
        at = a[edge] if _inside_right(edges, edge) else b[edge]
        count = _walk(edge, at, a, b, vertex_x, vertex_y, incident, first, used, on_walk, walk_vertices, rings, count)
    return Rings(rings.x, rings.y, rings.start[: count + 1], rings.walk[:count], rings.twice_area[:count])


@compiled
def _numbered(edges: Edges) -> tuple[Ints, Ints, Ints, Ints]:
    """Each distinct vertex once (x, y), in order, and the number of each edge's vertices."""
    total = len(edges.ax)
    # Sorted together with which end of which edge it is; a packed vertex has no more than 30 bits.
    ends = np.empty(2 * total, dtype=np.int64)
    for edge in range(total):
        ends[edge] = packed_vertex(edges.ax[edge], edges.ay[edge]) << 32 | edge
        ends[total + edge] = packed_vertex(edges.bx[edge], edges.by[edge]) << 32 | (total + edge)
    ends.sort()
    x, y = np.empty(2 * total, dtype=np.int64), np.empty(2 * total, dtype=np.int64)
    number = np.empty(2 * total, dtype=np.int64)
    count = 0
    before: Integer = -1
    for end in ends:
        if end >> 32 != before:
            before = end >> 32
            x[count], y[count] = unpacked_vertex(before)
            count += 1
        number[end & 0xFFFFFFFF] = count - 1
    return x[:count], y[:count], number[:total], number[total:]


@compiled
def _incident(a: Ints, b: Ints, vertices: Integer) -> tuple[Ints, Ints]:
    """Edges by vertex, and where each vertex's begin."""
    first = np.zeros(vertices + 1, dtype=np.int64)
    for edge in range(len(a)):
        first[a[edge] + 1] += 1
        first[b[edge] + 1] += 1
    first = np.cumsum(first)
    at = first[:-1].copy()
    incident = np.empty(2 * len(a), dtype=np.int64)
    for edge in range(len(a)):
        for vertex in (a[edge], b[edge]):
            incident[at[vertex]] = edge
            at[vertex] += 1
    return incident, first


@lean
def _inside_right(edges: Edges, edge: Integer) -> Flag:
    """Whether inside is to the right of the way from an edge's first end to its other (y pointing down).

    A ray from a place on the edge half a unit beside the grid, so that it meets no vertex: against x, or for a vertical
    edge against y, counting the edges that it crosses.
    """
    vertical = edges.ax[edge] == edges.bx[edge]
    # u is an ordinate that is not constant along the edge, the ray runs against w, the other one.
    au, bu = (edges.ay, edges.by) if vertical else (edges.ax, edges.bx)
    aw, bw = (edges.ax, edges.bx) if vertical else (edges.ay, edges.by)
    twice_u = 2 * min(au[edge], bu[edge]) + 1
    crossed = 0
    for other in range(len(au)):
        # Edges are in order of ax, and none that begins farther on is met by a ray from here.
        if edges.ax[other] > edges.ax[edge]:
            break
        if other != edge and min(au[other], bu[other]) * 2 < twice_u < max(au[other], bu[other]) * 2:
            # w of both at u, compared as fractions of positive denominators.
            run, other_run = bu[edge] - au[edge], bu[other] - au[other]
            top = 2 * aw[edge] * run + (twice_u - 2 * au[edge]) * (bw[edge] - aw[edge])
            other_top = 2 * aw[other] * other_run + (twice_u - 2 * au[other]) * (bw[other] - aw[other])
            if run < 0:
                top, run = -top, -run
            if other_run < 0:
                other_top, other_run = -other_top, -other_run
            crossed += other_top * run < top * other_run
    # Inside lies on the side of smaller w if the ray leaves from inside: an odd number of edges before it.
    inside_before = crossed % 2 == 1
    forward = bu[edge] > au[edge]
    # Along +x (y down) the right is larger y; along +y it is smaller x.
    right_is_before = forward == vertical
    return inside_before == right_is_before


@lean
def _walk(
    edge: Integer,
    at: Integer,
    a: Ints,
    b: Ints,
    x: Ints,
    y: Ints,
    incident: Ints,
    first: Ints,
    used: Bools,
    on_walk: Ints,
    vertices: Ints,
    rings: Rings,
    count: Integer,
) -> Integer:
    """Walk from vertex ``at`` along ``edge`` until it closes, and write its rings; returns how many there are then."""
    walk = count
    size: Integer = 0
    while not used[edge]:
        used[edge] = True
        vertices[size], on_walk[at] = at, size
        size += 1
        at = b[edge] if at == a[edge] else a[edge]
        if on_walk[at] >= 0:
            begin = on_walk[at]
            _write(vertices, begin, size, x, y, rings, walk, count)
            count += 1
            for place in range(begin, size):
                on_walk[vertices[place]] = -1
            size = begin
        edge = _sharpest_right(edge, at, a, b, x, y, incident, first)
    return count


@lean
def _write(
    vertices: Ints, begin: Integer, end: Integer, x: Ints, y: Ints, rings: Rings, walk: Integer, count: Integer
) -> None:
    """Write the vertices ``begin:end`` of a walk as a ring."""
    at = rings.start[count]
    origin = vertices[begin]
    area: Integer = 0
    before: Integer = vertices[end - 1]
    for place in range(begin, end):
        vertex = vertices[place]
        rings.x[at], rings.y[at] = x[vertex], y[vertex]
        at += 1
        area += (x[before] - x[origin]) * (y[vertex] - y[origin]) - (x[vertex] - x[origin]) * (y[before] - y[origin])
        before = vertex
    rings.start[count + 1] = at
    rings.walk[count], rings.twice_area[count] = walk, area


@lean
def _sharpest_right(
    edge: Integer, at: Integer, a: Ints, b: Ints, x: Ints, y: Ints, incident: Ints, first: Ints
) -> Integer:
    """The edge behind ``edge`` at its end ``at``: the first one met when turning from back to the right, then on."""
    best = edge
    back = a[edge] if at == b[edge] else b[edge]
    back_x, back_y = x[back] - x[at], y[back] - y[at]
    best_x, best_y = 0, 0
    for place in range(first[at], first[at + 1]):
        candidate = incident[place]
        if candidate == edge:
            continue
        other = a[candidate] if at == b[candidate] else b[candidate]
        dx, dy = x[other] - x[at], y[other] - y[at]
        if best == edge or _turns_before(back_x, back_y, dx, dy, best_x, best_y):
            best, best_x, best_y = candidate, dx, dy
    return best


@lean
def _turns_before(back_x: Integer, back_y: Integer, x: Integer, y: Integer, other_x: Integer, other_y: Integer) -> Flag:
    """Whether turning against the clock (to the eye, y down) from a direction meets one direction before another."""
    half, other_half = _second_half(back_x, back_y, x, y), _second_half(back_x, back_y, other_x, other_y)
    if half != other_half:
        return other_half
    return x * other_y - other_x * y < 0


@lean
def _second_half(back_x: Integer, back_y: Integer, x: Integer, y: Integer) -> Flag:
    """Whether a direction is half a turn or more against the clock from another."""
    side = back_x * y - x * back_y
    return side > 0 or (side == 0 and back_x * x + back_y * y < 0)
