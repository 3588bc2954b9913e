"""Inland water: the river with its islands, tributaries, a canal, lakes with islands, a reservoir behind a dam."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from tilebuild.local.sample.coast import Coast
from tilebuild.local.sample.extract import Extract
from tilebuild.local.sample.frame import Points, generator
from tilebuild.local.sample.gazetteer import LAKES, RIVERS
from tilebuild.local.sample.lines import Noise, blob, fractal, largest, segments, spline
from tilebuild.local.sample.names import brook
from tilebuild.local.sample.network import Source, node

# The river from its lake to the bay, in kilometres.
_RIVER = [(-8.6, 9.2), (-7.4, 7.6), (-7.9, 5.6), (-6.2, 4.1), (-6.6, 1.9), (-5.2, 0.4), (-5.6, -1.6), (-4.3, -3.4)]
_MOUTH = [(-4.9, -5.0), (-4.1, -6.4), (-4.2, -7.7), (-3.6, -9.6)]
_ARM = [(7.6, 9.3), (6.4, 6.9), (3.2, 5.8), (0.4, 4.6), (-2.2, 2.6), (-5.2, 0.4)]
_CANAL = [(-4.32, -7.2), (-5.0, -7.45), (-5.9, -7.75), (-6.44, -8.3), (-6.44, -9.3)]
_LAKES = (
    ((-10.2, 9.4), (1750, 950)),
    ((8.3, 10.0), (900, 560)),
    ((12.6, -2.6), (560, 380)),
    ((-14.6, 1.0), (430, 300)),
    ((14.6, 8.2), (380, 260)),
)
_STREAMS = 26


@dataclass(frozen=True)
class River:
    """A flowing line, source to mouth, with what OpenStreetMap calls it (``waterway``) and its width in metres."""

    line: Points
    kind: str
    width: float
    name: int
    """Index of the watercourse's name: pieces of one river share it."""


@dataclass(frozen=True)
class Lake:
    """Still water; holes are islands."""

    area: Polygon
    kind: str


@dataclass(frozen=True)
class Water:
    """Everything wet on land, in local metres."""

    rivers: tuple[River, ...]
    riverbed: BaseGeometry
    """The area of the wide river, with its islands as holes; clipped to the land."""
    lakes: tuple[Lake, ...]

    @property
    def areas(self) -> BaseGeometry:
        """All inland water areas as one geometry."""
        return shapely.union_all([self.riverbed, *(lake.area for lake in self.lakes)])


def make_water(seed: int, coast: Coast) -> Water:
    """Draw the rivers and lakes."""
    rng = generator(seed, "water")
    lakes = _lakes(rng)
    main = fractal(spline(np.array(_RIVER + _MOUTH) * 1000, 160), rng, 0.07, 30)
    arm = fractal(spline(np.array(_ARM) * 1000, 300), rng, 0.12, 35)
    arm[-1] = main[np.argmin(np.hypot(*(main - arm[-1]).T))]
    bed = _riverbed(rng, main, coast)
    main = shapely.get_coordinates(shapely.intersection(LineString(main), coast.main))
    canal = River(np.array(_CANAL) * 1000, "canal", 22, 2)
    rivers = [River(main, "river", 60, 0), River(arm, "river", 12, 1), canal]
    rivers += _streams(rng, coast, [main, arm], lakes)
    cut = shapely.buffer(LineString(canal.line), 11, cap_style="flat")
    return Water(tuple(rivers), shapely.union(bed, shapely.intersection(cut, coast.main)), tuple(lakes))


def _lakes(rng: np.random.Generator) -> list[Lake]:
    lakes = []
    for (x, y), radii in _LAKES:
        lakes.append(Lake(blob(rng, (x * 1000, y * 1000), radii, 0.11, 30), "lake"))
    first: BaseGeometry = lakes[0].area
    centre = shapely.get_coordinates(first.representative_point())[0]
    for offset, radius in (((-420, 90), 210), ((480, -60), 130), ((-60, -210), 60)):
        hole = blob(rng, (centre[0] + offset[0], centre[1] + offset[1]), (radius, radius * 0.65), 0.1, 20)
        if shapely.contains_properly(first, shapely.buffer(hole, 20)):
            first = shapely.difference(first, hole)
    return [Lake(largest(first), "lake"), *lakes[1:]]


