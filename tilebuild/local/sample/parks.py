"""The parks of the city and what lies in them: paths, ponds, lawns, benches, animals, greens and bunkers."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample.city import Park
from tilebuild.local.sample.extract import Extract, Tags
from tilebuild.local.sample.frame import Points, generator
from tilebuild.local.sample.lines import blob, spline
from tilebuild.local.sample.network import Source

_PARK_TAGS: dict[str, Tags] = {
    "park": {"leisure": "park"},
    "zoo": {"tourism": "zoo", "name": "Velmora Zoo"},
    "cemetery": {"landuse": "cemetery", "name": "Westbank Cemetery"},
    "stadium": {"leisure": "stadium", "name": "Meridian Stadium", "sport": "soccer"},
    "golf_course": {"leisure": "golf_course", "name": "Saltmarsh Golf Club"},
}
_ANIMALS = ("Otters", "Lynxes", "Penguins", "Giraffes", "Flamingos", "Lemurs", "Tortoises", "Seals")
_PARK_NAMES = ("Founders' Park", "Riverside Gardens", "Lantern Green")
_PATHS = {"park": "footway", "zoo": "footway", "cemetery": "footway", "golf_course": "path"}
"""What the ways across a park are, by its kind; a stadium has none."""


def park_paths(seed: int, parks: Sequence[Park]) -> list[Source]:
    """Ways across the parks and around in them; they reach over the edge to the streets around, and spare the ponds."""
    rng = generator(seed, "park paths")
    sources = []
    for park in parks:
        if park.kind in _PATHS:
            dry = shapely.difference(shapely.buffer(park.area, 14), shapely.buffer(park.pond, 3))
            for number, line in enumerate(_across(rng, park.area)):
                kind = "cycleway" if number == 0 and park.kind == "park" else _PATHS[park.kind]
                sources += [Source(part, {"highway": kind}) for part in _lines(shapely.intersection(line, dry))]
            if park.kind != "golf_course":
                loop = shapely.boundary(shapely.simplify(shapely.buffer(park.area, -_radius(park.area) * 0.3), 3))
                sources += [Source(part, {"highway": "footway"}) for part in _lines(shapely.intersection(loop, dry))]
    return sources


def _lines(geometry: BaseGeometry) -> Iterable[LineString]:
    merged = shapely.line_merge(geometry)
    return [part for part in shapely.get_parts(merged) if isinstance(part, LineString) and part.length > 1]


def _across(rng: np.random.Generator, area: Polygon) -> list[LineString]:
    """Four bent lines through the middle, each an eighth of a turn from the last."""
    middle, radius, turn = shapely.get_coordinates(area.centroid)[0], _radius(area), rng.uniform(0, np.pi)
    lines = []
    for angle in turn + np.arange(4) * np.pi / 4:
        reach = np.array([np.cos(angle), np.sin(angle)]) * radius * 2
        bend = rng.uniform(-0.3, 0.3, 2) * radius
        lines.append(LineString(spline(np.array([middle - reach, middle + bend, middle + reach]), 40)))
    return lines


def _radius(area: Polygon) -> float:
    """That of the circle with the same area."""
    return float(np.sqrt(area.area / np.pi))


def add_parks(extract: Extract, seed: int, parks: Sequence[Park]) -> None:
    """The parks and what is in them."""
    rng = generator(seed, "park contents")
    names = iter(_PARK_NAMES)
    for park in parks:
        named = {"name": next(names)} if park.kind == "park" else {}
        extract.area(park.area, {**_PARK_TAGS[park.kind], **named})
        if park.kind == "park":
            _add_lawns(extract, rng, park)
        if park.kind == "zoo":
            for animal, spot in zip(_ANIMALS, _spots(rng, park.area, len(_ANIMALS)), strict=True):
                extract.node(spot, {"attraction": "animal", "name": animal})
        if park.kind == "golf_course":
            _add_golf(extract, rng, park.area)
        if park.kind == "stadium":
            _add_stadium(extract, park.area)


def _add_lawns(extract: Extract, rng: np.random.Generator, park: Park) -> None:
    """Pond, lawns, a playground, a rose garden, benches, drinking water and trees."""
    radius = _radius(park.area)
    shore = shapely.buffer(park.pond, 6)
    extract.area(park.pond, {"natural": "water", "water": "pond"})
    lawn = shapely.difference(shapely.buffer(park.area, -radius * 0.12), shapely.buffer(park.pond, 12))
    extract.area(lawn, {"landuse": "grass"})
    inner = shapely.difference(shapely.buffer(park.area, -radius * 0.3), shapely.buffer(park.pond, 30))
    swings, roses = _spots(rng, inner, 2)
    extract.area(shapely.difference(shapely.box(*(swings - 14), *(swings + 14)), shore), {"leisure": "playground"})
    bed = shapely.difference(blob(rng, (roses[0], roses[1]), (28, 20), 0.04, 8), shore)
    extract.area(bed, {"leisure": "garden", "name": "Rose Garden"})
    dry = shapely.difference(park.area, shore)
    for spot in _spots(rng, dry, round(radius / 9)):
        extract.node(spot, {"amenity": "bench", "backrest": "yes"})
    for spot in _spots(rng, dry, round(radius / 2)):
        extract.node(spot, {"natural": "tree"})
    for tags in ({"amenity": "drinking_water"}, {"amenity": "toilets"}, {"tourism": "artwork", "name": "The Wanderer"}):
        extract.node(_spots(rng, dry, 1)[0], tags)


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
