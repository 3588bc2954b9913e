"""Bus stops, in the city along the avenues with a bus route over each, in the country at the roadside."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString

from tilebuild.local.sample.extract import Extract, Member, Ref
from tilebuild.local.sample.frame import Points, from_ticks
from tilebuild.local.sample.lines import offset
from tilebuild.local.sample.network import Source, Way

_APART = 420.0  # metres between stops
_COUNTRY = 6  # every how many-th country road has a halt


def add_stops(extract: Extract, avenues: Sequence[Source], ways: Sequence[Way]) -> None:
    """Stops as nodes beside the roads, and bus routes as relations."""
    for number, title in enumerate(sorted({source.tags["name"] for source in avenues}), start=1):
        members = [Member(ref, "") for ref in _ways_named(extract, title)]
        for source in avenues:
            for spot in _spots(source.line) if source.tags["name"] == title else ():
                stop = {"highway": "bus_stop", "public_transport": "platform", "bus": "yes"}
                stop["name"] = f"{title}, {len(members) + 1}"
                members.append(Member(extract.node(spot, stop), "platform"))
        route = {"type": "route", "route": "bus", "ref": str(10 + number), "name": f"Bus {10 + number}"}
        extract.relation(route, members)
    country = [way for way in ways if way.tags["highway"] in ("primary", "secondary", "tertiary")]
    for number, way in enumerate(country[::_COUNTRY], start=1):
        middle = LineString(from_ticks(way.ticks)).interpolate(0.5, normalized=True)
        extract.node((middle.x + 4, middle.y + 4), {"highway": "bus_stop", "name": f"Halt {number}"})


def _spots(line: LineString) -> Points:
    """Positions on the right of a line, one after another; shape (n, 2)."""
    beside = offset(line, -7)
    along = np.arange(160, beside.length, _APART)
    return shapely.get_coordinates(shapely.line_interpolate_point(beside, along))


def _ways_named(extract: Extract, name: str) -> list[Ref]:
    return [Ref("w", i) for i, tags in enumerate(extract.way_tags) if tags.get("name") == name and "highway" in tags]
