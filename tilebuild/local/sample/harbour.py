"""Where land and sea meet: coastline, port, piers, marina, beaches, ferries, lighthouse, names of bays."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from tilebuild.local.sample.coast import Coast
from tilebuild.local.sample.extract import Extract, Member
from tilebuild.local.sample.frame import generator
from tilebuild.local.sample.gazetteer import ISLANDS
from tilebuild.local.sample.lines import spline, valid
from tilebuild.local.sample.network import Source
from tilebuild.local.sample.urban import PORT_AREA

_COAST_WAY = 700  # vertices of a coastline way, at most
_PIER = (-2250.0, -8760.0)
# Beaches: stretches of shore inside boxes of kilometres, and names.
_BEACHES = (
    ((-0.9, -9.7, 0.55, -8.7), {"name": "Meridian Beach"}),
    ((3.6, -14.5, 6.0, -12.0), {"name": "Saltmarsh Sands"}),
    ((16.5, -5.5, 18.6, -2.6), {"name": "Παραλία Φάρου", "name:en": "Lighthouse Beach"}),
    ((-20.2, 3.0, -17.2, 6.4), {"name": "شاطئ اللؤلؤ", "name:en": "Pearl Beach"}),
    ((-2.0, 15.0, 0.2, 16.6), {"name": "白浜", "name:en": "Shirahama"}),
)
_FERRIES = (
    ("Velmora – Gannet Island", [(-2.25, -9.32), (-2.5, -10.6), (-3.3, -12.2), (-3.9, -12.9)], "1"),
    ("Velmora – Little Gannet", [(-2.25, -9.32), (-1.2, -11.0), (0.3, -12.4), (0.7, -12.8)], "2"),
    ("Velmora – Korvania", [(-2.25, -9.32), (0.5, -13.5), (6.0, -17.4), (15.0, -17.2), (22.6, -11.5), (23.2, -2),
                            (24.6, 8), (27.5, 15.6)], "3"),
)  # fmt: skip


def add_shores(extract: Extract, seed: int, coast: Coast, roads: Sequence[Source]) -> None:
    """Coastline, land to its left, and everything along it; ``roads`` are those of the harbour."""
    rng = generator(seed, "shores")
    for land in (coast.main, *coast.islands, *coast.islets):
        extract.ring(shapely.get_coordinates(orient(land).exterior), {"natural": "coastline"}, _COAST_WAY)
    extract.line(coast.shore, {"natural": "coastline"})
    for island, names in zip(coast.islands, ISLANDS, strict=True):
        extract.node(island.representative_point().coords[0], {"place": "island", **names})
        extract.area(shapely.buffer(island, -60), {"natural": "scrub"})
    for number, islet in enumerate(coast.islets):
        extract.node(islet.representative_point().coords[0], {"place": "islet", "name": f"Seal Rock {number + 1}"})
    _add_beaches(extract, coast)
    _add_port(extract, rng, coast, shapely.buffer(shapely.union_all([road.line for road in roads]), 8))
    _add_marina(extract)
    _add_ferries(extract)
    _add_sea_names(extract)


def _add_beaches(extract: Extract, coast: Coast) -> None:
    for (west, south, east, north), names in _BEACHES:
        stretch = shapely.intersection(coast.main.exterior, box(west * 1e3, south * 1e3, east * 1e3, north * 1e3))
        sand = shapely.intersection(shapely.buffer(shapely.line_merge(stretch), 46, cap_style="flat"), coast.main)
        extract.area(shapely.simplify(valid(sand), 1), {"natural": "beach", "surface": "sand", **names})


def _add_port(extract: Extract, rng: np.random.Generator, coast: Coast, roads: BaseGeometry) -> None:
    """The port's ground, its warehouses and cranes, moles that shelter the bay."""
    ground = shapely.intersection(PORT_AREA, shapely.buffer(coast.main, -4))
    extract.area(ground, {"landuse": "industrial", "industrial": "port", "name": "Port of Velmora"})
    quays = shapely.buffer(ground, -18)
    ways = shapely.union(roads, box(-6760, -10_000, -6680, -8700))
    for x in (-7040.0, -6200.0, -5990.0, -5480.0, -5290.0, -4720.0, -4560.0):
        for y in np.arange(-9850.0, -8850.0, 120.0):
            hall = box(x, y, x + rng.uniform(55, 80), y + rng.uniform(70, 100))
            if shapely.covers(quays, hall) and not shapely.intersects(ways, hall) and rng.random() < 0.8:
                extract.area(hall, {"building": "warehouse", "height": f"{rng.uniform(8, 15):.0f}"})
    for points in (
        [(-7000, -9950), (-7050, -10_350), (-6500, -10_700)],
        [(-4350, -9950), (-4300, -10_250), (-4800, -10_650)],
    ):
        mole = shapely.buffer(LineString(spline(np.array(points, dtype=float), 60)), 9)
        extract.area(shapely.simplify(mole, 0.5), {"man_made": "breakwater"})
    extract.node((-6480, -10_690), {"man_made": "lighthouse", "name": "West Mole Light", "height": "18"})


