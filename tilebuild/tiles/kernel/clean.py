"""Whether a polygon is surely valid: no two of its segments meet but neighbours at their vertex, and rings nest.

Most polygons are, and it is quick to see: segments come in blocks of a few in a row, and only blocks whose boxes
overlap are looked into. What is not surely valid (it may be: a hole may touch its shell in a point) goes to repair,
which gives a valid polygon for any.
"""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.kernel.types import Bools, Flag, Integer, Ints

BLOCK = 4
"""Segments in a row that share a box."""

SMALL = 24
"""Single rings of at most so many vertices are looked through pair by pair, without boxes."""


class Room(NamedTuple):
    """For blocks of segments."""

    blocks: Ints
    """Shape (b, 4): where each begins and ends, and where its ring does."""
    boxes: Ints
    """Shape (b, 4): smallest and largest x, then y."""


@compiled
def room_for(vertices: Integer, rings: Integer) -> Room:
    """Room for polygons of so many vertices and rings at most."""
    blocks = vertices // BLOCK + rings
    return Room(np.empty((blocks, 4), dtype=np.int64), np.empty((blocks, 4), dtype=np.int64))


@lean
def is_clean(x: Ints, y: Ints, start: Ints, hole: Bools, first: Integer, last: Integer, room: Room) -> Flag:
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
    for ring in range(first, last):
        if _any_turns_back(x, y, start[ring], start[ring + 1]):
            return False
    count = _put_blocks(start, first, last, room.blocks)
    if _blocks_meet(x, y, room.blocks, room.boxes, count):
        return False
    return last == first + 1 or _nested(x, y, start, hole, first, last)


@lean
def is_clean_ring(x: Ints, y: Ints, begin: Integer, end: Integer) -> Flag:
    """Whether the ring ``begin:end`` is surely valid: it is convex, or of few vertices and does not meet itself."""
    if _is_convex(x, y, begin, end):
        return True
    if end - begin > SMALL or _any_turns_back(x, y, begin, end):
        return False
    for a in range(begin, end):  # noqa: SIM110 (numba compiles no generators)
        if _meets_any(x, y, a, _after(a, begin, end), a + 1, end, begin, end):
            return False
    return True


@lean
def _any_turns_back(x: Ints, y: Ints, begin: Integer, end: Integer) -> Flag:
    """Whether a ring runs back along itself anywhere."""
    for vertex in range(begin, end):
        after = _after(vertex, begin, end)
        if _turns_back(x, y, vertex, after, _after(after, begin, end)):
            return True
    return False


@lean
def _after(vertex: Integer, begin: Integer, end: Integer) -> Integer:
    """The next vertex of the ring ``begin:end``."""
    return vertex + 1 if vertex + 1 < end else begin


@lean
def cross(x: Ints, y: Ints, a: Integer, b: Integer, c: Integer) -> Integer:
    """Twice the signed area of a triangle of vertices: on which side of a to b lies c, 0 on the line."""
    return (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a])


@lean
def _is_convex(x: Ints, y: Ints, begin: Integer, end: Integer) -> Flag:
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
def _turns_back(x: Ints, y: Ints, a: Integer, b: Integer, c: Integer) -> Flag:
    """Whether the way from a over b to c runs back along itself."""
    forward = (x[b] - x[a]) * (x[c] - x[b]) + (y[b] - y[a]) * (y[c] - y[b])
    return forward < 0 and cross(x, y, a, b, c) == 0


@lean
def _put_blocks(start: Ints, first: Integer, last: Integer, blocks: Ints) -> Integer:
    """Write the blocks of segments of some rings; how many there are."""
    block = 0
    for ring in range(first, last):
        begin, end = start[ring], start[ring + 1]
        for segment in range(begin, end, BLOCK):
            blocks[block, 0], blocks[block, 1] = segment, min(segment + BLOCK, end)
            blocks[block, 2], blocks[block, 3] = begin, end
            block += 1
    return block


