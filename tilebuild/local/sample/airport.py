"""The airport, east of the zoom-7 border: runway, taxiways, apron, terminal, and the road that leads there."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString, Point

from tilebuild.local.sample.extract import Extract
from tilebuild.local.sample.frame import Points
from tilebuild.local.sample.layout import AIRPORT
from tilebuild.local.sample.lines import spline
from tilebuild.local.sample.network import Source

_HEADING = np.radians(201.0)
_TERMINAL = (-150.0, 560.0)
_NAME = {"name": "Velmora Meridian Airport", "name:en": "Velmora Meridian Airport", "iata": "VMX", "icao": "XVMX"}


def _place(*points: tuple[float, float]) -> Points:
    """Positions along and across the runway, in metres, as local metres."""
    turn = np.array([[np.cos(_HEADING), np.sin(_HEADING)], [-np.sin(_HEADING), np.cos(_HEADING)]])
    return np.asarray(np.asarray(AIRPORT) + np.array(points) @ turn)


def _box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.Polygon(_place((west, south), (east, south), (east, north), (west, north)))


def fence() -> shapely.Polygon:
    """The airport's ground."""
    return shapely.Polygon(_place((-1380, -260), (1380, -260), (1380, 300), (620, 640), (-700, 640), (-1380, 260)))


def add_airport(extract: Extract) -> None:
    """Everything inside the fence."""
    extract.area(fence(), {"aeroway": "aerodrome", **_NAME})
    extract.area(_box(-1200, -22, 1200, 22), {"aeroway": "runway", "area": "yes", "surface": "asphalt"})
    extract.line(_place((-1200, 0), (1200, 0)), {"aeroway": "runway", "ref": "08/26", "surface": "asphalt"})
    taxi = {"aeroway": "taxiway", "surface": "asphalt"}
    extract.line(_place((-1200, 190), (-300, 190), (400, 190), (1200, 190)), {**taxi, "ref": "A"})
    for number, x in enumerate((-1200, -300, 400, 1200)):
        extract.line(_place((x, 0), (x, 190)), {**taxi, "ref": f"A{number + 1}"})
    extract.line(_place((-300, 190), (-300, 400)), {**taxi, "ref": "B"})
    extract.area(_box(-210, 182, 330, 198), {**taxi, "area": "yes"})
    extract.area(_box(-620, 260, 480, 470), {"aeroway": "apron", "surface": "concrete"})
    extract.area(
        _box(-330, 480, 130, 545), {"aeroway": "terminal", "building": "terminal", "name": "Terminal 1", "height": "22"}
    )
    for x in range(-310, 130, 55):
        extract.node(_place((x, 470))[0], {"aeroway": "gate", "ref": str((x + 310) // 55 + 1)})
    for x in (560, 680, 800):
        extract.area(_box(x, 250, x + 80, 320), {"building": "hangar", "aeroway": "hangar", "height": "16"})
    extract.area(_box(-500, 575, -230, 632), {"amenity": "parking", "name": "Car park P1"})


def airport_road(main: Sequence[Source]) -> list[Source]:
    """The road from the terminal to the nearest main road outside."""
    gate = _place(_TERMINAL)[0]
    outside = _place((_TERMINAL[0] - 80, 980))[0]
    lines = [road.line for road in main if road.tags["highway"] in ("trunk", "primary", "secondary")]
    target = shapely.get_coordinates(shapely.shortest_line(Point(outside), shapely.union_all(lines)))[1]
    points = spline(np.array([gate, outside, target]), 70)
    loop = spline(_place((-150, 560), (20, 575), (60, 610), (-60, 640), (-165, 640)), 30)
    tags = {"highway": "secondary", "ref": "C 70", "name": "Airport Road", "lanes": "2"}
    return [Source(LineString(points), tags), Source(LineString(loop), {"highway": "service", "name": "Departures"})]