def _add_marina(extract: Extract) -> None:
    """A marina with pontoons, and the long pier of the ferries beside it."""
    extract.area(box(-1900, -9260, -1150, -8930), {"leisure": "marina", "name": "Velmora Marina"})
    spine = np.array([(-1520.0, -8840.0), (-1520.0, -9230.0)])
    extract.line(spine, {"man_made": "pier", "highway": "footway", "name": "Marina Pier"})
    for y in np.arange(-9200.0, -8960.0, 45.0):
        extract.line(np.array([(-1830.0, y), (-1520.0, y), (-1210.0, y)]), {"man_made": "pier", "floating": "yes"})
    pier = box(_PIER[0] - 7, -9330, _PIER[0] + 7, _PIER[1])
    extract.area(pier, {"man_made": "pier", "name": "Victoria Pier"})
    extract.line(np.array([_PIER, (_PIER[0], -9320.0)]), {"highway": "pedestrian", "name": "Victoria Pier"})


def _add_ferries(extract: Extract) -> None:
    """Ferry lines, the longest of which leaves the map; each also as a route relation."""
    extract.node((-2250, -9290), {"amenity": "ferry_terminal", "name": "Velmora Ferry Terminal"})
    for name, stops, ref in _FERRIES:
        points = spline(np.array(stops) * 1000, 400)
        way = extract.line(points, {"route": "ferry", "name": name, "ref": ref})
        extract.node(points[-1], {"amenity": "ferry_terminal", "name": name.split(" – ")[1]})
        extract.relation({"type": "route", "route": "ferry", "ref": ref, "name": name}, [Member(way, "")])


def _add_sea_names(extract: Extract) -> None:
    extract.node((-2500, -10_200), {"natural": "bay", "name": "Velmora Bay", "name:ru": "Бухта Вельмора"})
    extract.node((21_800, 14_800), {"natural": "strait", "name": "Korvan Strait"})
    extract.node((-9_000, -19_500), {"place": "sea", "name": "Marenian Sea", "name:en": "Marenian Sea"})


def harbour_roads(waterfront: LineString) -> list[Source]:
    """The port's roads, from the western end of the waterfront road, and the ways onto the piers."""
    west = min((waterfront.coords[0], waterfront.coords[-1]))
    road = spline(np.array([west, (-5000.0, -8800.0), (-5700.0, -8810.0), (-6200.0, -8810.0), (-6990.0, -8790.0)]), 80)
    sources = [Source(LineString(road), {"highway": "tertiary", "name": "Port Road", "surface": "concrete"})]
    for x, end in ((-5400.0, -9880.0), (-6110.0, -9880.0), (-4650.0, -9900.0), (-6940.0, -9880.0)):
        start = _nearest(LineString(road), x, -8805.0)
        quay = LineString([start, (x, -9050.0), (x, end)])
        sources.append(Source(quay, {"highway": "service", "access": "private"}))
    for x, north in ((_PIER[0], _PIER[1]), (-1520.0, -8840.0)):
        approach = LineString([_nearest(waterfront, x, north), (x, north)])
        sources.append(Source(approach, {"highway": "pedestrian", "name": "Pier Approach"}))
    return sources


def _nearest(line: LineString, x: float, y: float) -> tuple[float, ...]:
    return line.interpolate(line.project(Point(x, y))).coords[0]
