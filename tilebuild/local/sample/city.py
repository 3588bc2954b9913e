"""The city's main streets: two rings, radials out to its gates, a road along the waterfront; and its parks."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Point, Polygon

from tilebuild.local.sample.coast import Coast
from tilebuild.local.sample.frame import Points, generator
from tilebuild.local.sample.layout import CITY, CITY_RADIUS
from tilebuild.local.sample.lines import Noise, blob, fractal, largest, spline

GATE_ANGLES = (93.0, 57.0, 18.0, -19.0, 136.0, 172.0, 203.0)
"""Directions of the radials, degrees counter-clockwise from east; country roads begin where they end."""

_QUAY = 170.0  # how far the waterfront road keeps from the sea, metres
_CIRCUS = 55.0  # radius of the round place in the middle, where the radials begin
_RING_RADII = (820.0, 2150.0)

# Green and special areas that streets go around: kind, centre in kilometres, radii in metres.
_PARKS = (
    ("park", (-1.35, -3.75), (560, 330)),
    ("park", (-3.25, -7.55), (230, 150)),
    ("park", (-2.05, -6.75), (150, 95)),
    ("zoo", (0.75, -5.85), (270, 190)),
    ("cemetery", (-5.35, -5.75), (250, 170)),
    ("stadium", (-0.35, -7.75), (180, 140)),
    ("golf_course", (3.3, -8.7), (820, 480)),
)


@dataclass(frozen=True)
class Avenue:
    """A main street of the city: line in local metres, class, and a number that its pieces share as a name."""

    line: LineString
    highway: str
    name: int


@dataclass(frozen=True)
class Park:
    """A green area that keeps streets out; ``kind`` says what it is, ``pond`` is its water (empty if it has none)."""

    area: Polygon
    kind: str
    pond: Polygon


def gates() -> Points:
    """Where the radials leave the city."""
    angle = np.radians(GATE_ANGLES)
    return np.asarray(CITY) + CITY_RADIUS * 0.97 * np.column_stack([np.cos(angle), np.sin(angle)])


def make_avenues(seed: int, coast: Coast) -> list[Avenue]:
    """The main streets, crossing each other freely: junctions are made later, where lines meet."""
    rng = generator(seed, "avenues")
    dry = shapely.buffer(coast.outline, -_QUAY)
    avenues = [Avenue(_waterfront(coast), "secondary", 0)]
    wobble = Noise(rng, 900)
    for number, radius in enumerate(_RING_RADII):
        angle = np.linspace(0, 2 * np.pi, 73)
        ring = np.column_stack([np.cos(angle), np.sin(angle)]) * radius
        ring = np.asarray(CITY) + ring * (1 + 0.07 * wobble(ring)[:, None])
        inside = shapely.intersection(LineString(ring), dry)
        for part in shapely.get_parts(shapely.line_merge(inside) if inside.geom_type != "LineString" else inside):
            avenues.append(Avenue(part, ("secondary", "primary")[number], 1 + number))
    avenues.append(Avenue(LineString(_circus()), "primary", 3))
    for number, gate in enumerate(gates(), start=1):
        start = np.asarray(CITY) + (gate - CITY) / np.hypot(*(gate - CITY)) * _CIRCUS
        line = spline(fractal(np.array([start, gate]), rng, 0.045, 700), 60)
        avenues.append(Avenue(LineString(line), "primary", 3 + number))
    return avenues


def _circus() -> Points:
    """The round place: a closed ring with a vertex wherever a radial begins."""
    angle = np.unique(np.concatenate([np.radians(GATE_ANGLES), np.linspace(0, 2 * np.pi, 25)]))
    ring = np.asarray(CITY) + _CIRCUS * np.column_stack([np.cos(angle), np.sin(angle)])
    ring[-1] = ring[0]
    return ring


def _waterfront(coast: Coast) -> LineString:
    """The road along the bay: the shore, moved inland and smoothed."""
    inland = shapely.buffer(shapely.buffer(coast.outline, -_QUAY - 120), 120)
    near = shapely.intersection(shapely.get_parts(inland).tolist()[0].exterior, Point(CITY).buffer(CITY_RADIUS * 0.9))
    lines = shapely.get_parts(shapely.line_merge(near))
    longest = lines[np.argmax(shapely.length(lines))]
    return LineString(spline(shapely.get_coordinates(shapely.simplify(longest, 14)), 45))


def make_parks(seed: int, coast: Coast) -> list[Park]:
    """Parks and other special areas of the city."""
    rng = generator(seed, "parks")
    dry = shapely.buffer(coast.outline, -70)
    parks = []
    for kind, (x, y), radii in _PARKS:
        area = shapely.simplify(blob(rng, (x * 1000, y * 1000), radii, 0.035, 45), 4)
        green = largest(shapely.intersection(area, dry))
        parks.append(Park(green, kind, _pond(rng, green) if kind == "park" else Polygon()))
    return parks


def _pond(rng: np.random.Generator, park: Polygon) -> Polygon:
    """A pond off the middle of a park."""
    radius = float(np.sqrt(park.area / np.pi))
    centre, turn = park.centroid, rng.uniform(0, 2 * np.pi)
    spot = (centre.x + 0.3 * radius * np.cos(turn), centre.y + 0.3 * radius * np.sin(turn))
    return largest(shapely.intersection(blob(rng, spot, (radius * 0.3, radius * 0.18), 0.05, 9), park))
