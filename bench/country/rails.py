"""Railways between the cities and the larger towns, with the routes that run on them, ferries, and airports."""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely import MultiPoint, Point

from bench.country.drawing import Drawing, Member
from bench.country.frame import Frame, Points
from bench.country.land import Land
from bench.country.names import names
from bench.country.settlements import Settlements
from bench.country.shapes import aside, halvings, stars, wiggly

STATIONS, FERRIES, AIRPORTS = 110, 18, 40
"""How many the whole country has."""
STEP = 90.0
PIECE = 40
"""Segments of a way."""


def add_rails(drawing: Drawing, frame: Frame, settlements: Settlements) -> None:
    """Lines between stations that are neighbours, and a train on each."""
    rng = frame.rng("rails")
    stations = settlements.at[: frame.count(STATIONS, 5)] + np.array([350.0, -200.0])
    ids = drawing.nodes(stations)
    for number, (start, end, line) in enumerate(_lines(rng, stations)):
        inner = drawing.nodes(line[1:-1])
        nodes = np.concatenate([ids[start : start + 1], inner, ids[end : end + 1]])
        kind = {"railway": "rail", "gauge": "1435"} | ({"usage": "main", "electrified": "yes"} if number % 2 else {})
        tags = {"type": "route", "route": "train", "ref": f"R{number}", "network": "Rail"}
        ways = drawing.pieces(nodes, kind, PIECE)
        drawing.relation(tags, [Member("w", way, "") for way in ways])


def _lines(rng: np.random.Generator, stations: Points) -> Iterator[tuple[int, int, Points]]:
    """The numbers of two stations, and the line between them."""
    edges = shapely.get_parts(shapely.delaunay_triangles(MultiPoint(stations), only_edges=True))
    tree = shapely.STRtree([Point(station) for station in stations])
    ends = [np.sort(tree.nearest([Point(end) for end in edge.coords])).tolist() for edge in edges]
    for start, end in sorted(ends):
        at, to = stations[start], stations[end]
        (line,) = wiggly(rng, at[None], to[None], halvings(float(np.hypot(*(to - at))), STEP), 0.07, 0.9)
        yield start, end, line


def add_ferries(drawing: Drawing, frame: Frame, land: Land) -> None:
    """From the coast to an island each."""
    rng = frame.rng("ferries")
    for ring, name in zip(land.islands[: frame.count(FERRIES, 1)], names(rng)):  # noqa: B905 - names have no end
        landing = land.coast[np.argmin(np.hypot(*(land.coast - ring[0]).T))]
        (line,) = wiggly(rng, landing[None], ring[:1], 4, 0.06)
        drawing.line(line, {"route": "ferry", "name": f"{name} Ferry"})


def add_airports(drawing: Drawing, frame: Frame, settlements: Settlements) -> None:
    """A ground, runways and a taxiway beside each of the largest places."""
    rng = frame.rng("airports")
    at = settlements.at[: frame.count(AIRPORTS, 2)] + np.array([5200.0, 2400.0])
    grounds = drawing.ring(stars(rng, at, np.full(len(at), 1500.0), 40, 0.12))
    for number, (ids, middle, name) in enumerate(zip(grounds, at, names(rng))):  # noqa: B905 - names have no end
        code = f"X{chr(65 + number // 26)}{chr(65 + number % 26)}"
        drawing.way(ids, {"aeroway": "aerodrome", "iata": code, "name": f"{name} Airport"})
        _add_runways(drawing, rng, middle)


def _add_runways(drawing: Drawing, rng: np.random.Generator, middle: Points) -> None:
    turn = rng.uniform(0, np.pi)
    runway = middle + np.linspace(-1100, 1100, 3)[:, None] * [np.cos(turn), np.sin(turn)]
    for kind, off in (("runway", 150.0), ("taxiway", 0.0), ("runway", -150.0)):
        drawing.line(aside(runway, off), {"aeroway": kind})
