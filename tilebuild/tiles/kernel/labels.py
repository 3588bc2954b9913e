"""One point for a whole geometry, that a label can stand at."""

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.kernel.measure import path_length, ring_area
from tilebuild.tiles.kernel.types import HOLE, LINE, SHELL, Flag, Floats, Integer, Ints, Kinds, Number


@compiled
def find_label_points(xy: Floats, path_start: Ints, kind: Kinds, start: Ints, rows: Ints) -> Floats:
    """Shape (len(rows), 2): of each geometry's largest part a point inside.

    Of a polygon its centroid where that is inside, else the middle of the widest stretch of its middle scanline; of
    lines the middle of the longest; otherwise the first point.
    """
    made = np.empty((len(rows), 2))
    for index in range(len(rows)):
        row = rows[index]
        path, last = _largest_part(xy, path_start, kind, start[row], start[row + 1])
        if kind[path] == SHELL:
            made[index, 0], made[index, 1] = _in_polygon(xy, path_start, path, last)
        elif kind[path] == LINE:
            made[index, 0], made[index, 1] = _middle(xy, path_start[path], path_start[path + 1])
        else:
            made[index] = xy[path_start[path]]
    return made


@lean
def _largest_part(xy: Floats, path_start: Ints, kind: Kinds, first: Integer, last: Integer) -> tuple[Integer, Integer]:
    """First path of the part, and the path behind it: the largest polygon, else the longest line, else a point."""
    best, best_end, best_size = first, first + 1, -1.0
    best_kind: Integer = 0
    path = first
    while path < last:
        end = path + 1
        size = 0.0
        if kind[path] == SHELL:
            size = ring_area(xy, path_start[path], path_start[path + 1])
            while end < last and kind[end] == HOLE:
                size -= ring_area(xy, path_start[end], path_start[end + 1])
                end += 1
        elif kind[path] == LINE:
            size = path_length(xy, path_start[path], path_start[path + 1])
        if kind[path] > best_kind or (kind[path] == best_kind and size > best_size):
            best, best_end, best_kind, best_size = path, end, kind[path], size
        path = end
    return best, best_end


@lean
def _middle(xy: Floats, first: Integer, last: Integer) -> tuple[Number, Number]:
    """The point half-way along a line."""
    left = path_length(xy, first, last) / 2
    for vertex in range(first + 1, last):
        x, y = xy[vertex - 1, 0], xy[vertex - 1, 1]
        run, rise = xy[vertex, 0] - x, xy[vertex, 1] - y
        step = np.sqrt(run * run + rise * rise)
        if step > 0 and left <= step:
            return x + run * (left / step), y + rise * (left / step)
        left -= step
    return xy[last - 1, 0], xy[last - 1, 1]


@compiled
def _in_polygon(xy: Floats, path_start: Ints, path: Integer, last: Integer) -> tuple[Number, Number]:
    """A point inside the polygon of the rings from ``path`` to before ``last``."""
    x, y = _centroid(xy, path_start, path, last)
    first, end = path_start[path], path_start[last]
    if np.isfinite(x) and _contains(xy, path_start, path, last, x, y):
        return x, y
    return _on_scanline(xy, path_start, path, last, _scanline(xy, first, end))


@lean
def _centroid(xy: Floats, path_start: Ints, path: Integer, last: Integer) -> tuple[Number, Number]:
    """Centre of gravity: that of the triangles which edges make with the first vertex; not finite without area."""
    origin_x, origin_y = xy[path_start[path], 0], xy[path_start[path], 1]
    weight, sum_x, sum_y = 0.0, 0.0, 0.0
    for ring in range(path, last):
        twice, moment_x, moment_y = 0.0, 0.0, 0.0
        for vertex in range(path_start[ring] + 1, path_start[ring + 1]):
            x0, y0 = xy[vertex - 1, 0] - origin_x, xy[vertex - 1, 1] - origin_y
            x1, y1 = xy[vertex, 0] - origin_x, xy[vertex, 1] - origin_y
            cross = x0 * y1 - x1 * y0
            twice += cross
            moment_x += cross * (x0 + x1)
            moment_y += cross * (y0 + y1)
        sign = 1.0 if (twice > 0) == (ring == path) else -1.0
        weight += sign * twice
        sum_x += sign * moment_x
        sum_y += sign * moment_y
    if weight == 0:
        return np.nan, np.nan
    return origin_x + sum_x / (3 * weight), origin_y + sum_y / (3 * weight)


@lean
def _contains(xy: Floats, path_start: Ints, path: Integer, last: Integer, x: Number, y: Number) -> Flag:
    """Whether a point is inside and not on an edge, by the parity of edges to its right."""
    inside = False
    for ring in range(path, last):
        for vertex in range(path_start[ring] + 1, path_start[ring + 1]):
            x0, y0, x1, y1 = xy[vertex - 1, 0], xy[vertex - 1, 1], xy[vertex, 0], xy[vertex, 1]
            side = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
            between = min(x0, x1) <= x <= max(x0, x1) and min(y0, y1) <= y <= max(y0, y1)
            if side == 0 and between:
                return False
            if (y0 > y) != (y1 > y) and (side > 0) == (y1 > y0):
                inside = not inside
    return inside


@lean
def _scanline(xy: Floats, first: Integer, last: Integer) -> Number:
    """A y half-way up, between the vertices nearest to the middle on both sides, so that it runs through none."""
    low, high = xy[first, 1], xy[first, 1]
    for vertex in range(first, last):
        low, high = min(low, xy[vertex, 1]), max(high, xy[vertex, 1])
    middle = (low + high) / 2
    for vertex in range(first, last):
        y = xy[vertex, 1]
        if y <= middle:
            low = max(low, y)
        else:
            high = min(high, y)
    return (low + high) / 2


@compiled
def _on_scanline(xy: Floats, path_start: Ints, path: Integer, last: Integer, y: Number) -> tuple[Number, Number]:
    """The middle of the widest stretch of a scanline inside the polygon; a vertex where it has no inside."""
    crossings = np.empty(path_start[last] - path_start[path])
    count = 0
    for ring in range(path, last):
        for vertex in range(path_start[ring] + 1, path_start[ring + 1]):
            x0, y0, x1, y1 = xy[vertex - 1, 0], xy[vertex - 1, 1], xy[vertex, 0], xy[vertex, 1]
            if (y0 > y) != (y1 > y):
                crossings[count] = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
                count += 1
    ordered = np.sort(crossings[:count])
    best_x, best_y, widest = xy[path_start[path], 0], xy[path_start[path], 1], 0.0
    for index in range(0, count - 1, 2):
        if ordered[index + 1] - ordered[index] > widest:
            widest = ordered[index + 1] - ordered[index]
            best_x, best_y = (ordered[index] + ordered[index + 1]) / 2, y
    return best_x, best_y
