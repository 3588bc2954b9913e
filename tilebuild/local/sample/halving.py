"""Cutting land in two: blocks out of districts, fields out of open country."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon

from tilebuild.local.sample.frame import Points

_DEEP = 40.0  # how far the sides of a cut reach, in lengths of the cut: further than any district is long


def halve(rng: np.random.Generator, area: Polygon) -> tuple[list[LineString], list[Polygon]] | None:
    """Cut near the middle, across the longer side or else the shorter; None if what is left is hardly less.

    A winding area may fall into more than two parts; the smallest ones are dropped.
    """
    for attempt in range(6):
        line = _cut(rng, area, lengthwise=attempt > 2)
        faces = shapely.get_parts(shapely.intersection(area, _sides(line)))
        sizes = shapely.area(faces)
        if sizes.max() < 0.8 * area.area:
            street = shapely.get_parts(shapely.intersection(line, area))
            return [part for part in street if part.length > 25], list(faces[sizes > 350])
    return None


def _cut(rng: np.random.Generator, area: Polygon, lengthwise: bool) -> LineString:
    """A line across the middle of the area's tightest rectangle (or along it), a little off centre, bent if long."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(area))
    sides = corners[1] - corners[0], corners[2] - corners[1]
    along, across = sides if (np.hypot(*sides[0]) > np.hypot(*sides[1])) != lengthwise else sides[::-1]
    middle = corners[:4].mean(axis=0) + along * rng.uniform(-0.1, 0.1)
    turn = rng.normal(0, 0.05)
    across = across + turn * np.array([-across[1], across[0]])
    steps = np.linspace(-0.75, 0.75, 9 if np.hypot(*across) > 260 else 2)[:, None]
    bend: Points = np.cos(steps * np.pi * 0.8) * rng.normal(0, 0.035) * np.hypot(*across) * along / np.hypot(*along)
    return LineString(middle + steps * across + (bend if len(steps) > 2 else 0))


def _sides(line: LineString) -> NDArray[np.object_]:
    """What lies left and right of a line that reaches beyond the area: two polygons, as deep as the line is long."""
    points = shapely.get_coordinates(line)
    ahead = points[-1] - points[0]
    normal = np.array([-ahead[1], ahead[0]]) * _DEEP
    sides = [Polygon([*points, points[-1] + shift, points[0] + shift]) for shift in (normal, -normal)]
    return np.array(sides, dtype=object)
