"""Polygons that are too small to be drawn, gathered into squares where there are many of them.

A polygon that is smaller than a square grid unit as a whole is not drawn itself. Its area counts for the square of
:data:`SQUARE` units, half a pixel, that its middle lies in; a square that is half covered by polygons of like
properties is drawn, and squares that touch are one polygon:

      ▫▫▫▫│▫▫▫ │    │         ┌────────┐
      ▫▫▫▫│▫▫▫▫│ ▫  │   ->    │        │        so a wood of a thousand plots is still a wood where no plot is seen,
      ────┼────┼────┤         │        │        and a lone plot is not
      ▫▫▫▫│▫▫▫▫│    │         └────────┘

Squares lie on the world's grid, so that neighbouring tiles and areas draw the same ones.
"""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.ragged import ragged_take, starts
from tilebuild.tiles.kernel.paths import Paths
from tilebuild.tiles.kernel.split import extent
from tilebuild.tiles.kernel.types import HOLE, SHELL, Bools, Floats, Integer, Ints, Number

BITS = 2
SQUARE = 1 << BITS
"""Grid units along a square's side."""

COVERED = SQUARE * SQUARE / 2
"""Square grid units of polygons that fill a square."""


class Squares(NamedTuple):
    """Squares that are drawn, each once, by feature, then row by row from west to east; shapes (n,)."""

    feature: Ints
    row: Ints
    column: Ints


def with_patches(shown: Paths, paths: Paths, tiny: Bools, group: Ints, shift: int) -> Paths:
    """The paths that a zoom shows, and among them the squares of what is too small.

    Args:
        shown: on the zoom's grid.
        paths: all there are, on the fine grid.
        tiny: shape (features,), which features are too small.
        group: shape (features,), the same number for features of like properties.
        shift: log2 of the fine grid units in one of the zoom's.
    """
    if not tiny.any():
        return shown
    squares = _squares(paths, np.flatnonzero(tiny[paths.feature] & (paths.kind >= SHELL)), group, shift)
    return _merged(shown, _rectangles(squares)) if len(squares.feature) else shown


def _squares(paths: Paths, chosen: Ints, group: Ints, shift: int) -> Squares:
    """The squares that the chosen paths fill. Each stands for the first of its group's features."""
    area, column, row = _measured(paths, chosen, shift)
    distinct, like = np.unique(group[paths.feature[chosen]], return_inverse=True)
    first = np.full(len(distinct), len(group))
    np.minimum.at(first, like, paths.feature[chosen])
    feature = first[like]
    order = np.lexsort((column, row, feature))
    feature, row, column = feature[order], row[order], column[order]
    begin = np.flatnonzero(_differs(feature) | _differs(row) | _differs(column))
    full = begin[np.add.reduceat(area[order], begin) >= COVERED] if len(begin) else begin
    return Squares(feature[full], row[full], column[full])


def _differs(values: Ints) -> Bools:
    """Shape (n,): whether each value is another one than that before it."""
    differs: Bools = np.diff(values, prepend=values[:1] - 1) != 0
    return differs


@compiled
def _measured(paths: Paths, chosen: Ints, shift: Integer) -> tuple[Floats, Ints, Ints]:
    """The area of each path in square units of the zoom, negative for holes, and the square that its middle lies in."""
    area = np.empty(len(chosen))
    column, row = np.empty(len(chosen), dtype=np.int64), np.empty(len(chosen), dtype=np.int64)
    for index in range(len(chosen)):
        path = chosen[index]
        first, last = paths.start[path], paths.start[path + 1]
        area[index] = _area(paths, first, last) / float(1 << shift) ** 2
        if paths.kind[path] == HOLE:
            area[index] = -area[index]
        west, east = extent(paths.x, first, last)
        north, south = extent(paths.y, first, last)
        column[index] = (west + east) // 2 >> (shift + BITS)
        row[index] = (north + south) // 2 >> (shift + BITS)
    return area, column, row


@lean
def _area(paths: Paths, first: Integer, last: Integer) -> Number:
    """Area of a ring."""
    twice = 0.0
    before = last - 1
    for vertex in range(first, last):
        dx, dy = paths.x[vertex] - paths.x[first], paths.y[vertex] - paths.y[first]
        twice += float(paths.x[before] - paths.x[first]) * dy - float(paths.y[before] - paths.y[first]) * dx
        before = vertex
    return abs(twice) / 2


def _rectangles(squares: Squares) -> Paths:
    """Squares side by side in a row as one rectangle; rectangles that touch become one polygon when it is repaired."""
    apart = _differs(squares.column - np.arange(len(squares.column)))
    begin = np.flatnonzero(_differs(squares.feature) | _differs(squares.row) | apart)
    end = np.append(begin[1:], len(squares.feature)) - 1
    west, east = squares.column[begin] * SQUARE, (squares.column[end] + 1) * SQUARE
    north, south = squares.row[begin] * SQUARE, (squares.row[begin] + 1) * SQUARE
    x = np.stack((west, east, east, west), axis=1, dtype=np.int32)
    y = np.stack((north, north, south, south), axis=1, dtype=np.int32)
    kind = np.full(len(begin), SHELL, dtype=np.int8)
    return Paths(x.ravel(), y.ravel(), 4 * np.arange(len(begin) + 1), kind, squares.feature[begin])


def _merged(one: Paths, other: Paths) -> Paths:
    """The paths of both in the order of drawing."""
    start = starts(np.concatenate((np.diff(one.start), np.diff(other.start))))
    feature = np.concatenate((one.feature, other.feature))
    order = np.argsort(feature, kind="stable")
    vertices, start = ragged_take(start, order)
    x, y = np.concatenate((one.x, other.x))[vertices], np.concatenate((one.y, other.y))[vertices]
    return Paths(x, y, start, np.concatenate((one.kind, other.kind))[order], feature[order])
