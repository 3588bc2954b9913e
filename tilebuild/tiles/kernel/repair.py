"""A valid polygon of any rings: what an odd number of them encloses.

rings -> edges that meet at their ends only -> rings round each connected piece of inside -> shells with their holes.
Exterior rings clockwise to the eye, interior ones against, y pointing down.
"""

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.kernel.clean import encloses
from tilebuild.tiles.kernel.noding import noded_edges
from tilebuild.tiles.kernel.tracing import Rings, trace
from tilebuild.tiles.kernel.types import Flag, Integer, Ints, Ordinates


@compiled
def repaired(x: Ordinates, y: Ordinates, start: Ints) -> tuple[Rings, Ints, bool]:
    """Rings of valid polygons, the order in which each shell is followed by its holes, and whether that was possible.

    Args:
        x: vertices of the rings, without closing ones.
        y: the same.
        start: shape (rings + 1,), where each ring's vertices begin.
    """
    edges, noded = noded_edges(x, y, start)
    rings = trace(edges)
    return rings, _grouped(rings), noded


@compiled
def _grouped(rings: Rings) -> Ints:
    """Rings by polygon: each shell, then its holes."""
    count = len(rings.walk)
    shell = np.full(count, -1, dtype=np.int64)
    for ring in range(count):
        shell[ring] = ring if rings.twice_area[ring] > 0 else _shell_of(rings, ring)
    order = np.empty(count, dtype=np.int64)
    at = 0
    for ring in range(count):
        if shell[ring] == ring:
            order[at] = ring
            at += 1
            for other in range(count):
                if other != ring and shell[other] == ring:
                    order[at] = other
                    at += 1
    return order[:at]


@lean
def _shell_of(rings: Rings, hole: Integer) -> Integer:
    """The shell of the hole's own walk; if that has none, the smallest larger shell around it."""
    best = -1
    for ring in range(len(rings.walk)):
        if rings.twice_area[ring] <= 0:
            continue
        if rings.walk[ring] == rings.walk[hole]:
            return ring
        larger = rings.twice_area[ring] > -rings.twice_area[hole]
        smaller = best < 0 or rings.twice_area[ring] < rings.twice_area[best]
        if larger and smaller and _around(rings, ring, hole):
            best = ring
    return best


@lean
def _around(rings: Rings, shell: Integer, hole: Integer) -> Flag:
    """Whether a shell is around a hole that does not cross it: by the hole's first vertex that is not the shell's."""
    begin, end = rings.start[shell], rings.start[shell + 1]
    for vertex in range(rings.start[hole], rings.start[hole + 1]):
        shared = False
        for other in range(begin, end):
            shared = shared or (rings.x[other] == rings.x[vertex] and rings.y[other] == rings.y[vertex])
        if not shared:
            return encloses(rings.x, rings.y, begin, end, rings.x[vertex], rings.y[vertex])
    return True
