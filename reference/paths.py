"""Vertices of many paths on an integer grid, as flat arrays: what clipping and encoding work on.

The grid's unit is 1/4096 of a tile of the zoom that is drawn; x grows to the east and y to the south, as in a tile.
A path is a run of vertices: a point, a line, or a ring of a polygon without its closing vertex.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tilebuild.ragged import ragged_take, starts

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Paths:
    """``p`` paths with ``v`` vertices; a path of no vertices is not allowed."""

    x: Ints
    """Shape (v,)."""
    y: Ints
    """Shape (v,)."""
    start: Ints
    """Shape (p + 1,): where each path's vertices begin."""
    feature: Ints
    """Shape (p,): the feature that is drawn."""
    part: Ints
    """Shape (p,): paths with the same number are rings of one polygon."""
    hole: Bools
    """Shape (p,): whether the path is an interior ring."""
    column: Ints
    """Shape (p,): column of the tile that the path lies in, counted from the area's western edge."""
    row: Ints
    """Shape (p,): row of the tile, counted from the area's northern edge."""

    def __len__(self) -> int:
        """How many paths."""
        return len(self.feature)

    @property
    def counts(self) -> Ints:
        """Shape (p,): how many vertices each path has."""
        return np.diff(self.start)

    def take(self, paths: Ints | Bools) -> "Paths":
        """The chosen paths (by index or mask), in that order."""
        chosen: Ints = np.flatnonzero(paths) if paths.dtype == bool else paths.astype(np.int64, copy=False)
        vertices, start = ragged_take(self.start, chosen)
        return self.like(chosen, self.x[vertices], self.y[vertices], np.diff(start))

    def like(self, paths: Ints | Bools, x: Ints, y: Ints, counts: Ints) -> "Paths":
        """Paths with vertices of their own, alike in everything else to the given ones (by index or mask)."""
        return Paths(
            x,
            y,
            starts(counts),
            self.feature[paths],
            self.part[paths],
            self.hole[paths],
            self.column[paths],
            self.row[paths],
        )


def no_paths() -> Paths:
    """None at all."""
    none = np.empty(0, dtype=np.int64)
    return Paths(none, none, np.zeros(1, dtype=np.int64), none, none, np.empty(0, dtype=bool), none, none)


def concatenate(several: Sequence[Paths]) -> Paths:
    """One after the other."""
    if not several:
        return no_paths()
    return Paths(
        np.concatenate([paths.x for paths in several]),
        np.concatenate([paths.y for paths in several]),
        starts(np.concatenate([paths.counts for paths in several])),
        np.concatenate([paths.feature for paths in several]),
        np.concatenate([paths.part for paths in several]),
        np.concatenate([paths.hole for paths in several]),
        np.concatenate([paths.column for paths in several]),
        np.concatenate([paths.row for paths in several]),
    )


def following(start: Ints) -> Ints:
    """Shape (v,): for each vertex the next one of its path; after the last the first."""
    following = np.arange(1, start[-1] + 1)
    following[start[1:] - 1] = start[:-1]
    return following


def twice_area(paths: Paths) -> Ints:
    """Shape (p,): twice the signed area of each ring; positive runs clockwise to the eye, y pointing down.

    The surveyor's formula about each ring's first vertex, so that products stay far from overflow.
    """
    after = following(paths.start)
    x = paths.x - np.repeat(paths.x[paths.start[:-1]], paths.counts)
    y = paths.y - np.repeat(paths.y[paths.start[:-1]], paths.counts)
    return np.add.reduceat(x * y[after] - x[after] * y, paths.start[:-1]) if len(paths) else paths.feature


def extent(values: Ints, start: Ints) -> tuple[Ints, Ints]:
    """Shape (p,) each: smallest and largest of the values of each path."""
    if len(start) == 1:
        return values[:0], values[:0]
    return np.minimum.reduceat(values, start[:-1]), np.maximum.reduceat(values, start[:-1])
