"""Dealing paths out to tiles: columns first, then the rows of each column, by halving.

A path that lies in several columns is clipped at the middle one and both halves go on, so that a path of v vertices
across n columns costs v log n, not v n. Tiles overlap by their buffers: what lies in an overlap goes to both.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from reference.clip import clip_lines, clip_rings
from reference.paths import Bools, Ints, Paths, concatenate, extent
from tilebuild.tiles.mvt.resolution import EXTENT

Clip = Callable[[Paths, int, Ints, Bools], tuple[Paths, Ints]]


def split_rings(rings: Paths, side: int, buffer: Ints) -> Paths:
    """Each ring's part in each tile that it touches, with ``column`` and ``row`` set.

    Args:
        rings: closed paths in grid units from the area's north-western corner.
        side: how many tiles the area has along its side.
        buffer: shape (features,), what each feature's tiles overlap, in grid units.
    """
    return _split(rings, side, buffer, clip_rings)


def split_lines(lines: Paths, side: int, buffer: Ints) -> Paths:
    """Each line's parts in each tile that it touches; arguments as of :func:`split_rings`."""
    return _split(lines, side, buffer, clip_lines)


def split_points(points: Paths, side: int, buffer: Ints) -> Paths:
    """Each point, once for each tile whose buffer it lies in; arguments as of :func:`split_rings`."""
    for axis in (0, 1):
        low, high = _touched(points, axis, side, buffer)
        counts = np.maximum(high - low + 1, 0)
        owner = np.repeat(np.arange(len(points)), counts)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        points = _placed(points.take(owner), axis, low[owner] + within)
    return points


def _split(paths: Paths, side: int, buffer: Ints, clip: Clip) -> Paths:
    for axis in (0, 1):
        paths = _split_axis(paths, axis, side, buffer, clip)
    return paths


def _split_axis(paths: Paths, axis: int, side: int, buffer: Ints, clip: Clip) -> Paths:
    """Paths clipped to the columns (axis 0) or rows (axis 1) of tiles that they touch."""
    low, high = _touched(paths, axis, side, buffer)
    paths, low, high = _bounded(paths, axis, low, high, buffer, clip)
    done = []
    while len(paths):
        single = low == high
        done.append(_placed(paths.take(single), axis, low[single]))
        paths, low, high = paths.take(~single), low[~single], high[~single]
        paths, low, high = _halved(paths, axis, low, high, buffer, clip)
    return concatenate(done)


def _touched(paths: Paths, axis: int, side: int, buffer: Ints) -> tuple[Ints, Ints]:
    """First and last tile along the axis whose buffered strip each path's extent touches; last < first for none."""
    smallest, largest = extent(paths.x if axis == 0 else paths.y, paths.start)
    reach = buffer[paths.feature]
    low = -((reach - smallest) // EXTENT) - 1
    return np.maximum(low, 0), np.minimum((largest + reach) // EXTENT, side - 1)


def _bounded(paths: Paths, axis: int, low: Ints, high: Ints, buffer: Ints, clip: Clip) -> tuple[Paths, Ints, Ints]:
    """Paths that touch any tile, without what sticks out of the area."""
    touching = low <= high
    paths, low, high = paths.take(touching), low[touching], high[touching]
    reach = buffer[paths.feature]
    paths, low, high = _clipped(paths, axis, low * EXTENT - reach, False, low, high, clip)
    return _clipped(paths, axis, (high + 1) * EXTENT + buffer[paths.feature], True, low, high, clip)


def _halved(paths: Paths, axis: int, low: Ints, high: Ints, buffer: Ints, clip: Clip) -> tuple[Paths, Ints, Ints]:
    """Paths over several tiles, each as its lower and its upper half."""
    middle = (low + high) // 2
    border = (middle + 1) * EXTENT
    reach = buffer[paths.feature]
    lower = _clipped(paths, axis, border + reach, True, low, middle, clip)
    upper = _clipped(paths, axis, border - reach, False, middle + 1, high, clip)
    return (
        concatenate((lower[0], upper[0])),
        np.concatenate((lower[1], upper[1])),
        np.concatenate((lower[2], upper[2])),
    )


def _clipped(
    paths: Paths, axis: int, limit: Ints, below: bool, low: Ints, high: Ints, clip: Clip
) -> tuple[Paths, Ints, Ints]:
    """Paths clipped at their limits, those untouched by it left as they are, with their range of tiles."""
    smallest, largest = extent(paths.x if axis == 0 else paths.y, paths.start)
    gone = smallest > limit if below else largest < limit
    crossed = (largest > limit if below else smallest < limit) & ~gone
    whole = np.flatnonzero(~crossed & ~gone)
    index = np.flatnonzero(crossed)
    cut, source = clip(paths.take(index), axis, limit[index], np.full(len(index), below))
    source = np.concatenate((whole, index[source]))
    return concatenate((paths.take(whole), cut)), low[source], high[source]


def _placed(paths: Paths, axis: int, tiles: Ints) -> Paths:
    """Paths that lie in the given tiles of the axis, their ordinates counted from the tile's edge."""
    shift = np.repeat(tiles * EXTENT, paths.counts)
    if axis == 0:
        return replace(paths, x=paths.x - shift, column=tiles)
    return replace(paths, y=paths.y - shift, row=tiles)
