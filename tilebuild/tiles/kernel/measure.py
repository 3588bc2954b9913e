"""Areas and lengths of whole geometries."""

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.kernel.types import HOLE, LINE, SHELL, Floats, Integer, Ints, Kinds, Number


@compiled
def measure(xy: Floats, path_start: Ints, kind: Kinds, start: Ints) -> tuple[Floats, Floats]:
    """Area (of polygons, without their holes; not below 0) and length (of lines and outlines) of each geometry."""
    rows = len(start) - 1
    area, length = np.zeros(rows), np.zeros(rows)
    for row in range(rows):
        for path in range(start[row], start[row + 1]):
            first, last = path_start[path], path_start[path + 1]
            if kind[path] >= LINE:
                length[row] += path_length(xy, first, last)
            if kind[path] == SHELL:
                area[row] += ring_area(xy, first, last)
            elif kind[path] == HOLE:
                area[row] -= ring_area(xy, first, last)
        area[row] = max(area[row], 0.0)
    return area, length


@lean
def path_length(xy: Floats, first: Integer, last: Integer) -> Number:
    """Length of the path of the vertices from ``first`` to before ``last``."""
    total = 0.0
    for vertex in range(first + 1, last):
        run, rise = xy[vertex, 0] - xy[vertex - 1, 0], xy[vertex, 1] - xy[vertex - 1, 1]
        total += np.sqrt(run * run + rise * rise)
    return total


@lean
def ring_area(xy: Floats, first: Integer, last: Integer) -> Number:
    """Area inside a closed ring: the surveyor's formula about the first vertex, so that digits are not lost."""
    total = 0.0
    x, y = xy[first, 0], xy[first, 1]
    for vertex in range(first + 1, last):
        before = vertex - 1
        total += (xy[before, 0] - x) * (xy[vertex, 1] - y) - (xy[vertex, 0] - x) * (xy[before, 1] - y)
    return abs(total) / 2
