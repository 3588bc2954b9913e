"""Dealing paths out to tiles by halving.

A path over several columns becomes two tasks, the western and the eastern half of its columns; each cuts off what
sticks out of its own. A task of one column goes on with the rows. So a path of v vertices over n columns costs v log n,
not v n. Tiles overlap by their buffers: what lies in an overlap goes to both.

    columns   0   1   2   3          tasks, next one first:
              |---+---+---|           0-3   ->   0-1, 2-3   ->   0, 1, 2-3   ->   1, 2-3   -> ...

Most paths lie in one tile. They are not copied: a piece only says where its vertices are.
"""

from typing import NamedTuple

import numpy as np
from mercantile import Tile

from tilebuild.compiled import Index, compiled, lean
from tilebuild.growing import doubled
from tilebuild.tiles.kernel.clip import clip_line, clip_ring
from tilebuild.tiles.kernel.paths import Paths
from tilebuild.tiles.kernel.types import LINE, POINT, Flag, Integer, Ints, Ordinates

_BEGIN, _END, _AXIS, _LOW, _HIGH, _COLUMN, _FREE = range(7)
"""A task: its vertices; the axis it is being cut along, with its first and last tile there; the column that it lies in
if it is cut along y; and from where on scratch vertices may be overwritten when it is done."""

_NO_ROOM, _NO_SCRATCH = -2, -1
"""Stand where something could not be written, because its place or the room for tasks was too small."""

VERTICES, BEHIND, PATH, TILE = range(4)
"""Columns of a table of pieces."""


class Pieces(NamedTuple):
    """What lies of each path in each tile, in the paths' order."""

    x: Ordinates
    """Shape (v,): ordinates of the paths, and behind them those of pieces that were cut."""
    y: Ordinates
    pieces: Ints
    """Shape (k, 4): where the vertices begin and end, the path, the tile (column x tiles in a column + row)."""


class Scratch(NamedTuple):
    """Room that all paths use one after the other."""

    u: Ordinates
    w: Ordinates
    """Vertices of the tasks that wait."""
    part_end: Ints
    tasks: Ints


class Room(NamedTuple):
    """Where pieces are written, and what that takes."""

    x: Ordinates
    y: Ordinates
    pieces: Ints
    scratch: Scratch


class Grid(NamedTuple):
    """The tiles of an area."""

    side: int
    """How many lie along the area's side."""
    size: int
    """Grid units along a tile's side."""


@compiled
def split(paths: Paths, grid: Grid, buffer: Ints) -> Pieces:
    """Each path's part in each tile that it touches.

    Args:
        paths: in grid units, counted from the area's corner.
        grid: the tiles.
        buffer: shape (features,), what each feature's tiles overlap, in grid units.
    """
    room, path, free, count = _first_room(paths), 0, len(paths.x), 0
    while path < len(paths.kind):
        path, free, count, lacking = _deal_on(paths, path, grid, buffer, room, free, count)
        if path < len(paths.kind):
            room = _with_scratch(room) if lacking == _NO_SCRATCH else _with_room(room)
    return Pieces(room.x[:free], room.y[:free], room.pieces[:count])


def within(pieces: Pieces, area: Tile, part: Tile, zoom: int) -> Pieces:
    """The pieces in tiles of a zoom that lie in a part of the area: a tile of its zoom or deeper, up to theirs."""
    if part == area:
        return pieces
    side, width = 1 << (zoom - area.z), 1 << (zoom - part.z)
    column, row = np.divmod(pieces.pieces[:, TILE], side)
    east, south = column + area.x * side - part.x * width, row + area.y * side - part.y * width
    inside = (east >= 0) & (east < width) & (south >= 0) & (south < width)
    return pieces._replace(pieces=pieces.pieces[inside])


@lean
def _deal_on(
    paths: Paths, path: Integer, grid: Grid, buffer: Ints, room: Room, free: Integer, count: Integer
) -> tuple[Integer, Integer, Integer, Integer]:
    """Deal paths out as long as there is room: the one that is next, positions behind all, and what is too small."""
    while path < len(paths.kind):
        first, last = paths.start[path], paths.start[path + 1]
        reach = buffer[paths.feature[path]]
        min_x, max_x = extent(paths.x, first, last)
        min_y, max_y = extent(paths.y, first, last)
        column, row = min_x // grid.size, min_y // grid.size
        # In one tile, and in no other one's buffer.
        if (
            min_x - column * grid.size > reach
            and max_x - column * grid.size < grid.size - reach
            and min_y - row * grid.size > reach
            and max_y - row * grid.size < grid.size - reach
        ):
            if 0 <= column < grid.side and 0 <= row < grid.side:
                if count == len(room.pieces):
                    return path, free, count, _NO_ROOM
                _put(room.pieces, count, first, last, path, column * grid.side + row)
                count += 1
        else:
            behind, made = _deal(paths, path, grid, reach, room, free, count)
            if made < 0:
                return path, free, count, made
            free, count = behind, made
        path += 1
    return path, free, count, 0


@compiled
def _first_room(paths: Paths) -> Room:
    """The paths' own vertices, with nothing behind them, and a row for each path and some more."""
    unit = np.empty(1024, dtype=paths.x.dtype)
    scratch = Scratch(unit, unit.copy(), np.empty(256, dtype=np.int64), np.empty((64, 7), dtype=np.int64))
    return Room(paths.x, paths.y, np.empty((len(paths.kind) + 1024, 4), dtype=np.int64), scratch)


@compiled
def _with_room(room: Room) -> Room:
    """Twice as much for pieces and their vertices."""
    return Room(doubled(room.x), doubled(room.y), doubled(room.pieces), room.scratch)


