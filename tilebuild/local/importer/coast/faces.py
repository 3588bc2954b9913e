r"""From a coastline to areas of sea and land, however broken the coastline is.

The coastline, every loose end of it led out to the frame, and the frame itself cut the framed area into faces. Each
piece of coastline votes with its length: land for the face on its left, water for the face on its right. So a way
drawn the wrong way round is outvoted by the rest of its shore::

    +-----------+  frame        Loose ends go out on the ray from the extract's centre. Two such rays never
    |\   sea   /|              cross each other, nor the extract itself. (An end in the middle that heads
    | \_   ___/ |              the other way goes straight on instead.)
    |  extract  |
    |   land    |              Two loose ends inside the extract that are closer to each other than to its
    +-----------+              edge are no ends but a gap, which a straight line closes.

All coordinates are EPSG:3857 metres. Nothing here reads or writes anything.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from tilebuild.grid import Box
from tilebuild.local.importer.coast.coastline import Lines

Point = tuple[float, float]
Floats = NDArray[np.float64]

SIDE_STEP = 0.01
"""Metres from a coastline's middle to the point that stands for its left or right side."""
RAY_WEIGHT = 1e-6
"""A metre of ray counts this much of a metre of coastline: it decides only where there is no coastline."""

MIDDLE = 0.5
"""The middle of an extract is this fraction of its width and height."""


@dataclass(frozen=True)
class End:
    """A loose end of the coastline."""

    point: Point
    before: Point
    """The coastline's vertex next to the end: the coastline heads from here to ``point``."""
    leaves: bool
    """The coastline arrives here (its way ends), as opposed to starting here."""


def sea_and_land(coastline: Lines, extract: Box, frame: Box) -> tuple[list[shapely.Polygon], list[shapely.Polygon]]:
    """Water polygons and land polygons, which together cover the frame without overlap.

    Args:
        coastline: directed lines, land on their left.
        extract: where the coastline is known.
        frame: the area to cover; it contains the extract.
    """
    ends = loose_ends(coastline)
    gaps, leading_out = pair_gaps(ends, extract)
    rays = [ray for end in leading_out if (ray := ray_to_frame(end, extract, frame)) is not None]
    bridges = [np.array([start.point, end.point]) for start, end in gaps]
    faces = cut([*coastline, *bridges, *rays], frame)
    votes = count_votes(faces, [*coastline, *bridges], 1.0) + count_votes(faces, rays, RAY_WEIGHT)
    water, land = faces[votes < 0], faces[votes >= 0]
    return merge(water), merge(land)


def loose_ends(coastline: Lines) -> list[End]:
    """Ends of lines from which nothing goes on: only one stretch of coastline (drawn once or twice) touches them."""
    lines: list[list[Point]] = [[(x, y) for x, y in line.tolist()] for line in coastline]
    stretches = {frozenset(stretch) for line in lines for stretch in pairwise(line)}
    touching = Counter(point for stretch in stretches for point in stretch)
    ends = {}
    for first, second, *_ in lines:
        ends[first] = End(first, second, leaves=False)
    for *_, before, last in lines:
        ends[last] = End(last, before, leaves=True)
    return [end for point, end in sorted(ends.items()) if touching[point] == 1]


def pair_gaps(ends: list[End], extract: Box) -> tuple[list[tuple[End, End]], list[End]]:
    """Where the coastline goes on after a gap, as pairs (arriving, starting), and the ends that are left.

    The closest pairs first; a pair is one if both are closer to each other than to the extract's edge.
    """
    inner = [end for end in ends if distance_to_edge(end.point, extract) > 0]
    candidates = sorted(
        (distance(one.point, other.point), i, j)
        for i, one in enumerate(inner)
        for j, other in enumerate(inner)
        if one.leaves and not other.leaves
    )
    paired: set[int] = set()
    gaps = []
    for gap, i, j in candidates:
        room = min(distance_to_edge(inner[i].point, extract), distance_to_edge(inner[j].point, extract))
        if gap < room and not {i, j} & paired:
            paired |= {i, j}
            gaps.append((inner[i], inner[j]))
    in_gaps = {end for pair in gaps for end in pair}
    return gaps, [end for end in ends if end not in in_gaps]


def distance(one: Point, other: Point) -> float:
    """Between two points, in EPSG:3857 metres."""
    return float(np.hypot(one[0] - other[0], one[1] - other[1]))


def distance_to_edge(point: Point, box: Box) -> float:
    """From a point inside a box to its nearest edge; negative or 0 outside."""
    x, y = point
    return min(x - box.min_x, box.max_x - x, y - box.min_y, box.max_y - y)


def ray_to_frame(end: End, extract: Box, frame: Box) -> Floats | None:
    """The line that leads a loose end out to the frame, in the coastline's direction.

    It goes straight away from the extract's centre; from an end in the middle, where that would be more back than
    on, it goes straight on. None if the end lies on or behind the frame.
    """
    if distance_to_edge(end.point, frame) <= 0:
        return None
    centre = np.array([(extract.min_x + extract.max_x) / 2, (extract.min_y + extract.max_y) / 2])
    start = np.array(end.point)
    outwards, onwards = start - centre, start - np.array(end.before)
    in_the_middle = bool((np.abs(outwards) < _size(extract) * MIDDLE / 2).all())
    direction = onwards if in_the_middle and outwards @ onwards <= 0 else outwards
    edges = np.where(direction > 0, (frame.max_x, frame.max_y), (frame.min_x, frame.min_y))
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.where(direction == 0, np.inf, (edges - start) / direction)
    # A little beyond the frame, so that rounding cannot leave it short of it.
    ray = np.array([start, start + direction * steps.min() * (1 + 1e-9)])
    return ray if end.leaves else ray[::-1]


def _size(box: Box) -> Floats:
    return np.array([box.max_x - box.min_x, box.max_y - box.min_y])


def cut(lines: Lines, frame: Box) -> NDArray[np.object_]:
    """The faces into which the lines cut the frame."""
    outline = shapely.box(*frame)
    shapes = [outline.exterior, *(shapely.LineString(line) for line in lines)]
    noded = shapely.intersection(shapely.union_all(shapes), outline)
    faces = shapely.polygonize([noded])
    return np.array(shapely.get_parts(faces), dtype=object)


def count_votes(faces: NDArray[np.object_], lines: Lines, weight: float) -> Floats:
    """For each face: metres of line that have it on their left, less those that have it on their right, weighted."""
    if not lines:
        return np.zeros(len(faces))
    starts = np.concatenate([line[:-1] for line in lines])
    along = np.concatenate([np.diff(line, axis=0) for line in lines])
    length = np.hypot(along[:, 0], along[:, 1])
    left = np.column_stack((-along[:, 1], along[:, 0])) / length[:, None] * SIDE_STEP
    middle = starts + along / 2
    sides = shapely.STRtree(np.asarray(shapely.points(np.concatenate((middle + left, middle - left)))))
    face, side = sides.query(faces, predicate="contains")
    ballots = np.concatenate((length, -length)) * weight
    return np.bincount(face, weights=ballots[side], minlength=len(faces)).astype(np.float64)


def merge(faces: NDArray[np.object_]) -> list[shapely.Polygon]:
    """Neighbouring faces as one polygon each, in an order that depends on their place alone."""
    merged = shapely.get_parts(shapely.normalize(shapely.union_all(faces)))
    return [face for face in merged if face.geom_type == "Polygon" and face.area > 0]
