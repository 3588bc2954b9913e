"""What the features draw, before any zoom: points, lines and rings in metres, those near the area only."""

from dataclasses import dataclass, fields
from typing import cast

import numpy as np
import shapely
from mercantile import Tile
from numpy.typing import NDArray

from reference.paths import Bools, Ints
from reference.shapes import Shapes, shapes_of_paths
from tilebuild.grid import HALF_WORLD, box
from tilebuild.ragged import ragged_take
from tilebuild.tiles.features import Features, Shape
from tilebuild.tiles.geometries import Geometries, label_points
from tilebuild.tiles.kernel.types import HOLE, LINE, POINT, SHELL

MARGIN = 1 / 32
"""Margin of the area, in widths of the area: the widest buffer at the area's own zoom."""


@dataclass(frozen=True)
class Whole:
    """``p`` whole geometries of one kind: points, lines, or rings."""

    shapes: Shapes
    """Shape (p,): shapely points, line strings or linear rings, in EPSG:3857 metres."""
    feature: Ints
    """Shape (p,): the feature that is drawn."""
    part: Ints
    """Shape (p,): rings with the same number make one polygon; else a number of its own for each."""
    hole: Bools
    """Shape (p,): whether the ring is an interior one."""
    wrap: Ints
    """Shape (p,): by how many world widths the geometry is moved to the east."""

    def take(self, chosen: Ints | Bools) -> "Whole":
        """The chosen ones, by index or mask."""
        return Whole(self.shapes[chosen], self.feature[chosen], self.part[chosen], self.hole[chosen], self.wrap[chosen])


def points(features: Features, geometries: Geometries, area: Tile) -> Whole:
    """Points of features that draw points, and label points of those that draw a label.

    What draws points of a row that is none gets its label point.
    """
    labels = features.shape == Shape.LABEL
    paths, owner = _paths(features, geometries, Shape.POINT, (POINT,))
    labels |= (features.shape == Shape.POINT) & ~np.isin(np.arange(len(features)), owner)
    label_owner = np.flatnonzero(labels)
    places = np.concatenate(
        (geometries.xy[geometries.path_start[paths]], label_points(geometries, features.row[label_owner]))
    )
    return _near(_singles(cast(Shapes, shapely.points(places)), np.concatenate((owner, label_owner))), area)


def lines(features: Features, geometries: Geometries, area: Tile) -> Whole:
    """Lines of features that draw lines; of a polygon its outline."""
    paths, owner = _paths(features, geometries, Shape.LINE, (LINE, SHELL, HOLE))
    return _near(_singles(shapes_of_paths(geometries, paths), owner), area)


def rings(features: Features, geometries: Geometries, area: Tile) -> Whole:
    """Rings of features that draw polygons."""
    paths, owner = _paths(features, geometries, Shape.POLYGON, (SHELL, HOLE))
    hole = geometries.kind[paths] == HOLE
    part = np.cumsum(~hole) - 1
    whole = Whole(shapes_of_paths(geometries, paths), owner, part, hole, np.zeros(len(part), dtype=np.int64))
    return _near(whole, area)


def _paths(features: Features, geometries: Geometries, shape: Shape, kinds: tuple[int, ...]) -> tuple[Ints, Ints]:
    """Paths of some kinds of the features of one shape, and whose they are."""
    drawn = np.flatnonzero(features.shape == shape)
    paths, start = ragged_take(geometries.start, features.row[drawn])
    owner = np.repeat(drawn, np.diff(start))
    chosen = np.isin(geometries.kind[paths], kinds)
    return paths[chosen], owner[chosen]


def _singles(shapes: Shapes, feature: Ints) -> Whole:
    count = len(shapes)
    return Whole(shapes, feature, np.arange(count), np.zeros(count, dtype=bool), np.zeros(count, dtype=np.int64))


def _near(whole: Whole, area: Tile) -> Whole:
    """What touches the area with its margin; at the antimeridian also what does so one world away."""
    bounds = shapely.bounds(whole.shapes)
    parts = int(whole.part.max(initial=-1)) + 1
    copies = []
    for wrap in _wraps(area):
        near = whole.take(_touches(bounds, area, wrap))
        copies.append(Whole(near.shapes, near.feature, near.part + wrap % 3 * parts, near.hole, near.wrap + wrap))
    return _concatenate(copies)


def _wraps(area: Tile) -> tuple[int, ...]:
    """By how many world widths geometries may be moved to reach the area or its margin."""
    side = 1 << area.z
    return (0, *((-1,) if area.x == 0 else ()), *((1,) if area.x == side - 1 else ()))


def _touches(bounds: NDArray[np.float64], area: Tile, wrap: int) -> Bools:
    near = box(area, MARGIN)
    shift = wrap * 2 * HALF_WORLD
    min_x, min_y, max_x, max_y = bounds.T
    touching: Bools = (
        (min_x + shift <= near.max_x) & (max_x + shift >= near.min_x) & (min_y <= near.max_y) & (max_y >= near.min_y)
    )
    return touching


def _concatenate(several: list[Whole]) -> Whole:
    return Whole(*(np.concatenate([getattr(one, field.name) for one in several]) for field in fields(Whole)))
