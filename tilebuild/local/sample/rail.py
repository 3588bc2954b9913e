"""Railways, trams and the metro: tracks, yards, platforms, stations, stops."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample.city import Avenue
from tilebuild.local.sample.corridors import Corridors
from tilebuild.local.sample.extract import Extract, Member, Ref, Tags
from tilebuild.local.sample.frame import Points
from tilebuild.local.sample.lines import offset, part
from tilebuild.local.sample.network import Source, node, over

# Stations: name, position in kilometres (moved onto the line), building size in metres.
_STATIONS = (
    ("Velmora Central", (-3.0, -4.9), (150, 34)),
    ("Eastmarch", (0.5, -5.05), (40, 12)),
    ("Westbank", (-6.1, -4.86), (36, 12)),
    ("Зеленоборск", (-14.4, -5.5), (48, 14)),
    ("Airport Junction", (5.9, -4.3), (30, 12)),
    ("Καλαμίνα", (11.5, -9.4), (44, 13)),
    ("Aldenhaven", (14.1, 2.7), (52, 14)),
    ("Haesol", (17.25, 12.3), (28, 11)),
)
_TRAM_AVENUES = (1, 6, 8)
_TRACK: Tags = {"railway": "rail", "gauge": "1435", "electrified": "contact_line"}


def add_rail(extract: Extract, corridors: Corridors, avenues: Sequence[Avenue], wet: BaseGeometry) -> None:
    """Everything on rails."""
    main = [offset(LineString(corridors.main_rail), side) for side in (2.3, -2.3)]
    joints = shapely.get_coordinates(main)
    sources = [Source(line, {**_TRACK, "name": "Coast Line", "usage": "main"}) for line in main]
    sources.append(
        Source(LineString(_from(joints, corridors.north_rail)), {**_TRACK, "name": "North Line", "usage": "branch"})
    )
    port = LineString(_from(joints, corridors.port_rail))
    sources.append(Source(port, {**_TRACK, "name": "Harbour Branch", "usage": "industrial"}))
    sources += _yard(port)
    sources += _passing_tracks(corridors)
    refs = [extract.line_ticks(way.ticks, way.tags) for way in node(over(sources, wet))]
    stops = [_add_station(extract, corridors, *station) for station in _STATIONS]
    named = [ref for ref in refs if extract.way_tags[ref.number].get("name") == "Coast Line"]
    tags = {"type": "route", "route": "train", "ref": "R1", "name": "R1: Зеленоборск – Καλαμίνα"}
    extract.relation(tags, [Member(ref, "") for ref in named] + [Member(ref, "stop") for ref in stops])
    _add_trams(extract, avenues, wet)
    _add_metro(extract, corridors)


def _from(joints: Points, line: Points) -> Points:
    """The line, beginning on the nearest vertex of the tracks that it branches from."""
    return np.vstack([joints[np.argmin(np.hypot(*(joints - line[0]).T))], line[1:]])


def _yard(port: LineString) -> list[Source]:
    """Sidings fanning out beside the harbour branch."""
    start, end = port.length * 0.45, port.length * 0.85
    result = []
    for number in range(1, 7):
        side = offset(part(port, start + 40 * number, end - 40 * number), 5.0 * number)
        points = shapely.get_coordinates(side)
        ends = [
            port.interpolate(start + 40 * (number - 1)).coords[0],
            port.interpolate(end - 40 * (number - 1)).coords[0],
        ]
        tags = {"railway": "rail", "service": "yard" if number > 1 else "siding"}
        result.append(Source(LineString(np.vstack([ends[0], points, ends[1]])), tags))
    return result


def _passing_tracks(corridors: Corridors) -> list[Source]:
    """Two further tracks through the central station."""
    line = LineString(corridors.main_rail)
    middle = line.project(Point(-3000, -4900))
    result = []
    for side in (1, -1):
        track = offset(part(line, middle - 240, middle + 240), side * 9.0)
        points = shapely.get_coordinates(track)
        main = offset(line, side * 2.3)
        ends = [
            main.interpolate(main.project(Point(points[0])) - 110),
            main.interpolate(main.project(Point(points[-1])) + 110),
        ]
        tags = {**_TRACK, "service": "siding"}
        result.append(Source(LineString(np.vstack([ends[0].coords[0], points, ends[1].coords[0]])), tags))
    return result


def station_grounds(corridors: Corridors) -> BaseGeometry:
    """What the stations cover, so that nothing else is built there."""
    spots = [_station_spot(corridors, near) for _, near, _ in _STATIONS]
    bodies = [_station_body(*spot, size) for spot, (_, _, size) in zip(spots, _STATIONS, strict=True)]
    platforms = [shapely.buffer(part(line, at - 100, at + 100), 20, cap_style="flat") for line, at in spots]
    return shapely.buffer(shapely.union_all([*bodies, *platforms]), 9, join_style="mitre")


def _station_spot(corridors: Corridors, near: tuple[float, float]) -> tuple[LineString, float]:
    """The railway nearest to a position in kilometres, and how far along it that is."""
    spot = Point(near[0] * 1000, near[1] * 1000)
    lines = [LineString(corridors.main_rail), LineString(corridors.north_rail)]
    line = min(lines, key=lambda candidate: float(candidate.distance(spot)))
    return line, line.project(spot)


def _station_body(line: LineString, at: float, size: tuple[float, float]) -> BaseGeometry:
    """The station building: on the right of the line, beyond the platform."""
    face = part(line, at - size[0] / 2, at + size[0] / 2)
    body = shapely.buffer(offset(face, -20 - size[1] / 2), size[1] / 2, cap_style="flat")
    return shapely.simplify(body, 0.6)


def _add_station(
    extract: Extract, corridors: Corridors, name: str, near: tuple[float, float], size: tuple[float, float]
) -> Ref:
    """Platforms beside the tracks, a building behind them, the station's node on the line."""
    line, at = _station_spot(corridors, near)
    for side in (14.5, -14.5):
        platform = shapely.buffer(offset(part(line, at - 95, at + 95), side), 2.6, cap_style="flat")
        extract.area(platform, {"railway": "platform", "public_transport": "platform"})
    building = {"building": "train_station", "name": name, "height": "14"}
    extract.area(_station_body(line, at, size), building)
    node = {"railway": "station", "public_transport": "station", "name": name}
    return extract.node(line.interpolate(at).coords[0], node)


