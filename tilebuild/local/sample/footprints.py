"""Where buildings stand: rows of footprints along the street side of every plot, all plots at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString
from shapely.geometry.polygon import orient

from tilebuild.local.sample.blocks import Plot
from tilebuild.local.sample.frame import Points

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Pattern:
    """How a use is built: metres between building axes, width and depth of a building, distance from the street."""

    pitch: tuple[float, float]
    fill: tuple[float, float]
    """Width as a share of the pitch; 1 is a terrace whose houses share walls."""
    depth: tuple[float, float]
    setback: tuple[float, float]
    built: float = 1.0
    """Share of places that hold a building."""
    shapes: tuple[int, ...] = (0,)


PATTERNS: Mapping[str, Pattern] = {
    "perimeter": Pattern((16, 27), (1, 1), (11, 14), (0.4, 0.6), 0.97),
    "row": Pattern((7.5, 10), (1, 1), (9, 11), (3, 4), 0.93),
    "apartments": Pattern((30, 52), (0.7, 0.8), (11, 13), (5, 9), 0.9, (0, 0, 1)),
    "houses": Pattern((22, 34), (0.38, 0.52), (9, 14), (4, 9), 0.78, (0, 0, 1, 2)),
    "commercial": Pattern((28, 48), (0.75, 0.9), (16, 26), (2, 5), 0.92, (0, 1, 2, 3)),
    "retail": Pattern((30, 55), (0.8, 0.92), (20, 30), (2, 8), 0.9, (0, 1)),
    "industrial": Pattern((45, 85), (0.65, 0.82), (26, 46), (6, 12), 0.88, (0, 0, 1, 3)),
    "school": Pattern((46, 62), (0.66, 0.8), (14, 18), (8, 12), 0.55, (1, 3)),
    "university": Pattern((52, 75), (0.66, 0.8), (16, 22), (6, 10), 0.8, (0, 1, 2, 3)),
    "hospital": Pattern((55, 80), (0.66, 0.8), (18, 26), (8, 14), 0.75, (1, 2, 3)),
    "supermarket": Pattern((58, 72), (0.68, 0.76), (34, 44), (9, 14), 0.5),
    "farmyard": Pattern((24, 40), (0.5, 0.7), (10, 16), (5, 10), 0.8, (0, 1)),
}
"""Uses that are built along the street; other uses have their own buildings."""

# Footprints in a unit square whose lower side faces the street: rectangle, L, T, U.
SHAPES = (
    np.array([[0, 0], [1, 0], [1, 1], [0, 1]]),
    np.array([[0, 0], [1, 0], [1, 1], [0.56, 1], [0.56, 0.58], [0, 0.58]]),
    np.array([[0, 0], [1, 0], [1, 0.6], [0.72, 0.6], [0.72, 1], [0.26, 1], [0.26, 0.6], [0, 0.6]]),
    np.array([[0, 0], [1, 0], [1, 1], [0.74, 1], [0.74, 0.45], [0.28, 0.45], [0.28, 1], [0, 1]]),
)


@dataclass(frozen=True)
class Footprints:
    """Buildings as columns: footprint, the plot it stands on, and the middle of its street side (n, 2)."""

    areas: NDArray[np.object_]
    plot: NDArray[np.int64]
    front: Points


def make_footprints(
    rng: np.random.Generator, plots: Sequence[Plot], density: float, streets: Sequence[LineString]
) -> Footprints:
    """Set buildings along all street sides; none leaves its plot or overlaps another."""
    parts = []
    for use, pattern in PATTERNS.items():
        numbers = np.array([index for index, plot in enumerate(plots) if plot.use == use], dtype=np.int64)
        if len(numbers):
            parts.append(_along(rng, plots, numbers, pattern, 1 / np.sqrt(density), streets))
    areas, plot, front = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort([front[:, 1], front[:, 0], plot])
    keep = order[_apart(areas[order])]
    return Footprints(areas[keep], plot[keep], front[keep])


def _along(
    rng: np.random.Generator,
    plots: Sequence[Plot],
    numbers: NDArray[np.int64],
    pattern: Pattern,
    shrink: float,
    streets: Sequence[LineString],
) -> tuple[NDArray[np.object_], NDArray[np.int64], Points]:
    """Footprints on plots of one use: (areas, plot numbers, fronts)."""
    start, unit, length, owner = _sides(plots, numbers, pattern.pitch[0] * shrink, streets)
    pitch = rng.uniform(*pattern.pitch, len(length)) * shrink
    count = np.floor(length / pitch).astype(int)
    side = np.repeat(np.arange(len(length)), count)
    place = np.arange(len(side)) - np.repeat(np.cumsum(count) - count, count)
    pitch = np.where(pattern.fill[0] == 1, length[side] / count[side], pitch[side])
    width = pitch * rng.uniform(*pattern.fill, len(side))
    depth = (rng.uniform(*pattern.depth, len(length)) * shrink)[side] * rng.uniform(0.94, 1.06, len(side))
    if pattern.fill[0] == 1:
        depth = (rng.uniform(*pattern.depth, len(length)) * shrink)[side]
    inward = (rng.uniform(*pattern.setback, len(length)) * shrink)[side]
    normal = np.column_stack([-unit[:, 1], unit[:, 0]])[side]
    corner = start[side] + unit[side] * (place * pitch + (pitch - width) / 2)[:, None] + normal * inward[:, None]
    shape = rng.choice(pattern.shapes, len(side))
    areas = np.empty(len(side), dtype=object)
    for number, outline in enumerate(SHAPES):
        chosen = np.flatnonzero(shape == number)
        across = outline[None, :, :1] * (unit[side] * width[:, None])[chosen, None, :]
        deep = outline[None, :, 1:] * (normal * depth[:, None])[chosen, None, :]
        areas[chosen] = shapely.polygons(corner[chosen, None, :] + across + deep)
    front = corner + unit[side] * (width / 2)[:, None]
    ground = np.array([plot.area for plot in plots], dtype=object)[owner[side]]
    keep = (rng.random(len(side)) < pattern.built) & shapely.covers(
        shapely.buffer(ground, 0.2, join_style="mitre"), areas
    )
    return areas[keep], owner[side][keep], front[keep]


def _sides(
    plots: Sequence[Plot], numbers: NDArray[np.int64], shortest: float, streets: Sequence[LineString]
) -> tuple[Points, Points, Numbers, NDArray[np.int64]]:
    """Plot sides on a street, plots to their left: start points, unit vectors, lengths, plot numbers."""
    rings = shapely.get_exterior_ring([orient(plots[i].area) for i in numbers])
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    start, along, owner = points[:-1][same], np.diff(points, axis=0)[same], numbers[ring[:-1][same]]
    length = np.hypot(*along.T)
    middles = shapely.points(start + along / 2)
    near = np.zeros(len(start), bool)
    near[shapely.STRtree(list(streets)).query(middles, predicate="dwithin", distance=13)[0]] = True
    keep = near & (length > shortest)
    return start[keep], along[keep] / length[keep, None], length[keep], owner[keep]


def _apart(areas: NDArray[np.object_]) -> NDArray[np.int64]:
    """Indices of the areas that stay when of any two that overlap the later one goes; shared walls may touch."""
    slim = shapely.buffer(areas, -0.04, join_style="mitre")
    first, second = shapely.STRtree(slim).query(slim, predicate="intersects")
    gone = np.zeros(len(areas), bool)
    earlier = first < second
    for a, b in sorted(zip(first[earlier].tolist(), second[earlier].tolist(), strict=True)):
        gone[b] |= not gone[a]
    return np.flatnonzero(~gone)
