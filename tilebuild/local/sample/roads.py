"""All roads of the sample as ways: classes, names, bridges, signals; and what other parts need to know of them."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample.city import Avenue
from tilebuild.local.sample.corridors import Corridors
from tilebuild.local.sample.extract import Extract, Tags
from tilebuild.local.sample.frame import Ticks, generator
from tilebuild.local.sample.layout import Settlement
from tilebuild.local.sample.motorway import add_motorway, ramps
from tilebuild.local.sample.names import StreetNames
from tilebuild.local.sample.network import Source, Way, node, over
from tilebuild.local.sample.routes import Route
from tilebuild.local.sample.streets import Street
from tilebuild.local.sample.water import Water

_REF = {"trunk": "A {}", "primary": "B {}", "secondary": "C {}"}
_RANKS = ("trunk", "primary", "secondary", "tertiary", "unclassified", "residential")


def main_sources(seed: int, avenues: Sequence[Avenue], routes: Sequence[Route]) -> list[Source]:
    """The city's avenues and the country roads, named and numbered."""
    names = StreetNames(generator(seed, "avenue names"))
    titles = [names.grand() for _ in range(max(avenue.name for avenue in avenues) + 1)]
    sources = []
    for avenue in avenues:
        tags = {"highway": avenue.highway, **titles[avenue.name], "maxspeed": "50", "lanes": "2", "lit": "yes"}
        if avenue.highway in _REF:
            tags["ref"] = _REF[avenue.highway].format(20 + avenue.name)
        if avenue.line.is_closed:
            tags |= {"junction": "roundabout", "oneway": "yes"}
        sources.append(Source(avenue.line, tags))
    for number, route in enumerate(routes):
        tags = {"highway": route.highway, "surface": "asphalt"}
        if route.highway in _REF:
            tags["ref"] = _REF[route.highway].format({"trunk": 1, "primary": 4}.get(route.highway, 40 + number % 9))
        sources.append(Source(LineString(route.line), tags | names.next("Latin")))
    return sources


def street_sources(seed: int, streets: Sequence[Street], places: Sequence[Settlement]) -> list[Source]:
    """Side streets with names in the script of their settlement."""
    rng = generator(seed, "street names")
    names = StreetNames(rng)
    middles = np.array([shapely.get_coordinates(street.line).mean(axis=0) for street in streets])
    away = np.stack([np.hypot(*(middles - place.centre).T) / place.radius for place in places])
    sources = []
    for street, place in zip(streets, np.argmin(away, axis=0).tolist(), strict=True):
        tags = {"highway": street.highway}
        if street.highway == "service":
            tags["service"] = str(rng.choice(["alley", "driveway"]))
        elif street.highway not in ("footway", "steps"):
            tags |= names.next(places[place].script)
        if street.highway == "residential":
            tags |= {"maxspeed": "30"} | ({"oneway": "yes"} if rng.random() < 0.12 else {})
        sources.append(Source(street.line, tags))
    return sources


def add_roads(
    extract: Extract, main: Sequence[Source], side: Sequence[Source], water: Water, corridors: Corridors
) -> list[Way]:
    """Node everything, add it, and give back the ways; ``main`` roads bridge what lies in their way."""
    below = _below(water, corridors)
    links = ramps(corridors.road, main)
    sources = over(main, below) + links + over(side, _wet(water))
    ways = node(sorted(sources, key=lambda source: _rank(source.tags)))
    for way in ways:
        extract.line_ticks(way.ticks, way.tags)
    add_motorway(extract, corridors.road, _wet(water), "Meridian Motorway")
    _signals(extract, ways)
    return ways


def _rank(tags: Tags) -> int:
    return _RANKS.index(tags["highway"]) if tags["highway"] in _RANKS else len(_RANKS)


def _wet(water: Water) -> BaseGeometry:
    streams = [shapely.buffer(LineString(river.line), 7) for river in water.rivers]
    return shapely.union_all([shapely.buffer(water.areas, 9), *streams])


def _below(water: Water, corridors: Corridors) -> BaseGeometry:
    """What a main road crosses by a bridge: water, the motorway, railways."""
    return shapely.union_all(
        [_wet(water), shapely.buffer(corridors.road, 27), shapely.buffer(corridors.rails, 11, cap_style="flat")]
    )


def _signals(extract: Extract, ways: Sequence[Way]) -> None:
    """Traffic signals where main roads meet main roads, zebra crossings where side streets and paths meet them."""
    main = [way for way in ways if _rank(way.tags) <= 2 and "bridge" not in way.tags]
    side = [way for way in ways if way.tags["highway"] in ("residential", "footway", "pedestrian", "living_street")]
    for spot in _junctions(main):
        extract.on_way(spot, {"highway": "traffic_signals"})
    on_main = {(x, y) for way in main for x, y in way.ticks.tolist()}
    ends = sorted({(x, y) for way in side for x, y in way.ticks[[0, -1]].tolist()} & on_main)
    for spot in ends[::3]:
        extract.on_way(np.array(spot), {"highway": "crossing", "crossing": "zebra"})


def _junctions(ways: Sequence[Way]) -> Ticks:
    """Positions where at least three ends of ways meet or two ways cross, sorted; shape (n, 2)."""
    every = np.concatenate([np.unique(way.ticks, axis=0) for way in ways])
    ends = np.concatenate([way.ticks[[0, -1]] for way in ways])
    spots, count = np.unique(every, axis=0, return_counts=True)
    tips, number = np.unique(ends, axis=0, return_counts=True)
    joints = {(x, y) for (x, y), n in zip(tips.tolist(), number.tolist(), strict=True) if n == 2}
    crossed = [(x, y) for (x, y), n in zip(spots.tolist(), count.tolist(), strict=True) if n > 1]
    return np.array([spot for spot in crossed if spot not in joints])
