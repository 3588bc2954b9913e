"""Paths on an integer grid: what every step from the drawing to the tiles takes and makes.

x grows to the east and y to the south, from the north-western corner of the area that is drawn. Rings have no closing
vertex; the holes of a polygon follow its shell.
"""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import compiled
from tilebuild.tiles.kernel.types import Integer, Ints, Kinds, Ordinates


class Paths(NamedTuple):
    """``p`` paths with ``v`` vertices."""

    x: Ordinates
    """Shape (v,)."""
    y: Ordinates
    """Shape (v,)."""
    start: Ints
    """Shape (p + 1,): where each path's vertices begin."""
    kind: Kinds
    """Shape (p,): POINT, LINE, SHELL or HOLE."""
    feature: Ints
    """Shape (p,): the feature that is drawn, by its place in the order of drawing; ascending."""


@compiled
def near_paths(vertices: Integer, paths: Integer) -> Paths:
    """Room for so many that are near an area."""
    return new_paths(np.empty(vertices, dtype=np.int32), np.empty(vertices, dtype=np.int32), paths)


@compiled
def new_paths(x: Ordinates, y: Ordinates, paths: Integer) -> Paths:
    """Room for so many, whose vertices ``x`` and ``y`` have room for."""
    return Paths(
        x,
        y,
        np.zeros(paths + 1, dtype=np.int64),
        np.empty(paths, dtype=np.int8),
        np.empty(paths, dtype=np.int64),
    )


@compiled
def trimmed(made: Paths, count: Integer) -> Paths:
    """The first ``count`` paths."""
    vertices = made.start[count]
    return Paths(
        made.x[:vertices],
        made.y[:vertices],
        made.start[: count + 1],
        made.kind[:count],
        made.feature[:count],
    )
