"""Clipping one path at one axis-parallel limit, in whole numbers.

Rings are clipped by Sutherland and Hodgman's rule: what lies beyond the limit is cut off and its ends are joined
along the limit, so that the enclosed area is exact, but two parts of one polygon may be joined by a bridge of no
width along the limit; :mod:`~tilebuild.tiles.kernel.repair` takes such bridges out. Lines are cut into as many parts
as stay inside.

             limit                            limit
      a ------+---- b                  a ------c
              |     |        ring:     |       |   c, d are crossings, rounded to the grid;
      f --- e |     |       ------->   f --- e |   a-c-d-h-e-f stays one ring
          h --+---- g                    h ----d
"""

import numpy as np

from tilebuild.compiled import lean
from tilebuild.tiles.kernel.types import Integer, Ints, Ordinates

_EXACT = 1 << 30
"""Segments no longer than this are cut in whole numbers: longer ones, round half a world, could overflow 64 bits."""


@lean
def crossing(u0: Integer, w0: Integer, u1: Integer, w1: Integer, limit: Integer) -> Integer:
    """The w where a segment meets u = limit, to the nearest grid point; the same whichever end is called the first."""
    if u0 > u1:
        u0, w0, u1, w1 = u1, w1, u0, w0
    run, rise = u1 - u0, w1 - w0
    if max(run, abs(rise)) > _EXACT:
        return w0 + np.int64(np.rint((limit - u0) * (rise / run)))
    return w0 + (2 * (limit - u0) * rise + run) // (2 * run)


@lean
def clip_ring(
    u: Ordinates,
    w: Ordinates,
    first: Integer,
    last: Integer,
    limit: Integer,
    sign: Integer,
    out_u: Ordinates,
    out_w: Ordinates,
    at: Integer,
) -> Integer:
    """What of the ring ``first:last`` is inside, written at ``at``; returns the position behind it.

    Args:
        u: ordinates across the limit. Rings have no closing vertex.
        w: ordinates along it.
        first: the ring's first vertex.
        last: the vertex behind its last one.
        limit: vertices on it are inside.
        sign: 1 to keep smaller ``u``, -1 to keep larger ones.
        out_u: room for twice the ring's vertices behind ``at``; may be ``u`` itself where ``at`` is not below ``last``.
        out_w: the same for ``w``.
        at: where to write.
    """
    for vertex in range(first, last):
        after = vertex + 1 if vertex + 1 < last else first
        depth, next_depth = sign * (limit - u[vertex]), sign * (limit - u[after])
        if depth >= 0:
            out_u[at], out_w[at] = u[vertex], w[vertex]
            at += 1
        if (depth > 0 and next_depth < 0) or (depth < 0 and next_depth > 0):
            out_u[at], out_w[at] = limit, crossing(u[vertex], w[vertex], u[after], w[after], limit)
            at += 1
    return at


@lean
def clip_line(
    u: Ordinates,
    w: Ordinates,
    first: Integer,
    last: Integer,
    limit: Integer,
    sign: Integer,
    out_u: Ordinates,
    out_w: Ordinates,
    at: Integer,
    part_end: Ints,
) -> tuple[Integer, Integer]:
    """The parts of the line ``first:last`` that are inside: the position behind them, and how many there are.

    Arguments as of :func:`clip_ring`; ``part_end`` gets where each part ends and has room for as many as there are
    vertices. A part may be a single vertex, where a line only touches the limit.
    """
    parts, begin = 0, at
    for vertex in range(first, last):
        depth = sign * (limit - u[vertex])
        if depth >= 0:
            out_u[at], out_w[at] = u[vertex], w[vertex]
            at += 1
        if vertex + 1 == last:
            break
        next_depth = sign * (limit - u[vertex + 1])
        if (depth > 0 and next_depth < 0) or (depth < 0 and next_depth > 0):
            out_u[at], out_w[at] = limit, crossing(u[vertex], w[vertex], u[vertex + 1], w[vertex + 1], limit)
            at += 1
        if next_depth < 0 and at > begin:
            part_end[parts] = at
            parts += 1
            begin = at
    if at > begin:
        part_end[parts] = at
        parts += 1
    return at, parts
