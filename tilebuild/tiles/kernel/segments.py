"""Segments of rings: how they turn, and whether they meet. A segment is named by its first vertex."""

from tilebuild.compiled import lean
from tilebuild.tiles.kernel.types import Flag, Integer, Ordinates


@lean
def after(vertex: Integer, begin: Integer, end: Integer) -> Integer:
    """The next vertex of the ring ``begin:end``."""
    return vertex + 1 if vertex + 1 < end else begin


@lean
def cross(x: Ordinates, y: Ordinates, a: Integer, b: Integer, c: Integer) -> Integer:
    """Twice the signed area of a triangle of vertices: on which side of a to b lies c, 0 on the line."""
    return (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a])


@lean
def turns_back(x: Ordinates, y: Ordinates, a: Integer, b: Integer, c: Integer) -> Flag:
    """Whether the way from a over b to c runs back along itself."""
    forward = (x[b] - x[a]) * (x[c] - x[b]) + (y[b] - y[a]) * (y[c] - y[b])
    return forward < 0 and cross(x, y, a, b, c) == 0


@lean
def meets_any(
    x: Ordinates, y: Ordinates, a: Integer, b: Integer, first: Integer, last: Integer, ring: Integer, ring_end: Integer
) -> Flag:
    """Whether the segment a-b meets one of those from ``first`` to before ``last`` of a ring, neighbours apart."""
    low_x, high_x = min(x[a], x[b]), max(x[a], x[b])
    low_y, high_y = min(y[a], y[b]), max(y[a], y[b])
    for c in range(first, last):
        d = after(c, ring, ring_end)
        # Not "and": which of the four it is cannot be foreseen, and a wrong guess takes longer than all of them.
        beside = (max(x[c], x[d]) >= low_x) & (min(x[c], x[d]) <= high_x)
        above = (max(y[c], y[d]) >= low_y) & (min(y[c], y[d]) <= high_y)
        if beside & above & (b != c) & (d != a) and meet(x, y, a, b, c, d):
            return True
    return False


@lean
def meet(x: Ordinates, y: Ordinates, a: Integer, b: Integer, c: Integer, d: Integer) -> Flag:
    """Whether the segments a-b and c-d, whose boxes overlap, have a point in common."""
    c_side, d_side = cross(x, y, a, b, c), cross(x, y, a, b, d)
    if (c_side > 0 and d_side > 0) or (c_side < 0 and d_side < 0):
        return False
    a_side, b_side = cross(x, y, c, d, a), cross(x, y, c, d, b)
    return not ((a_side > 0 and b_side > 0) or (a_side < 0 and b_side < 0))
