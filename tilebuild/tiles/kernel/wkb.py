"""Well-known binary to flat arrays of vertices (OGC 06-103r4, section 8.2): little-endian, two dimensions, no SRID.

    01 | 03000000 | 01000000 | 05000000 | x y | x y | ...
    ^    ^          ^          ^          ^
    |    |          |          |          16 bytes a vertex
    |    |          rings      vertices of the ring
    |    1 point, 2 line, 3 polygon, 4 to 6 several of them, 7 any of them
    byte order

Geometries of geometries are read flat: a header that announces ``n`` others only makes ``n`` more to be read.
"""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import Index, lean
from tilebuild.tiles.kernel.types import HOLE, LINE, POINT, SHELL, Bytes, Floats, Integer, Ints, Kinds

FINE, NOT_WKB, EMPTY = 0, 1, 2
"""What became of the rows."""

_POINT, _LINE, _POLYGON, _FIRST_MULTI, _COLLECTION = 1, 2, 3, 4, 7
_VERTEX = 16
_CLOSED = 4
"""Vertices that a ring has at least, the closing one among them."""


class Source(NamedTuple):
    """Geometries of some rows: those that lie in ``data[begin[i]:end[i]]``."""

    data: Bytes
    begin: Ints
    end: Ints


class Parsed(NamedTuple):
    """Vertices, paths and rows, up to the first row that is broken."""

    xy: Floats
    """Shape (v, 2)."""
    path_start: Ints
    """Shape (p + 1,): where each path's vertices begin."""
    kind: Kinds
    """Shape (p,): POINT, LINE, SHELL or HOLE. Rings have their closing vertex."""
    start: Ints
    """Shape (rows + 1,): where each row's paths begin."""
    broken: int
    """``FINE``, or what is wrong with the row behind the last one of ``start``."""


class Buffers(NamedTuple):
    """What is being written: vertices as numbers and as bytes, and paths."""

    xy: Floats
    """Shape (2 v,): the vertices one after the other."""
    bytes: Bytes
    """The same memory."""
    path_start: Ints
    kind: Kinds


def parse_wkb(*sources: Source) -> Parsed:
    """The geometries of all sources, one after the other; parts without vertices are left out."""
    room = sum(int((one.end - one.begin).sum()) for one in sources) // _VERTEX + 1
    xy = np.empty(2 * room)
    made = Buffers(xy, xy.view(np.uint8), np.zeros(room + 1, dtype=np.int64), np.empty(room, dtype=np.int8))
    start = np.zeros(sum(len(one.begin) for one in sources) + 1, dtype=np.int64)
    rows, broken = 0, FINE
    for one in sources:
        sound, broken = _parse(one.data, one.begin, one.end, made, start[rows:])
        rows += sound
        if broken != FINE:
            break
    paths = start[rows]
    vertices = made.path_start[paths]
    # There is room for little more than the vertices, but for many more paths than most geometries have.
    path_start, kind = made.path_start[: paths + 1].copy(), made.kind[:paths].copy()
    return Parsed(xy[: 2 * vertices].reshape(-1, 2), path_start, kind, start[: rows + 1], broken)


@lean
def _parse(data: Bytes, begin: Ints, end: Ints, made: Buffers, start: Ints) -> tuple[Integer, Integer]:
    """Note where each row's paths begin, the first where ``start`` says so.

    Returns:
        How many rows are sound, and what is broken behind them.
    """
    paths = start[0]
    for row in range(len(begin)):
        at, headers = begin[row], 1
        while headers > 0 and at >= 0:
            headers -= 1
            shape, count, at = _header(data, at, end[row])
            if _FIRST_MULTI <= shape <= _COLLECTION:
                headers += count
            elif at >= 0:
                paths, at = _simple(data, at, end[row], shape, count, made, paths)
        if at < 0 or paths == start[row]:
            return row, (NOT_WKB if at < 0 else EMPTY)
        start[row + 1] = paths
    return len(begin), FINE


@lean
def _header(data: Bytes, at: Integer, end: Integer) -> tuple[Integer, Integer, Integer]:
    """Type of a geometry, how many parts or vertices it has, and the position behind that; -1: it is none."""
    if at + 5 > end or data[at] != 1:
        return 0, 0, -1
    shape = _uint32(data, at + 1)
    if shape == _POINT:
        return shape, 1, at + 5
    if shape < _POINT or shape > _COLLECTION or at + 9 > end:
        return 0, 0, -1
    return shape, _uint32(data, at + 5), at + 9


@lean
def _simple(
    data: Bytes, at: Integer, end: Integer, shape: Integer, count: Integer, made: Buffers, paths: Integer
) -> tuple[Integer, Integer]:
    """Read a point, line or polygon; the new number of paths, and the position behind it or -1."""
    if shape != _POLYGON:
        return _path(data, at, end, POINT if shape == _POINT else LINE, count, made, paths)
    for ring in range(count):
        if at + 4 > end:
            return paths, -1
        paths, at = _path(data, at + 4, end, HOLE if ring else SHELL, _uint32(data, at), made, paths)
        if at < 0:
            break
    return paths, at


@lean
def _path(
    data: Bytes, at: Integer, end: Integer, what: Integer, count: Integer, made: Buffers, paths: Integer
) -> tuple[Integer, Integer]:
    """Read vertices as one path; nothing of no vertices or of a point whose ordinates are no numbers."""
    if at + count * _VERTEX > end or (what == LINE and count == 1):
        return paths, -1
    begin = made.path_start[paths]
    source, target = Index(at), Index(begin * _VERTEX)
    for byte in range(Index(count * _VERTEX)):
        made.bytes[target + byte] = data[source + byte]
    at += count * _VERTEX
    xy, first, last = made.xy, 2 * begin, 2 * (begin + count - 1)
    if count == 0 or (what == POINT and np.isnan(xy[first]) and np.isnan(xy[first + 1])):
        return paths, at
    if what >= SHELL and (count < _CLOSED or xy[first] != xy[last] or xy[first + 1] != xy[last + 1]):
        return paths, -1
    made.kind[paths] = what
    made.path_start[paths + 1] = begin + count
    return paths + 1, at


@lean
def _uint32(data: Bytes, at: Integer) -> Integer:
    return (
        np.int64(data[at]) | np.int64(data[at + 1]) << 8 | np.int64(data[at + 2]) << 16 | np.int64(data[at + 3]) << 24
    )
