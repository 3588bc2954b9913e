"""Paths as a zoom shows them: simplified, then rounded to the zoom's own grid."""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import Index, compiled, lean
from tilebuild.tiles.kernel.paths import Paths, near_paths, trimmed
from tilebuild.tiles.kernel.simplify import Scratch, rank_vertices
from tilebuild.tiles.kernel.types import HOLE, LINE, POINT, SHELL, Bools, Flag, Floats, Integer, Number, Zooms

RING, SEGMENT = 3, 2
"""How many vertices a ring and a line have at least."""


class Detail(NamedTuple):
    """How much of the paths a zoom shows."""

    nodes_below: float
    """Vertices whose node zoom is below this are nodes."""
    shift: int
    """log2 of the fine grid units in one of the zoom's."""
    tolerance: float
    """How far a simplified line may leave the original, in fine grid units."""


class Ranks(NamedTuple):
    """How much each vertex is needed, as far as it was asked for; see :mod:`tilebuild.tiles.kernel.simplify`."""

    rank: Floats
    """Shape (v,): squared."""
    below: Floats
    """Shape (p,): what was a node where each path was ranked, as ``nodes_below``; not a number: it was not."""
    least: float
    """Squared: what no zoom's tolerance is below."""


def unranked(paths: Paths, least: float = 0.0) -> Ranks:
    """Ranks to be found as they are needed, for tolerances of ``least`` fine grid units and more."""
    return Ranks(np.empty(len(paths.x)), np.full(len(paths.kind), np.nan), least * least)


@compiled
def needed_vertices(paths: Paths, nodes: Zooms, shown: Bools, detail: Detail, ranks: Ranks) -> Bools:
    """Shape (v,): which vertices a zoom needs of what it shows.

    Args:
        paths: on the fine grid.
        nodes: shape (v,), the nominal zoom from which each vertex is a node.
        shown: shape (features,), which features are drawn.
        detail: how.
        ranks: of the paths; those that this zoom cannot take over from another one are written.
    """
    needed = np.zeros(len(paths.x), dtype=np.bool_)
    room = _longest(paths) + 1
    scratch = Scratch(np.empty((room, 2)), np.empty(2 * room, dtype=np.int64), np.empty(room))
    _need(paths, nodes, shown, detail, ranks, scratch, needed)
    return needed


@lean
def _need(
    paths: Paths, nodes: Zooms, shown: Bools, detail: Detail, ranks: Ranks, scratch: Scratch, needed: Bools
) -> None:
    below, tolerance2 = detail.nodes_below, detail.tolerance * detail.tolerance
    for path in range(len(paths.kind)):
        if not shown[paths.feature[path]]:
            continue
        first, last, kind = paths.start[path], paths.start[path + 1], paths.kind[path]
        if kind == POINT:
            needed[first] = True
            continue
        if not _same_nodes(nodes, first, last, ranks.below[path], below):
            rank_vertices(paths.x, paths.y, first, last, kind != LINE, nodes, below, ranks.least, scratch, ranks.rank)
            ranks.below[path] = below
        for vertex in range(Index(first), Index(last)):
            needed[vertex] = ranks.rank[vertex] > tolerance2


@lean
def _same_nodes(nodes: Zooms, first: Integer, last: Integer, one: Number, other: Number) -> Flag:
    """Whether the same vertices of ``first:last`` are nodes below one zoom and below another; never for no number."""
    if one == other:
        return True
    low, high = min(one, other), max(one, other)
    for vertex in range(Index(first), Index(last)):
        if low <= nodes[vertex] < high:
            return False
    return not np.isnan(one)


@lean
def _longest(paths: Paths) -> Integer:
    longest = 0
    for path in range(len(paths.kind)):
        longest = max(longest, paths.start[path + 1] - paths.start[path])
    return longest


@compiled
def paths_at_zoom(paths: Paths, needed: Bools, shift: Integer) -> Paths:
    """The paths with the needed vertices only, in the zoom's own grid units.

    Rings that collapse are left out, and holes with their shell.

    Args:
        paths: on the fine grid.
        needed: shape (v,).
        shift: log2 of the fine grid units in one of the zoom's.
    """
    made = near_paths(len(paths.x), len(paths.kind))
    return trimmed(made, _round_all(paths, needed, shift, made))


@lean
def _round_all(paths: Paths, needed: Bools, shift: Integer, made: Paths) -> Integer:
    """Write what is left of each path; how many paths that is."""
    count, shell = 0, False
    for path in range(len(paths.kind)):
        kind = paths.kind[path]
        drawn = (kind != HOLE or shell) and _round(paths, path, needed, shift, made, count)
        shell = drawn if kind == SHELL else shell
        count += drawn
    return count


@lean
def _round(paths: Paths, path: Integer, needed: Bools, shift: Integer, made: Paths, count: Integer) -> Flag:
    """Write the path's needed vertices, each place in a row once; whether enough are left to be drawn."""
    half = (1 << shift) >> 1
    kind, begin = paths.kind[path], made.start[count]
    at = begin
    for vertex in range(paths.start[path], paths.start[path + 1]):
        if needed[vertex]:
            x, y = (paths.x[vertex] + half) >> shift, (paths.y[vertex] + half) >> shift
            if at == begin or x != made.x[at - 1] or y != made.y[at - 1]:
                made.x[at], made.y[at] = x, y
                at += 1
    while kind >= SHELL and at > begin + 1 and made.x[at - 1] == made.x[begin] and made.y[at - 1] == made.y[begin]:
        at -= 1
    made.start[count + 1] = at
    made.kind[count], made.feature[count] = kind, paths.feature[path]
    return at - begin >= (1 if kind == POINT else SEGMENT if kind == LINE else RING)
