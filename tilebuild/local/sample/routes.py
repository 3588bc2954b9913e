"""Country roads: cheapest ways over a jittered triangular lattice, so that roads bend, merge and avoid water.

Every settlement is joined to the roads that are already there, the important ones first. A lattice edge that is a road
already costs little, which is why later roads run into earlier ones instead of beside them.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample.coast import Coast
from tilebuild.local.sample.corridors import Corridors
from tilebuild.local.sample.frame import Points, generator
from tilebuild.local.sample.layout import AIRPORT, CITY, CITY_RADIUS, Settlement
from tilebuild.local.sample.lines import Noise, spline
from tilebuild.local.sample.water import Water

SPACING = 480.0
CLASSES = ("trunk", "primary", "secondary", "tertiary", "unclassified")
_REUSE = 0.35  # what a metre costs where a road is already


@dataclass(frozen=True)
class Route:
    """A road between two junctions: its line in local metres and its ``highway`` class."""

    line: Points
    highway: str


@dataclass
class _Lattice:
    points: Points
    links: list[list[tuple[int, float]]]
    roads: dict[tuple[int, int], int] = field(default_factory=dict)
    """Road class (index into CLASSES) of lattice edges, smaller node first."""

    def nearest(self, spot: tuple[float, float]) -> int:
        return int(np.argmin(np.hypot(*(self.points - spot).T)))

    def path(self, start: int, goals: set[int]) -> list[int]:
        """The cheapest path from ``start`` to any goal (Dijkstra); empty if none can be reached."""
        cost, came, queue = {start: 0.0}, {start: start}, [(0.0, start)]
        while queue:
            so_far, node = heapq.heappop(queue)
            if node in goals:
                return _trace(came, node)
            if so_far > cost[node]:
                continue
            for other, price in self.links[node]:
                edge = (min(node, other), max(node, other))
                total = so_far + (price * _REUSE if edge in self.roads else price)
                if total < cost.get(other, np.inf):
                    cost[other], came[other] = total, node
                    heapq.heappush(queue, (total, other))
        return []

    def build(self, path: list[int], rank: int) -> None:
        """Make the path a road; where there is one already the more important class stays."""
        for a, b in pairwise(path):
            edge = (min(a, b), max(a, b))
            self.roads[edge] = min(rank, self.roads.get(edge, rank))


def _trace(came: Mapping[int, int], node: int) -> list[int]:
    path = [node]
    while came[node] != node:
        node = came[node]
        path.append(node)
    return path[::-1]


def make_routes(
    seed: int, coast: Coast, water: Water, corridors: Corridors, places: Sequence[Settlement], gates: Points
) -> list[Route]:
    """Country roads between the city's gates and all settlements."""
    rng = generator(seed, "routes")
    centres = np.array([place.centre for place in places[1:]])
    lattice = _make_lattice(rng, coast, water, corridors, np.vstack([gates, centres]))
    doors = [lattice.nearest((x, y)) for x, y in gates]
    towns = [lattice.nearest(place.centre) for place in places if place.kind == "town"]
    for number, town in enumerate(towns):
        lattice.build(lattice.path(town, set(doors)), 0 if number == 2 else 1)
    for a, b in ((0, 2), (1, 3), (3, 4), (4, 2)):
        lattice.build(lattice.path(towns[a], {towns[b]}), 2)
    for rank, kind in ((3, "village"), (4, "hamlet")):
        for place in (place for place in places if place.kind == kind):
            joined = {node for edge in lattice.roads for node in edge} | set(doors)
            lattice.build(lattice.path(lattice.nearest(place.centre), joined), rank)
    for door in doors:
        joined = {node for edge in lattice.roads for node in edge}
        if door not in joined:
            lattice.build(lattice.path(door, joined), 2)
    return list(_chains(lattice))


