"""Clipping many paths at one axis-parallel limit each, in whole numbers and without a loop over paths.

Rings are clipped by Sutherland and Hodgman's rule: what lies beyond the limit is cut off and its ends are joined
along the limit, so that the enclosed area is exact but two parts of one polygon may be joined by a bridge of no
width along the limit. Repair takes such bridges out. Lines are cut into as many parts as stay inside.

             limit                            limit
      a ------+---- b                  a ------c
              |     |        ring:     |       |   c, d are crossings, rounded to the grid;
      f --- e |     |       ------->   f --- e |   a-c-d-h-e-f stays one ring
          h --+---- g                    h ----d
"""

import numpy as np

from reference.paths import Bools, Ints, Paths, following
from tilebuild.ragged import starts


def clip_rings(paths: Paths, axis: int, limit: Ints, below: Bools) -> tuple[Paths, Ints]:
    """Each ring's part on its side of its limit, and which ring it is of; rings of which nothing is left are gone.

    Args:
        paths: rings without closing vertices.
        axis: 0 to limit x, 1 to limit y.
        limit: shape (p,), in grid units; a vertex on the limit is inside.
        below: shape (p,), whether the side of smaller ordinates is kept.
    """
    after = following(paths.start)
    inside, crossing = _sides(paths, axis, limit, below, after)
    x, y, counts, _ = _insert(paths, axis, limit, after, inside, crossing)
    left = np.flatnonzero(counts)
    return paths.like(left, x, y, counts[left]), left


def clip_lines(paths: Paths, axis: int, limit: Ints, below: Bools) -> tuple[Paths, Ints]:
    """Each line's parts on its side of its limit, in the line's order, and which line each is of.

    Arguments as of :func:`clip_rings`; a part may be a single vertex, where a line only touches its limit.
    """
    after = following(paths.start)
    after[paths.start[1:] - 1] = paths.start[1:] - 1
    inside, crossing = _sides(paths, axis, limit, below, after)
    x, y, counts, position = _insert(paths, axis, limit, after, inside, crossing)
    first = _first_of_part(paths, inside, crossing, position, len(x))
    begin = np.flatnonzero(first)
    owner = np.repeat(np.arange(len(paths)), counts)[begin]
    return paths.like(owner, x, y, np.diff(np.append(begin, len(x)))), owner


def _sides(paths: Paths, axis: int, limit: Ints, below: Bools, after: Ints) -> tuple[Bools, Bools]:
    """Per vertex: whether it is inside, and whether the segment to the next one crosses the limit between the two."""
    counts = paths.counts
    along = paths.x if axis == 0 else paths.y
    depth = (np.repeat(limit, counts) - along) * np.repeat(np.where(below, 1, -1), counts)
    inside = depth >= 0
    crossing = (inside != inside[after]) & (depth != 0) & (depth[after] != 0)
    return inside, crossing


def _insert(
    paths: Paths, axis: int, limit: Ints, after: Ints, inside: Bools, crossing: Bools
) -> tuple[Ints, Ints, Ints, Ints]:
    """The vertices inside and the crossings, in order; how many each path has; where each old vertex's ones begin."""
    emitted = inside.astype(np.int64) + crossing
    position = starts(emitted)
    along, across = np.empty(position[-1], dtype=np.int64), np.empty(position[-1], dtype=np.int64)
    u, w = (paths.x, paths.y) if axis == 0 else (paths.y, paths.x)
    kept = np.flatnonzero(inside)
    along[position[kept]], across[position[kept]] = u[kept], w[kept]
    cut = np.flatnonzero(crossing)
    place = position[cut] + inside[cut]
    along[place] = np.repeat(limit, paths.counts)[cut]
    across[place] = _crossing(u[cut], w[cut], u[after[cut]], w[after[cut]], along[place])
    counts = np.diff(position[paths.start])
    x, y = (along, across) if axis == 0 else (across, along)
    return x, y, counts, position[:-1]


def _crossing(u: Ints, w: Ints, other_u: Ints, other_w: Ints, limit: Ints) -> Ints:
    """Where segments meet the limit, to the nearest grid point; the same whichever end is called the first."""
    swap = u > other_u
    low_u, high_u = np.where(swap, other_u, u), np.where(swap, u, other_u)
    low_w, high_w = np.where(swap, other_w, w), np.where(swap, w, other_w)
    run = high_u - low_u
    rise: Ints = (2 * (limit - low_u) * (high_w - low_w) + run) // (2 * run)
    return low_w + rise


def _first_of_part(paths: Paths, inside: Bools, crossing: Bools, position: Ints, total: int) -> Bools:
    """Per new vertex: whether a part of a line begins there.

    A part begins at a crossing that leads in, and at a vertex inside that has nothing inside before it: the first of
    its line, or one on the limit after one beyond it.
    """
    first = np.zeros(total, dtype=bool)
    entering = np.flatnonzero(crossing & ~inside)
    first[position[entering]] = True
    before = np.concatenate(([False], inside[:-1] | crossing[:-1]))
    before[paths.start[:-1]] = False
    first[position[np.flatnonzero(inside & ~before)]] = True
    return first
