"""Geometries as vector tile commands (specification 2.1, section 4.3): MoveTo, LineTo and ClosePath, delta coded."""

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.mvt.types import POINT, POLYGON, Bytes, Ints, Kinds, Ordinates, Ragged
from tilebuild.tiles.mvt.varint import put, zigzag

MOVE_TO, LINE_TO = 1, 2
CLOSE_PATH = 15
"""ClosePath, once: command 7 in the low three bits, count 1 above them."""

VERTEX_BYTES = 10
"""At most: two ordinates of a 32-bit grid."""
PATH_BYTES = 11
"""At most: two commands with a 32-bit count, and ClosePath."""


def encode_geometries(x: Ordinates, y: Ordinates, path_start: Ints, piece_start: Ints, kind: Kinds) -> Ragged:
    """The commands of each of ``k`` pieces, as they stand in a feature's packed ``geometry`` field.

    Args:
        x: shape (v,), tile units from the tile's western edge.
        y: shape (v,), tile units from its northern edge, growing southwards.
        path_start: shape (p + 1,), where each path's vertices begin. A ring has no closing vertex.
        piece_start: shape (k + 1,), where each piece's paths begin.
        kind: shape (k,), 1 point, 2 line, 3 polygon. The paths of a point piece are points.
    """
    room = VERTEX_BYTES * len(x) + PATH_BYTES * (len(path_start) - 1)
    return Ragged(*_encode(x, y, path_start, piece_start, kind, room))


@compiled
def _encode(
    x: Ordinates, y: Ordinates, path_start: Ints, piece_start: Ints, kind: Kinds, room: int
) -> tuple[Bytes, Ints]:
    out = np.empty(room, dtype=np.uint8)
    start = np.zeros(len(kind) + 1, dtype=np.int64)
    at = 0
    for piece in range(len(kind)):
        first, last = piece_start[piece], piece_start[piece + 1]
        if kind[piece] == POINT:
            at = _points(out, at, x, y, path_start[first], path_start[last])
        else:
            at = _paths(out, at, x, y, path_start, first, last, kind[piece] == POLYGON)
        start[piece + 1] = at
    return out[:at].copy(), start


@lean
def _points(out: Bytes, at: int, x: Ordinates, y: Ordinates, first: int, last: int) -> int:
    """One MoveTo for all points of a piece."""
    at = put(out, at, (last - first) << 3 | MOVE_TO)
    from_x, from_y = 0, 0
    for vertex in range(first, last):
        at = put(out, put(out, at, zigzag(x[vertex] - from_x)), zigzag(y[vertex] - from_y))
        from_x, from_y = x[vertex], y[vertex]
    return at


@lean
def _paths(
    out: Bytes, at: int, x: Ordinates, y: Ordinates, path_start: Ints, first: int, last: int, closed: bool
) -> int:
    """MoveTo, LineTo and, for rings, ClosePath, for each path of a piece; the cursor goes on from path to path."""
    from_x, from_y = 0, 0
    for path in range(first, last):
        begin, end = path_start[path], path_start[path + 1]
        at = put(out, at, 1 << 3 | MOVE_TO)
        for vertex in range(begin, end):
            if vertex == begin + 1:
                at = put(out, at, (end - begin - 1) << 3 | LINE_TO)
            at = put(out, put(out, at, zigzag(x[vertex] - from_x)), zigzag(y[vertex] - from_y))
            from_x, from_y = x[vertex], y[vertex]
        if closed:
            at = put(out, at, CLOSE_PATH)
    return at
