"""The ground inside towns: residential and other land, schools, pitches, car parks; and what lies in the parks."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample.blocks import Plot
from tilebuild.local.sample.city import Park
from tilebuild.local.sample.extract import Extract, Tags
from tilebuild.local.sample.frame import Points, generator
from tilebuild.local.sample.lines import blob, spline
from tilebuild.local.sample.names import StreetNames
from tilebuild.local.sample.network import Source
from tilebuild.local.sample.urban import Urban

_PLOT_TAGS: dict[str, Tags] = {
    "commercial": {"landuse": "commercial"},
    "retail": {"landuse": "retail"},
    "industrial": {"landuse": "industrial"},
    "farmyard": {"landuse": "farmyard"},
    "allotments": {"landuse": "allotments"},
    "green": {"landuse": "village_green"},
    "playground": {"leisure": "playground"},
    "parking": {"amenity": "parking", "surface": "asphalt"},
    "plaza": {"highway": "pedestrian", "area": "yes", "surface": "paving_stones"},
    "pitch": {"leisure": "pitch", "sport": "soccer"},
    "school": {"amenity": "school"},
    "kindergarten": {"amenity": "kindergarten"},
    "university": {"amenity": "university"},
    "hospital": {"amenity": "hospital"},
    "garden": {"leisure": "garden"},
    "church": {"landuse": "religious"},
    "supermarket": {"landuse": "retail"},
}
_NAMED = {
    "school": "{} School",
    "kindergarten": "{} Kindergarten",
    "university": "{} University",
    "hospital": "{} Hospital",
    "garden": "{} Garden",
    "plaza": "{} Square",
    "green": "{} Green",
    "allotments": "{} Allotments",
}
_PARK_TAGS: dict[str, Tags] = {
    "park": {"leisure": "park"},
    "zoo": {"tourism": "zoo", "name": "Velmora Zoo"},
    "cemetery": {"landuse": "cemetery", "name": "Westbank Cemetery"},
    "stadium": {"leisure": "stadium", "name": "Meridian Stadium", "sport": "soccer"},
    "golf_course": {"leisure": "golf_course", "name": "Saltmarsh Golf Club"},
}
_ANIMALS = ("Otters", "Lynxes", "Penguins", "Giraffes", "Flamingos", "Lemurs", "Tortoises", "Seals")


def add_grounds(extract: Extract, seed: int, urban: Urban, plots: Sequence[Plot]) -> None:
    """Residential land by district, and every plot whose use has a ground of its own."""
    names = StreetNames(generator(seed, "grounds"))
    for district in urban.districts:
        extract.area(shapely.simplify(district, 2), {"landuse": "residential"})
    for plot in plots:
        if plot.use in _PLOT_TAGS:
            tags = dict(_PLOT_TAGS[plot.use])
            if plot.use in _NAMED:
                tags["name"] = _NAMED[plot.use].format(names.stem())
            extract.area(plot.area, tags)


def park_paths(seed: int, parks: Sequence[Park]) -> list[Source]:
    """Footways, cycleways and steps across the parks; they reach over the edge to the streets around."""
    rng = generator(seed, "park paths")
    sources = []
    for park in parks:
        middle = shapely.get_coordinates(park.area.centroid)[0]
        radius = float(np.sqrt(park.area.area / np.pi))
        turn = rng.uniform(0, np.pi)
        for number in range(4 if park.kind != "stadium" else 0):
            angle = turn + number * np.pi / 4
            across = np.array([np.cos(angle), np.sin(angle)]) * radius * 2
            bend = rng.uniform(-0.3, 0.3, 2) * radius
            line = spline(np.array([middle - across, middle + bend, middle + across]), 40)
            inside = shapely.intersection(LineString(line), shapely.buffer(park.area, 14))
            kind = (
                "cycleway"
                if number == 0 and park.kind == "park"
                else "path"
                if park.kind == "golf_course"
                else "footway"
            )
            sources += [Source(part, {"highway": kind}) for part in shapely.get_parts(inside)]
        loop = shapely.simplify(shapely.buffer(park.area, -radius * 0.3), 3)
        if park.kind in ("park", "cemetery", "zoo"):
            sources += [Source(LineString(part.exterior), {"highway": "footway"}) for part in shapely.get_parts(loop)]
    return [source for source in sources if source.line.geom_type == "LineString"]


def add_parks(extract: Extract, seed: int, parks: Sequence[Park]) -> BaseGeometry:
    """The parks and what is in them; gives back the ponds."""
    rng = generator(seed, "park contents")
    names = ("Queen's Park", "Riverside Gardens", "Lantern Green")
    ponds = []
    for number, park in enumerate(parks):
        tags = dict(_PARK_TAGS[park.kind])
        if park.kind == "park":
            tags["name"] = names[number % len(names)]
            ponds += _add_lawns(extract, rng, park.area)
        extract.area(park.area, tags)
        if park.kind == "zoo":
            for animal, spot in zip(_ANIMALS, _spots(rng, park.area, len(_ANIMALS)), strict=True):
                extract.node(spot, {"attraction": "animal", "name": animal})
        if park.kind == "golf_course":
            _add_golf(extract, rng, park.area)
        if park.kind == "stadium":
            _add_stadium(extract, park.area)
    return shapely.union_all(ponds)


def _add_lawns(extract: Extract, rng: np.random.Generator, area: Polygon) -> list[Polygon]:
    """Lawns, a pond, a playground, benches, drinking water and trees of a park; gives the pond back."""
    radius = float(np.sqrt(area.area / np.pi))
    inner = shapely.buffer(area, -radius * 0.12)
    spots = _spots(rng, shapely.buffer(area, -radius * 0.45), 4)
    pond = blob(rng, (spots[0][0], spots[0][1]), (radius * 0.3, radius * 0.18), 0.05, 9)
    extract.area(pond, {"natural": "water", "water": "pond"})
    extract.area(shapely.difference(inner, shapely.buffer(pond, 12)), {"landuse": "grass"})
    play = shapely.difference(shapely.box(*(spots[1] - 14), *(spots[1] + 14)), shapely.buffer(pond, 5))
    extract.area(play, {"leisure": "playground"})
    flower = shapely.difference(blob(rng, tuple(spots[2]), (28, 20), 0.04, 8), shapely.buffer(pond, 5))
    extract.area(flower, {"leisure": "garden", "name": "Rose Garden"})
    dry = shapely.difference(area, shapely.buffer(pond, 3))
    for spot in _spots(rng, dry, round(radius / 9)):
        extract.node(spot, {"amenity": "bench", "backrest": "yes"})
    for spot in _spots(rng, dry, round(radius / 2)):
        extract.node(spot, {"natural": "tree"})
    for tags in ({"amenity": "drinking_water"}, {"amenity": "toilets"}, {"tourism": "artwork", "name": "The Wanderer"}):
        extract.node(_spots(rng, dry, 1)[0], tags)
    return [pond]


def _add_golf(extract: Extract, rng: np.random.Generator, area: Polygon) -> None:
    for number, spot in enumerate(_spots(rng, shapely.buffer(area, -110), 9), start=1):
        hole = shapely.intersection(blob(rng, tuple(spot), (150, 26), 0.03, 18), area)
        extract.area(hole, {"golf": "fairway", "landuse": "grass", "ref": str(number)})
        extract.area(blob(rng, (spot[0] + 40, spot[1] + 30), (11, 7), 0.05, 5), {"golf": "bunker", "natural": "sand"})


def _add_stadium(extract: Extract, area: Polygon) -> None:
    middle = shapely.get_coordinates(area.centroid)[0]
    field = shapely.box(middle[0] - 52, middle[1] - 34, middle[0] + 52, middle[1] + 34)
    stands = shapely.difference(shapely.buffer(field, 42), shapely.buffer(field, 9))
    stands = shapely.intersection(stands, shapely.buffer(area, -3))
    extract.area(stands, {"building": "stadium", "height": "27", "name": "Meridian Stadium"})
    extract.area(field, {"leisure": "pitch", "sport": "soccer"})


def _spots(rng: np.random.Generator, area: BaseGeometry, count: int) -> Points:
    """Random positions inside an area; shape (count, 2)."""
    west, south, east, north = shapely.bounds(area)
    shapely.prepare(area)
    found = np.empty((0, 2))
    while len(found) < count:
        draw = rng.uniform((west, south), (east, north), (4 * count + 8, 2))
        found = np.vstack([found, draw[shapely.contains_xy(area, draw)]])
    return found[:count]
