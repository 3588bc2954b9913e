"""The motorway: two carriageways, bridges, interchanges with ramps, and its ends on ordinary roads."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample.extract import Extract
from tilebuild.local.sample.frame import Points, from_ticks, to_ticks
from tilebuild.local.sample.lines import offset, spline
from tilebuild.local.sample.network import Source, over

_HALF_WIDTH = 11.0
_APART = 1300.0  # metres between interchanges, at least
_RAMP = 420.0  # metres along the motorway from the crossing to where a ramp leaves it
_FOOT = 140.0  # metres along the crossing road from the crossing to where a ramp meets it
_JOINED = ("trunk", "primary", "secondary", "tertiary")
MOTORWAY = {"highway": "motorway", "ref": "M 1", "oneway": "yes", "lanes": "2", "maxspeed": "120"}


def carriageways(centre: LineString) -> tuple[LineString, LineString]:
    """Both directions, each drawn the way it is driven, on the right; vertices on the grid of ticks."""
    right = offset(centre, -_HALF_WIDTH)
    left = shapely.reverse(offset(centre, _HALF_WIDTH))
    return _on_grid(right), _on_grid(left)


def _on_grid(line: LineString) -> LineString:
    return LineString(from_ticks(to_ticks(shapely.get_coordinates(line))))


def add_motorway(extract: Extract, centre: LineString, below: BaseGeometry, name: str) -> None:
    """Both carriageways as ways, bridges over water cut out of them."""
    for line in carriageways(centre):
        for source in over([Source(line, {**MOTORWAY, "name": name})], below):
            extract.line(shapely.get_coordinates(source.line), source.tags)


def ramps(centre: LineString, roads: Sequence[Source]) -> list[Source]:
    """Motorway links at every interchange and at both ends; they begin and end on vertices of a carriageway."""
    lines = carriageways(centre)
    links: list[Source] = []
    used: list[float] = []
    for road in roads:
        crossing = shapely.intersection(road.line, centre)
        if road.tags["highway"] not in _JOINED or not isinstance(crossing, Point):
            continue
        at = centre.project(crossing)
        long_enough = min(road.line.project(crossing), road.line.length - road.line.project(crossing)) > _FOOT + 5
        if long_enough and min((abs(at - other) for other in used), default=1e9) > _APART:
            used.append(at)
            exit_tags = {"highway": "motorway_link", "oneway": "yes", "junction:ref": str(len(used)), "lanes": "1"}
            links += [Source(ramp, exit_tags) for ramp in _diamond(lines, road.line, crossing)]
    return links + _ends(lines, roads)


def _diamond(lines: tuple[LineString, LineString], road: LineString, crossing: Point) -> list[LineString]:
    """The four ramps of one interchange: off and on for each carriageway."""
    here = road.project(crossing)
    feet = [np.array(road.interpolate(here + side * _FOOT).coords[0]) for side in (-1, 1)]
    result = []
    for line in lines:
        at = line.project(crossing)
        ahead = np.subtract(line.interpolate(at + 20).coords[0], line.interpolate(at).coords[0])
        foot = min(
            feet, key=lambda point: float(ahead[0] * (point - _xy(crossing))[1] - ahead[1] * (point - _xy(crossing))[0])
        )
        for sign in (-1, 1):
            points = _ramp(line, at, sign, foot)
            result.append(LineString(points if sign < 0 else points[::-1]))
    return result


def _xy(point: Point) -> Points:
    return np.array([point.x, point.y])


def _ramp(line: LineString, at: float, sign: int, foot: Points) -> Points:
    """From the carriageway to the foot: beside it first, then away; ``sign`` -1 leaves before the crossing."""
    vertices = shapely.get_coordinates(line)
    start = vertices[np.argmin(np.hypot(*(vertices - line.interpolate(at + sign * _RAMP).coords[0]).T))]
    beside = np.array(line.interpolate(at + sign * _RAMP * 0.62).coords[0])
    near = np.array(line.interpolate(at + sign * _RAMP * 0.25).coords[0])
    away = foot - np.array(line.interpolate(line.project(Point(foot))).coords[0])
    curve = np.array([start, beside + away * 0.16, near + away * 0.62, foot])
    points = spline(curve, 35)
    points[0] = start
    return points


def _ends(lines: tuple[LineString, LineString], roads: Sequence[Source]) -> list[Source]:
    """Where the motorway ends, both carriageways come together and a trunk road leads to the nearest main road."""
    main = shapely.union_all([road.line for road in roads if road.tags["highway"] in _JOINED])
    sources = []
    for first, second in ((lines[0], lines[1]), (lines[1], lines[0])):
        end, start = shapely.get_coordinates(first)[-1], shapely.get_coordinates(second)[0]
        ahead = end - shapely.get_coordinates(first)[-2]
        merge = (end + start) / 2 + ahead / np.hypot(*ahead) * 160
        target = shapely.get_coordinates(shapely.shortest_line(Point(merge), main))[1]
        middle = (merge + target) / 2 + ahead / np.hypot(*ahead) * np.hypot(*(target - merge)) * 0.15
        tags = {"highway": "trunk", "ref": "A 1", "lanes": "2", "maxspeed": "90"}
        one_way = {**tags, "oneway": "yes"}
        sources.append(Source(LineString(spline(np.array([merge, middle, target]), 60)), tags))
        sources += [Source(LineString([end, merge]), one_way), Source(LineString([merge, start]), one_way)]
    return sources