@compiled
def _with_scratch(room: Room) -> Room:
    """Twice as much for tasks."""
    u, w, part_end, tasks = room.scratch
    return Room(room.x, room.y, room.pieces, Scratch(doubled(u), doubled(w), doubled(part_end), doubled(tasks)))


@lean
def _put(table: Ints, at: Integer, begin: Integer, end: Integer, path: Integer, tile: Integer) -> None:
    table[at, VERTICES], table[at, BEHIND], table[at, PATH], table[at, TILE] = begin, end, path, tile


@lean
def _deal(
    paths: Paths, path: Integer, grid: Grid, reach: Integer, room: Room, free: Integer, found: Integer
) -> tuple[Integer, Integer]:
    """Write the path's pieces behind ``found`` others, their vertices from ``free`` on.

    Returns:
        The positions behind the vertices and the pieces; below 0 where there is too little room for them.
    """
    first, length = paths.start[path], paths.start[path + 1] - paths.start[path]
    kind = paths.kind[path]
    u, w, part_end, tasks = room.scratch
    if length > len(u):
        return _NO_SCRATCH, _NO_SCRATCH
    copy_vertices(paths.x, paths.y, first, first + length, u, w, 0)
    _task(tasks, 0, 0, length, 0, 0, grid.side - 1, 0, length)
    waiting = 1
    while waiting:
        waiting -= 1
        begin, end, top = tasks[waiting, _BEGIN], tasks[waiting, _END], tasks[waiting, _FREE]
        axis, column, size = tasks[waiting, _AXIS], tasks[waiting, _COLUMN], end - begin
        smallest, largest = extent(u if axis == 0 else w, begin, end)
        low, high = touched(smallest, largest, grid.size, reach, tasks[waiting, _LOW], tasks[waiting, _HIGH])
        if low > high:
            continue
        if top + 2 * size > len(u) or size > len(part_end) or waiting + 2 > len(tasks):
            return _NO_SCRATCH, _NO_SCRATCH
        west, east = low * grid.size - reach, (high + 1) * grid.size + reach
        if kind != POINT and (smallest < west or largest > east):
            limit, sign = (west, -1) if smallest < west else (east, 1)
            parts, behind = _clipped(u, w, begin, end, axis, kind == LINE, limit, sign, top, part_end)
            if waiting + parts > len(tasks):
                return _NO_SCRATCH, _NO_SCRATCH
            for part in range(parts - 1, -1, -1):
                part_begin = part_end[part - 1] if part else top
                _task(tasks, waiting, part_begin, part_end[part], axis, low, high, column, behind)
                waiting += part_end[part] > part_begin
        elif low < high:
            middle = (low + high) // 2
            _task(tasks, waiting, begin, end, axis, middle + 1, high, column, top)
            _task(tasks, waiting + 1, begin, end, axis, low, middle, column, top)
            waiting += 2
        elif axis == 0:
            _task(tasks, waiting, begin, end, 1, 0, grid.side - 1, low, top)
            waiting += 1
        elif free + size > len(room.x) or found == len(room.pieces):
            return _NO_ROOM, _NO_ROOM
        else:
            copy_vertices(u, w, begin, end, room.x, room.y, free)
            _put(room.pieces, found, free, free + size, path, column * grid.side + low)
            free, found = free + size, found + 1
    return free, found


@lean
def copy_vertices(
    x: Ordinates, y: Ordinates, begin: Integer, end: Integer, to_x: Ordinates, to_y: Ordinates, at: Integer
) -> None:
    """Write the vertices ``begin:end`` from ``at`` on."""
    target, source = Index(at), Index(begin)
    for vertex in range(Index(end - begin)):
        to_x[target + vertex], to_y[target + vertex] = x[source + vertex], y[source + vertex]


@lean
def _clipped(
    u: Ordinates,
    w: Ordinates,
    begin: Integer,
    end: Integer,
    axis: Integer,
    is_line: Flag,
    limit: Integer,
    sign: Integer,
    top: Integer,
    part_end: Ints,
) -> tuple[Integer, Integer]:
    """Clip the scratch vertices ``begin:end`` at a limit of an axis, written from ``top`` on.

    Returns:
        How many parts are left, which end at ``part_end``, and the position behind them.
    """
    along, across = (u, w) if axis == 0 else (w, u)
    if is_line:
        behind, parts = clip_line(along, across, begin, end, limit, sign, along, across, top, part_end)
        return parts, behind
    part_end[0] = clip_ring(along, across, begin, end, limit, sign, along, across, top)
    return 1, part_end[0]


@lean
def extent(values: Ordinates, first: Integer, last: Integer) -> tuple[Integer, Integer]:
    """Smallest and largest of ``values[first:last]``."""
    smallest, largest = values[first], values[first]
    for vertex in range(Index(first), Index(last)):
        smallest, largest = min(smallest, values[vertex]), max(largest, values[vertex])
    return smallest, largest


@lean
def touched(
    smallest: Integer, largest: Integer, size: Integer, reach: Integer, low: Integer, high: Integer
) -> tuple[Integer, Integer]:
    """First and last of the tiles ``low`` to ``high`` whose buffered strip an extent touches; last < first: none."""
    return max(low, -((reach - smallest) // size) - 1), min(high, (largest + reach) // size)


@lean
def _task(
    tasks: Ints,
    at: Integer,
    begin: Integer,
    end: Integer,
    axis: Integer,
    low: Integer,
    high: Integer,
    column: Integer,
    free: Integer,
) -> None:
    tasks[at, _BEGIN], tasks[at, _END], tasks[at, _AXIS], tasks[at, _COLUMN] = begin, end, axis, column
    tasks[at, _LOW], tasks[at, _HIGH], tasks[at, _FREE] = low, high, free