def _make_lattice(
    rng: np.random.Generator, coast: Coast, water: Water, corridors: Corridors, fixed: Points
) -> _Lattice:
    """A triangular lattice over dry land; the nodes nearest to ``fixed`` positions move there."""
    columns, rows = np.meshgrid(np.arange(-44, 45), np.arange(-40, 46))
    grid = np.column_stack([(columns + 0.5 * (rows % 2)).ravel(), (rows * np.sqrt(0.75)).ravel()]) * SPACING
    points = grid + rng.uniform(-0.24, 0.24, grid.shape) * SPACING
    for spot in fixed:
        points[np.argmin(np.hypot(*(grid - spot).T))] = spot
    usable = shapely.contains_xy(_usable(coast, water), points) | (
        np.min(np.hypot(*(points[:, None] - fixed[None]).transpose(2, 0, 1)), axis=1) < 1
    )
    links = _links(columns.shape, usable)
    price = _prices(rng, water, corridors, points, links)
    table: list[list[tuple[int, float]]] = [[] for _ in points]
    for (a, b), cost in zip(links.tolist(), price.tolist(), strict=True):
        table[a].append((b, cost))
        table[b].append((a, cost))
    return _Lattice(points, table)


def _usable(coast: Coast, water: Water) -> BaseGeometry:
    """Where a country road may run: on the main island, outside city, airport and lakes."""
    lakes = shapely.union_all([shapely.buffer(lake.area, 130) for lake in water.lakes])
    taken = [
        shapely.buffer(shapely.Point(CITY), CITY_RADIUS * 0.93),
        shapely.buffer(shapely.Point(AIRPORT), 1900),
        lakes,
    ]
    free = shapely.difference(shapely.buffer(coast.outline, -260), shapely.union_all(taken))
    shapely.prepare(free)
    return free


def _links(shape: tuple[int, ...], usable: Points) -> Points:
    """Pairs of neighbouring usable nodes of the triangular lattice; shape (m, 2)."""
    index = np.arange(shape[0] * shape[1]).reshape(shape)
    odd = (np.arange(shape[0]) % 2 == 1)[:-1, None] & np.ones((1, shape[1] - 1), bool)
    pairs = [
        np.stack([index[:, :-1], index[:, 1:]], -1).reshape(-1, 2),
        np.stack([index[:-1], index[1:]], -1).reshape(-1, 2),
        np.stack([index[:-1, :-1], index[1:, 1:]], -1)[odd],
        np.stack([index[:-1, 1:], index[1:, :-1]], -1)[~odd],
    ]
    every = np.vstack(pairs)
    return np.asarray(every[usable[every[:, 0]] & usable[every[:, 1]]])


def _prices(rng: np.random.Generator, water: Water, corridors: Corridors, points: Points, links: Points) -> Points:
    """Metres times how hard the ground is: hills by noise, dear where a river, railway or motorway is crossed."""
    start, end = points[links[:, 0]], points[links[:, 1]]
    hills = 1.6 + 1.1 * Noise(rng, 2600, 2)((start + end) / 2)
    segments = shapely.linestrings(np.stack([start, end], 1))
    rivers = shapely.multilinestrings([LineString(river.line) for river in water.rivers])
    tracks = shapely.union_all([rivers, corridors.rails, shapely.buffer(corridors.road, 60)])
    shapely.prepare(tracks)
    hard = np.where(shapely.intersects(tracks, segments), 3.0, 1.0)
    return np.asarray(np.hypot(*(end - start).T) * hills * hard)


def _chains(lattice: _Lattice) -> Iterable[Route]:
    """Roads from junction to junction, smoothed between them."""
    around: dict[int, list[int]] = {}
    for a, b in lattice.roads:
        around.setdefault(a, []).append(b)
        around.setdefault(b, []).append(a)
    rank = lambda a, b: lattice.roads[min(a, b), max(a, b)]  # noqa: E731
    ends = {n for n, near in around.items() if len(near) != 2 or rank(n, near[0]) != rank(n, near[1])}
    for first in sorted(ends):
        for second in around[first]:
            chain = [first, second]
            while chain[-1] not in ends:
                chain.append(next(n for n in around[chain[-1]] if n != chain[-2]))
            if chain[0] < chain[-1] or (chain[0] == chain[-1] and chain[1] < chain[-2]):
                yield Route(spline(lattice.points[chain], 60), CLASSES[rank(first, second)])
