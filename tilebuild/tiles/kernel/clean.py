"""Whether a polygon is surely valid: no two of its segments meet but neighbours at their vertex, and rings nest.

Most polygons are, and it is quick to see. What is not surely valid (it may be: a hole may touch its shell in a point)
goes to repair, which gives a valid polygon for any.
"""

from tilebuild.compiled import lean
from tilebuild.tiles.kernel.blocks import Room, any_meet
from tilebuild.tiles.kernel.segments import after, cross, meets_any, turns_back
from tilebuild.tiles.kernel.types import Bools, Flag, Integer, Ints, Ordinates

SMALL = 24
"""Single rings of at most so many vertices are looked through pair by pair, without boxes."""


@lean
def is_clean(x: Ordinates, y: Ordinates, start: Ints, hole: Bools, first: Integer, last: Integer, room: Room) -> Flag:
    """Whether the rings from ``first`` to before ``last`` are surely a valid (multi)polygon.

    Args:
        x: vertices of all rings, without closing ones and without repeats.
        y: the same.
        start: where each ring's vertices begin.
        hole: whether each ring is one; the holes of a shell follow it.
        first: the polygon's first ring.
        last: the ring behind it.
        room: is written.
    """
    if any_meet(x, y, start, first, last, room):
        return False
    return last == first + 1 or _nested(x, y, start, hole, first, last)


@lean
def is_clean_ring(x: Ordinates, y: Ordinates, begin: Integer, end: Integer) -> Flag:
    """Whether the ring ``begin:end`` is surely valid: it is convex, or of few vertices and does not meet itself."""
    if _is_convex(x, y, begin, end):
        return True
    if end - begin > SMALL or _any_turns_back(x, y, begin, end):
        return False
    for a in range(begin, end):  # noqa: SIM110 (numba compiles no generators)
        if meets_any(x, y, a, after(a, begin, end), a + 1, end, begin, end):
            return False
    return True


@lean
def _any_turns_back(x: Ordinates, y: Ordinates, begin: Integer, end: Integer) -> Flag:
    """Whether a ring runs back along itself anywhere."""
    for vertex in range(begin, end):
        following = after(vertex, begin, end)
        if turns_back(x, y, vertex, following, after(following, begin, end)):
            return True
    return False


@lean
def _is_convex(x: Ordinates, y: Ordinates, begin: Integer, end: Integer) -> Flag:
    """Whether a ring only ever turns one way and goes round once: most buildings do, and such a ring is valid.

    It goes round once if it changes between going east and going west no more than twice.
    """
    a, b = end - 2, end - 1
    changes, heading, left, right = 0, 0, False, False
    for c in range(begin, end):
        side, run = cross(x, y, a, b, c), x[c] - x[b]
        left, right = left or side <= 0, right or side >= 0
        if left and right:
            return False
        if run != 0:
            changes += (run > 0) != (heading > 0) and heading != 0
            heading = run
        a, b = b, c
    return changes <= 2


@lean
def _nested(x: Ordinates, y: Ordinates, start: Ints, hole: Bools, first: Integer, last: Integer) -> Flag:
    """Whether rings that do not meet nest: shells in an even number of others, holes in their own shell, an odd one."""
    shell = first
    for ring in range(first, last):
        around, in_shell = 0, False
        shell = shell if hole[ring] else ring
        for other in range(first, last):
            if other != ring and encloses(x, y, start[other], start[other + 1], x[start[ring]], y[start[ring]]):
                around += 1
                in_shell = in_shell or other == shell
        if around % 2 != hole[ring] or (hole[ring] and not in_shell):
            return False
    return True


@lean
def encloses(x: Ordinates, y: Ordinates, first: Integer, last: Integer, px: Integer, py: Integer) -> Flag:
    """Whether the ring ``first:last`` runs around a point, by the parity of its segments to the point's right."""
    inside = False
    a = last - 1
    for b in range(first, last):
        if (y[a] > py) != (y[b] > py):
            side = (x[b] - x[a]) * (py - y[a]) - (px - x[a]) * (y[b] - y[a])
            if (side > 0) == (y[b] > y[a]):
                inside = not inside
        a = b
    return inside