def _riverbed(rng: np.random.Generator, line: Points, coast: Coast) -> BaseGeometry:
    """The river's area: its line widened downstream, less two islands in mid-stream."""
    wobble = Noise(rng, 700)
    share = np.linspace(0, 1, len(line))
    width = (9 + 50 * share**1.6) * (1 + 0.22 * wobble(line))
    bed = shapely.union_all(shapely.buffer(segments(line), width[:-1]))
    for at, length in ((0.80, 210), (0.62, 120)):
        index = int(at * len(line))
        middle, along = line[index], line[index + 6] - line[index - 6]
        spine = LineString([middle - along / np.hypot(*along) * length, middle + along / np.hypot(*along) * length])
        bed = shapely.union(bed, shapely.buffer(spine, float(width[index]) * 1.35))
        bed = shapely.difference(bed, shapely.buffer(spine, float(width[index]) * 0.42))
    bed = shapely.intersection(bed, coast.main)
    return shapely.simplify(bed, 1.5)


def _streams(rng: np.random.Generator, coast: Coast, rivers: list[Points], lakes: list[Lake]) -> list[River]:
    """Brooks from random springs to the nearest river, lake or shore; none crosses another."""
    targets = [LineString(line) for line in rivers] + [lake.area.exterior for lake in lakes] + [coast.main.exterior]
    streams: list[River] = []
    city = shapely.buffer(shapely.Point(-2400, -6200), 4300)
    blocked = shapely.union_all([city, *targets, *(lake.area for lake in lakes)])
    for _ in range(400):
        if len(streams) == _STREAMS:
            break
        spring = np.array([rng.uniform(-18e3, 18e3), rng.uniform(-12e3, 16e3)])
        ends = [shapely.get_coordinates(shapely.shortest_line(shapely.Point(spring), t))[1] for t in targets]
        end = min(ends, key=lambda point: float(np.hypot(*(point - spring))))
        if not 900 < np.hypot(*(end - spring)) < 5000 or not shapely.contains(coast.main, shapely.Point(spring)):
            continue
        bend = (spring + end) / 2 + rng.uniform(-0.18, 0.18, 2) * np.hypot(*(end - spring))
        line = fractal(spline(np.array([spring, bend, end]), 250), rng, 0.13, 40)
        if not shapely.intersects(blocked, shapely.buffer(LineString(line[:-2]), 60)):
            streams.append(River(line, "stream", 3, 3 + len(streams)))
            blocked = shapely.union(blocked, shapely.buffer(LineString(line), 250))
            targets.append(LineString(line))
    return streams


def add_water(extract: Extract, water: Water) -> None:
    """Watercourses, noded so that tributaries meet their river; areas; islands in the lake, and the dam."""
    sources = []
    for river in water.rivers:
        tags = {"waterway": river.kind, "name": RIVERS[river.name] if river.name < len(RIVERS) else brook(river.name)}
        sources.append(Source(LineString(river.line), tags))
    for way in node(sources):
        extract.line_ticks(way.ticks, way.tags)
    for bed in shapely.get_parts(water.riverbed):
        extract.area(
            bed, {"natural": "water", "water": "river", "name": RIVERS[0]}, {"natural": "wood", "place": "islet"}
        )
    for number, lake in enumerate(water.lakes):
        tags = {"natural": "water", "water": lake.kind, "name": LAKES[number]}
        extract.area(lake.area, tags, {"natural": "wood", "place": "island", "name": "Isle of Herons"})
    _add_dam(extract, water)


def _add_dam(extract: Extract, water: Water) -> None:
    """A dam across the river where it leaves the hills, and the pool behind it."""
    line = LineString(water.rivers[0].line)
    at = line.length * 0.32
    spot, ahead = (np.array(line.interpolate(at + step).coords[0]) for step in (0, 8))
    across = np.array([-(ahead - spot)[1], (ahead - spot)[0]]) / np.hypot(*(ahead - spot)) * 70
    extract.line(np.array([spot - across, spot + across]), {"waterway": "dam", "name": "Hallin Dam"})
    body = shapely.buffer(LineString([spot - across, spot + across]), 5, cap_style="flat")
    extract.area(body, {"waterway": "dam", "man_made": "dam"})
    pool = shapely.buffer(substring(line, at - 520, at), 58)
    below = shapely.buffer(LineString([spot, spot + (ahead - spot) * 20]), 120, cap_style="flat")
    extract.area(
        shapely.difference(pool, below), {"natural": "water", "water": "reservoir", "name": "Hallin Reservoir"}
    )