@lean
def _blocks_meet(x: Ints, y: Ints, blocks: Ints, boxes: Ints, count: Integer) -> Flag:
    """Whether two segments of the blocks that are no neighbours have a point in common; ``boxes`` is for theirs."""
    for block in range(count):
        _box(x, y, blocks, block, boxes)
    for one in range(count):
        for other in range(one, count):
            if boxes[other, 0] > boxes[one, 1] or boxes[other, 1] < boxes[one, 0]:
                continue
            if boxes[other, 2] > boxes[one, 3] or boxes[other, 3] < boxes[one, 2]:
                continue
            if _two_meet(x, y, blocks, boxes, one, other):
                return True
    return False


@lean
def _box(x: Ints, y: Ints, blocks: Ints, block: Integer, boxes: Ints) -> None:
    """Box of a block's segments: smallest and largest x, then y."""
    first, last = blocks[block, 0], blocks[block, 1]
    vertex = _after(last - 1, blocks[block, 2], blocks[block, 3])
    low_x, high_x, low_y, high_y = x[vertex], x[vertex], y[vertex], y[vertex]
    for vertex in range(first, last):
        low_x, high_x = min(low_x, x[vertex]), max(high_x, x[vertex])
        low_y, high_y = min(low_y, y[vertex]), max(high_y, y[vertex])
    boxes[block, 0], boxes[block, 1], boxes[block, 2], boxes[block, 3] = low_x, high_x, low_y, high_y


@lean
def _two_meet(x: Ints, y: Ints, blocks: Ints, boxes: Ints, one: Integer, other: Integer) -> Flag:
    """Whether a segment of one block meets one of another: only what reaches into the other's box is looked at."""
    ring, ring_end = blocks[one, 2], blocks[one, 3]
    for a in range(blocks[one, 0], blocks[one, 1]):
        b = _after(a, ring, ring_end)
        if max(x[a], x[b]) < boxes[other, 0] or min(x[a], x[b]) > boxes[other, 1]:
            continue
        if max(y[a], y[b]) < boxes[other, 2] or min(y[a], y[b]) > boxes[other, 3]:
            continue
        first = max(blocks[other, 0], a + 1)
        if _meets_any(x, y, a, b, first, blocks[other, 1], blocks[other, 2], blocks[other, 3]):
            return True
    return False


@lean
def _meets_any(
    x: Ints, y: Ints, a: Integer, b: Integer, first: Integer, last: Integer, ring: Integer, ring_end: Integer
) -> Flag:
    """Whether the segment a-b meets one of those from ``first`` to before ``last`` of a ring, neighbours apart."""
    low_x, high_x = min(x[a], x[b]), max(x[a], x[b])
    low_y, high_y = min(y[a], y[b]), max(y[a], y[b])
    for c in range(first, last):
        d = _after(c, ring, ring_end)
        if max(x[c], x[d]) < low_x or min(x[c], x[d]) > high_x:
            continue
        if max(y[c], y[d]) < low_y or min(y[c], y[d]) > high_y:
            continue
        if b != c and d != a and _meet(x, y, a, b, c, d):
            return True
    return False


@lean
def _meet(x: Ints, y: Ints, a: Integer, b: Integer, c: Integer, d: Integer) -> Flag:
    """Whether the segments a-b and c-d, whose boxes overlap, have a point in common."""
    c_side, d_side = cross(x, y, a, b, c), cross(x, y, a, b, d)
    if (c_side > 0 and d_side > 0) or (c_side < 0 and d_side < 0):
        return False
    a_side, b_side = cross(x, y, c, d, a), cross(x, y, c, d, b)
    return not ((a_side > 0 and b_side > 0) or (a_side < 0 and b_side < 0))


@lean
def _nested(x: Ints, y: Ints, start: Ints, hole: Bools, first: Integer, last: Integer) -> Flag:
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
def encloses(x: Ints, y: Ints, first: Integer, last: Integer, px: Integer, py: Integer) -> Flag:
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