def _add_trams(extract: Extract, avenues: Sequence[Avenue], wet: BaseGeometry) -> None:
    """Two tracks along some avenues, a stop about every 480 m."""
    for number, avenue in enumerate((avenue for avenue in avenues if avenue.name in _TRAM_AVENUES), start=1):
        refs = []
        for side in (1.7, -1.7):
            line = offset(avenue.line, side)
            tags = {"railway": "tram", "name": f"Tram {number}", "electrified": "contact_line"}
            refs += [
                extract.line(shapely.get_coordinates(piece.line), piece.tags)
                for piece in over([Source(line, tags)], wet)
            ]
        for stop, at in enumerate(np.arange(200, avenue.line.length, 480), start=1):
            spot = avenue.line.interpolate(float(at)).coords[0]
            stop_tags = {
                "railway": "tram_stop",
                "public_transport": "stop_position",
                "name": f"Tram {number}, stop {stop}",
            }
            refs.append(extract.node(spot, stop_tags))
        tags = {"type": "route", "route": "tram", "ref": str(number), "name": f"Tram {number}"}
        extract.relation(tags, [Member(ref, "stop" if ref.kind == "n" else "") for ref in refs])


def _add_metro(extract: Extract, corridors: Corridors) -> None:
    """Two underground lines with stations and their entrances."""
    for letter, colour, points in (("A", "#c0392b", corridors.metro[0]), ("B", "#2471a3", corridors.metro[1])):
        tags = {"railway": "subway", "tunnel": "yes", "layer": "-2", "name": f"Metro {letter}", "colour": colour}
        ref = extract.line(points, tags)
        line = LineString(points)
        for number, at in enumerate(np.linspace(60, line.length - 60, round(line.length / 1100) + 1), start=1):
            spot = np.array(line.interpolate(float(at)).coords[0])
            name = f"{letter}{number}"
            station = {
                "railway": "station",
                "station": "subway",
                "name": f"Metro {name}",
                "public_transport": "station",
            }
            extract.node(spot, station)
            for stairs in ((38, 24), (-36, -28)):
                extract.node(spot + stairs, {"railway": "subway_entrance", "ref": name})
        route = {"type": "route", "route": "subway", "ref": letter, "name": f"Metro {letter}", "colour": colour}
        extract.relation(route, [Member(ref, "")])
