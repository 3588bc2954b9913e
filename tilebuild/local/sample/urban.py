"""What is built up, and how it is cut into districts by main roads, rivers, railways and parks.

``scale`` multiplies the amount of town. Up to :data:`MAX_GROWTH` times the built-up land grows, by one factor on every
settlement's radius; what is asked beyond that comes from density: blocks and plots get smaller. Both keep the sample in
the same zoom-10 tiles, and buildings and streets grow in proportion to ``scale``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample.airport import fence as airport_fence
from tilebuild.local.sample.city import GATE_ANGLES, Park
from tilebuild.local.sample.coast import Coast
from tilebuild.local.sample.corridors import Corridors
from tilebuild.local.sample.frame import Points, generator
from tilebuild.local.sample.layout import Settlement
from tilebuild.local.sample.lines import closed_spline
from tilebuild.local.sample.rail import station_grounds
from tilebuild.local.sample.water import Water

MAX_GROWTH = 10
PORT_AREA = box(-7080, -10050, -4320, -8700)
_SMALLEST = 2500.0  # square metres; a smaller piece between roads stays green


@dataclass(frozen=True)
class Urban:
    """The built-up land: its settlements' outlines, what is free for streets, and the pieces between main roads."""

    outline: BaseGeometry
    free: BaseGeometry
    districts: tuple[Polygon, ...]
    stretch: float
    """How many times larger the settlements' radii are than at scale 1."""
    density: float
    """How many times more blocks per area than at scale 1."""


def obstacles(coast: Coast, water: Water, corridors: Corridors, parks: Sequence[Park]) -> BaseGeometry:
    """Everything that streets and houses keep out of, but for main roads."""
    streams = [shapely.buffer(LineString(river.line), river.width / 2 + 9) for river in water.rivers]
    return shapely.union_all(
        [
            shapely.buffer(water.areas, 16),
            *streams,
            shapely.buffer(corridors.road, 48),
            shapely.buffer(corridors.rails, 17),
            station_grounds(corridors),
            shapely.buffer(airport_fence(), 40),
            PORT_AREA,
            *(park.area for park in parks),
            shapely.difference(box(-60e3, -60e3, 60e3, 60e3), shapely.buffer(shapely.simplify(coast.main, 5), -75)),
        ]
    )


def make_urban(
    seed: int, scale: int, places: Sequence[Settlement], taken: BaseGeometry, main_roads: Sequence[LineString]
) -> Urban:
    """Grow the settlements to ``scale`` and cut them into districts."""
    rng = generator(seed, "urban")
    shapes = [1 + 0.17 * rng.uniform(-1, 1, 14) for _ in places]
    growth = min(scale, MAX_GROWTH)
    base = shapely.area(shapely.difference(_outline(places, shapes, 1.0), taken))
    low, high = 1.0, 1.0 if growth == 1 else 8.0
    for _ in range(18 if growth > 1 else 0):
        middle = (low + high) / 2
        area = shapely.area(shapely.difference(_outline(places, shapes, middle), taken))
        low, high = (middle, high) if area < base * growth else (low, middle)
    outline = _outline(places, shapes, low)
    free = shapely.difference(outline, taken)
    reached = shapely.area(free) / base
    return Urban(outline, free, tuple(_districts(free, main_roads)), low, scale / reached if scale > 1 else 1.0)


def _outline(places: Sequence[Settlement], shapes: Sequence[Points], factor: float) -> BaseGeometry:
    """The union of all settlements, each a rough disc."""
    discs = []
    for place, shape in zip(places, shapes, strict=True):
        angle = np.linspace(0, 2 * np.pi, len(shape) + 1)[:-1]
        reach = shape
        if place.kind == "city":
            angle = np.linspace(0, 2 * np.pi, 61)[:-1]
            reach = _fingers(angle) + 0.55 * (np.interp(np.arange(60), np.linspace(0, 60, len(shape)), shape) - 1)
        ring = np.column_stack([np.cos(angle), np.sin(angle)]) * (place.radius * factor * reach)[:, None]
        discs.append(shapely.buffer(Polygon(closed_spline(ring + place.centre, place.radius / 5)), 0))
    return shapely.union_all(discs)


def _fingers(angle: Points) -> Points:
    """A city reaches further along its radials (shares of its radius, by direction)."""
    gates = np.radians(GATE_ANGLES)
    apart = np.abs((angle[:, None] - gates + np.pi) % (2 * np.pi) - np.pi)
    return np.asarray(0.6 + 0.35 * np.exp(-((apart / 0.19) ** 2)).max(axis=1) + 0.2 * (np.sin(angle) < -0.5))


def _districts(free: BaseGeometry, main_roads: Sequence[LineString]) -> Iterable[Polygon]:
    """The faces between main roads and the edges of the free land."""
    roads = shapely.intersection(shapely.union_all(list(main_roads)), free)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union(roads, shapely.boundary(free)))))
    shapely.prepare(free)
    inside = shapely.contains(free, shapely.point_on_surface(faces))
    return list(faces[inside & (shapely.area(faces) > _SMALLEST)])
