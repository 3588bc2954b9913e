"""Buildings as ways: kind, height, address; towers in parts, blocks around a courtyard, churches and halls."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon, affinity

from tilebuild.local.sample.blocks import Plot
from tilebuild.local.sample.extract import Extract, Tags
from tilebuild.local.sample.footprints import SHAPES, Footprints, Numbers
from tilebuild.local.sample.frame import Points, generator
from tilebuild.local.sample.gazetteer import OWNERS
from tilebuild.local.sample.network import Source

_KINDS = {
    "perimeter": (("apartments", "apartments", "residential", "yes"), (4, 7)),
    "row": (("terrace", "house"), (2, 3)),
    "apartments": (("apartments",), (3, 8)),
    "houses": (("house", "detached", "detached", "yes"), (1, 2)),
    "commercial": (("office", "commercial", "yes"), (3, 12)),
    "retail": (("retail", "commercial"), (1, 3)),
    "industrial": (("industrial", "warehouse", "industrial", "yes"), (1, 2)),
    "school": (("school",), (2, 3)),
    "university": (("university",), (3, 6)),
    "hospital": (("hospital",), (4, 8)),
    "supermarket": (("supermarket", "retail"), (1, 1)),
    "farmyard": (("farm", "barn", "farm_auxiliary"), (1, 2)),
}
_LEVEL = 3.1  # metres a storey
_ADDRESSED = 0.78
_UNADDRESSED = ("school", "university", "hospital", "farmyard")
_CROSS = np.array([[0.35, 0], [0.65, 0], [0.65, 0.55], [1, 0.55], [1, 0.8], [0.65, 0.8], [0.65, 1], [0.35, 1],
                   [0.35, 0.8], [0, 0.8], [0, 0.55], [0.35, 0.55]])  # fmt: skip
# Single buildings of a plot: outline, share of the plot's tightest rectangle it fills, tags.
_LANDMARKS: dict[str, tuple[Points, float, Tags]] = {
    "church": (
        _CROSS,
        0.52,
        {"building": "church", "height": "19"},
    ),
    "townhall": (
        SHAPES[3],
        0.6,
        {"building": "civic", "amenity": "townhall", "name": "Town Hall", "height": "24", "building:levels": "5"},
    ),
    "theatre": (SHAPES[2], 0.55, {"building": "yes", "amenity": "theatre", "name": "City Theatre", "height": "21"}),
    "museum": (SHAPES[3], 0.6, {"building": "yes", "tourism": "museum", "name": "Museum of the Sea", "height": "17"}),
    "kindergarten": (SHAPES[1], 0.5, {"building": "kindergarten", "height": "4.5"}),
}


def add_buildings(
    extract: Extract,
    seed: int,
    prints: Footprints,
    plots: Sequence[Plot],
    streets: Sequence[Source],
    cities: Sequence[str],
) -> None:
    """Every footprint as a building, then the plots with a single special building.

    ``cities`` holds the name of every settlement, by the number that plots give it.
    """
    rng = generator(seed, "buildings")
    named = [street for street in streets if "name" in street.tags]
    number, street = _addresses(prints.front, named)
    tags = _tags(rng, prints, plots)
    addressed = rng.random(len(tags)) < _ADDRESSED
    for index in np.flatnonzero(addressed).tolist():
        plot = plots[prints.plot[index]]
        if plot.use not in _UNADDRESSED:
            tags[index] |= {
                "addr:housenumber": str(number[index]),
                "addr:street": named[street[index]].tags["name"],
                "addr:city": cities[plot.place],
                "addr:postcode": str(4100 + plot.place * 10 + int(plot.core * 9)),
            }
    for index, (area, plot_number) in enumerate(zip(prints.areas, prints.plot.tolist(), strict=True)):
        plot = plots[plot_number]
        if plot.use == "commercial" and plot.core > 0.72 and area.area > 380:
            tags[index] |= _add_parts(extract, rng, area)
    extract.rings(prints.areas, tags)
    for plot in plots:
        _add_special(extract, rng, plot)


def _tags(rng: np.random.Generator, prints: Footprints, plots: Sequence[Plot]) -> list[dict[str, str]]:
    """Kind, storeys and height of every building; some have the one, some the other, some both or none."""
    pick, rise, draw, attic = rng.random((4, len(prints.plot)))
    result = []
    for index, plot in enumerate(prints.plot.tolist()):
        kinds, (low, high) = _KINDS[plots[plot].use]
        levels = low + int(rise[index] * (high - low + 1))
        tags = {"building": kinds[int(pick[index] * len(kinds))]}
        if draw[index] < 0.55:
            tags["building:levels"] = str(levels)
        if 0.35 < draw[index] < 0.75:
            tags["height"] = f"{levels * _LEVEL + 0.5 + 3.5 * attic[index]:.1f}"
        result.append(tags)
    return result


def _addresses(front: Points, streets: Sequence[Source]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """House number and street (index) of every front: numbers rise along the street, odd ones on its left."""
    lines = np.array([street.line for street in streets], dtype=object)
    points = shapely.points(front)
    street = shapely.STRtree(lines).nearest(points)
    at: Numbers = shapely.line_locate_point(lines[street], points)
    before, after = (
        shapely.get_coordinates(shapely.line_interpolate_point(lines[street], np.maximum(at + step, 0)))
        for step in (-2, 2)
    )
    along, away = after - before, front - before
    left = along[:, 0] * away[:, 1] - along[:, 1] * away[:, 0] > 0
    return 2 * (at // 11).astype(np.int64) + np.where(left, 1, 2), np.asarray(street, dtype=np.int64)


def _add_parts(extract: Extract, rng: np.random.Generator, area: Polygon) -> dict[str, str]:
    """A tower's parts, each set back on the one below; gives the tags of the whole."""
    bottom = 0.0
    for size in (1.0, 0.72, 0.45)[: int(rng.integers(2, 4))]:
        top = bottom + float(rng.integers(4, 9)) * 4.0
        part = shapely.intersection(affinity.scale(area, size, size), area)
        tags = {"building:part": "yes", "height": f"{top:g}", "building:levels": f"{top / 4:g}"}
        extract.area(part, tags | ({"min_height": f"{bottom:g}"} if bottom else {}))
        bottom = top
    return {"height": f"{bottom:g}", "building:levels": f"{bottom / 4:g}"}


