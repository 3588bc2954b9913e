r"""Whether rings meet themselves or each other: segments come in blocks of a few in a row, each with a box.

Three things spare most pairs of segments. A block and the next one of its ring do not meet if the way through both runs
ahead, never back along the line from its beginning to its end. Blocks whose boxes are apart do not meet. And of other
two only those segments are looked at that reach into the other's box.

        b---c       e         from a to g the way runs ahead: no pair of its segments is looked at
       /     \     / \
      a       \   /   f---g
                d
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tilebuild.compiled import Index, compiled, lean
from tilebuild.tiles.kernel.segments import after, meets_any, turns_back
from tilebuild.tiles.kernel.types import Flag, Integer, Ints, Ordinates

Boxes = NDArray[np.int32]
"""Shape (4, b): smallest and largest x, then y. 32 bits hold what is near a tile, twice as many at once."""

BLOCK = 4
"""Segments in a row that share a box."""


class Room(NamedTuple):
    """For blocks of segments."""

    blocks: Ints
    """Shape (b, 4): where each begins and ends, and where its ring does."""
    boxes: Boxes


@compiled
def room_for(vertices: Integer, rings: Integer) -> Room:
    """Room for polygons of so many vertices and rings at most."""
    blocks = vertices // BLOCK + rings
    return Room(np.empty((blocks, 4), dtype=np.int64), np.empty((4, blocks), dtype=np.int32))


@lean
def any_meet(x: Ordinates, y: Ordinates, start: Ints, first: Integer, last: Integer, room: Room) -> Flag:
    """Whether two segments that are no neighbours have a point in common, or a ring turns back along itself.

    Args:
        x: vertices of all rings, without closing ones and without repeats.
        y: the same.
        start: where each ring's vertices begin.
        first: the first ring.
        last: the ring behind the last one.
        room: is written.
    """
    blocks, boxes = room
    count = _put_blocks(start, first, last, blocks)
    for block in range(count):
        _put_box(x, y, blocks, block, boxes)
    for one in range(count):
        if _near_meet(x, y, blocks, boxes, one) or _far_meet(x, y, blocks, boxes, one, count):
            return True
    return False


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
def _put_box(x: Ordinates, y: Ordinates, blocks: Ints, block: Integer, boxes: Boxes) -> None:
    """Write the box of a block's segments."""
    first, last = blocks[block, 0], blocks[block, 1]
    vertex = after(last - 1, blocks[block, 2], blocks[block, 3])
    low_x, high_x, low_y, high_y = x[vertex], x[vertex], y[vertex], y[vertex]
    for vertex in range(first, last):
        low_x, high_x = min(low_x, x[vertex]), max(high_x, x[vertex])
        low_y, high_y = min(low_y, y[vertex]), max(high_y, y[vertex])
    boxes[0, block], boxes[1, block], boxes[2, block], boxes[3, block] = low_x, high_x, low_y, high_y


@lean
def _near_meet(x: Ordinates, y: Ordinates, blocks: Ints, boxes: Boxes, one: Integer) -> Flag:
    """Whether a block and the next one of its ring meet themselves or each other, or turn back."""
    first, ring, ring_end = blocks[one, 0], blocks[one, 2], blocks[one, 3]
    following = one + 1 if blocks[one, 1] < ring_end else one - (first - ring) // BLOCK
    if _runs_ahead(x, y, first, after(blocks[following, 1] - 1, ring, ring_end), ring, ring_end):
        return False
    for a in range(first, blocks[one, 1]):
        b = after(a, ring, ring_end)
        if turns_back(x, y, a, b, after(b, ring, ring_end)):
            return True
    # Pairs are looked at from their earlier block: a ring's last and first block by _far_meet, as any two apart.
    return _two_meet(x, y, blocks, boxes, one, one) or _two_meet(x, y, blocks, boxes, one, following)


@lean
def _runs_ahead(x: Ordinates, y: Ordinates, first: Integer, last: Integer, ring: Integer, ring_end: Integer) -> Flag:
    """Whether a ring's way from one vertex to another is ever forward, seen along the line between the two."""
    run, rise = x[last] - x[first], y[last] - y[first]
    ahead = (run != 0) | (rise != 0)
    a = first
    while a != last:
        b = after(a, ring, ring_end)
        ahead &= (x[b] - x[a]) * run + (y[b] - y[a]) * rise > 0
        a = b
    return ahead


@lean
def _far_meet(x: Ordinates, y: Ordinates, blocks: Ints, boxes: Boxes, one: Integer, count: Integer) -> Flag:
    """Whether a block meets one behind it that does not follow it in its ring."""
    first = one + 2 if blocks[one, 1] < blocks[one, 3] else one + 1
    if not _any_near(boxes, one, first, count):
        return False
    for other in range(first, count):
        if _any_near(boxes, one, other, other + 1) and _two_meet(x, y, blocks, boxes, one, other):
            return True
    return False


@lean
def _any_near(boxes: Boxes, one: Integer, first: Integer, last: Integer) -> Flag:
    """Whether the box of a block has a point in common with one of those from ``first`` to before ``last``.

    Written so that a compiler looks at several of them at once.
    """
    low_x, high_x, low_y, high_y = boxes[0, one], boxes[1, one], boxes[2, one], boxes[3, one]
    near = np.int32(0)
    for other in range(Index(first), Index(last)):
        beside = np.int32(boxes[0, other] <= high_x) & np.int32(boxes[1, other] >= low_x)
        near |= beside & np.int32(boxes[2, other] <= high_y) & np.int32(boxes[3, other] >= low_y)
    return near != 0


@lean
def _two_meet(x: Ordinates, y: Ordinates, blocks: Ints, boxes: Boxes, one: Integer, other: Integer) -> Flag:
    """Whether a segment of one block meets one of another: only what reaches into the other's box is looked at."""
    ring, ring_end = blocks[one, 2], blocks[one, 3]
    for a in range(blocks[one, 0], blocks[one, 1]):
        b = after(a, ring, ring_end)
        if max(x[a], x[b]) < boxes[0, other] or min(x[a], x[b]) > boxes[1, other]:
            continue
        if max(y[a], y[b]) < boxes[2, other] or min(y[a], y[b]) > boxes[3, other]:
            continue
        first = max(blocks[other, 0], a + 1)
        if meets_any(x, y, a, b, first, blocks[other, 1], blocks[other, 2], blocks[other, 3]):
            return True
    return False