def _add_special(extract: Extract, rng: np.random.Generator, plot: Plot) -> None:
    """The courtyard block or landmark of a plot, if its use has one."""
    if plot.use == "courtyard":
        wall = shapely.buffer(plot.area, -0.5, join_style="mitre")
        ring = shapely.difference(wall, shapely.buffer(plot.area, -13, join_style="mitre"))
        extract.area(ring, {"building": "apartments", "building:levels": "6", "height": f"{rng.uniform(18, 24):.1f}"})
    if plot.use not in _LANDMARKS:
        return
    outline, share, tags = _LANDMARKS[plot.use]
    body = _fit(plot.area, outline, share)
    extract.area(body, tags)
    if plot.use == "church":
        corner = shapely.get_coordinates(body.exterior)
        depth = (corner[11] - corner[0]) * 0.35
        tower = Polygon([corner[0], corner[1], corner[1] + depth, corner[0] + depth])
        extract.node(
            plot.area.centroid.coords[0], {"amenity": "place_of_worship", "name": f"St {rng.choice(OWNERS)}'s"}
        )
        extract.area(tower, {"building:part": "tower", "height": f"{rng.uniform(38, 66):.0f}", "name": "Bell tower"})


def _fit(area: Polygon, outline: Points, share: float) -> Polygon:
    """An outline of the unit square laid into the middle of an area, smaller until it fits."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(area))
    middle = shapely.get_coordinates(area.centroid)[0]
    while True:
        sides = np.array([corners[1] - corners[0], corners[3] - corners[0]]) * share
        body = Polygon(middle + (outline - 0.5) @ sides)
        if shapely.covers(area, body) or share < 0.05:
            return body
        share *= 0.85
