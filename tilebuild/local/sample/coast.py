"""Land and sea: one main island with a harbour bay, islets, and a corner of a mainland that leaves the map."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from tilebuild.local.sample.frame import Points, generator
from tilebuild.local.sample.lines import blob, fractal, largest, valid

# Corners of the main island, counter-clockwise, in kilometres: the bay first, from its western headland.
_ISLAND = """
-9.6,-12.4 -8.5,-10.3 -7.4,-9.4 -5.2,-9.0 -3.4,-8.8 -1.4,-8.9 0.5,-9.3 2.3,-10.7 3.6,-13.4 6.2,-15.4 8.4,-14.6
9.6,-12.2 12.2,-12.8 16.0,-12.0 18.2,-9.6 18.4,-6.0 16.0,-3.4 17.6,-1.4 20.6,0.2 20.4,5.0 17.2,7.4 18.4,9.4
19.2,13.6 15.6,16.6 12.6,14.0 10.0,13.6 8.0,17.6 2.6,19.0 -0.6,15.6 -3.4,15.9 -6.0,18.0 -11.4,16.2 -12.4,12.6
-16.0,12.6 -18.6,9.4 -17.6,6.6 -20.2,4.4 -17.0,1.6 -18.4,-0.6 -20.4,-2.4 -18.8,-6.6 -15.4,-7.4 -15.6,-9.4 -17.4,-12.0
-12.4,-13.8
"""
_BAY_EDGES = range(2, 6)  # edges of the outline that stay smooth: the city's waterfront
_MAINLAND = np.array([[17.5, 26], [18.2, 22.3], [20.6, 21.2], [21.4, 18.6], [24.3, 17.6], [28, 15.4]]) * 1000
# Where the mainland's coast goes on outside the extract, from the end of its shore round to its beginning.
_BEYOND = np.array(
    [[28, 15.4], [38, 14.5], [47, 21], [52, 31], [48, 41], [38, 47], [27, 45], [19, 38], [16, 31], [17.5, 26]]
)
_PORT = box(-7000, -9950, -4350, -8950)
_BASINS = (box(-6600, -10100, -6280, -9200), box(-5900, -10100, -5560, -9250), box(-5160, -10100, -4800, -9300))
# Centre in kilometres and radii in metres of the islands that are named.
_ISLANDS = (
    ((-4.0, -13.6), (1150, 620)),
    ((0.8, -13.0), (420, 260)),
    ((-20.6, -11.6), (900, 520)),
    ((21.5, -7.8), (700, 430)),
    ((-8.6, 20.2), (1050, 560)),
    ((22.0, 9.6), (520, 340)),
)


@dataclass(frozen=True)
class Coast:
    """Land in local metres.

    All land is whole; ``main`` and ``islands`` are counter-clockwise. ``shore`` is what the extract has of the
    mainland's coastline: open, with land on the left, beginning and ending outside the extract's bounds.
    """

    main: Polygon
    islands: tuple[Polygon, ...]
    islets: tuple[Polygon, ...]
    mainland: Polygon
    shore: Points

    @property
    def outline(self) -> Polygon:
        """The main island, simplified: enough to keep a distance from the shore, and much faster to buffer."""
        return largest(shapely.simplify(self.main, 20))

    @property
    def land(self) -> BaseGeometry:
        """All land as one geometry."""
        return shapely.union_all([self.main, *self.islands, *self.islets, self.mainland])


def make_coast(seed: int) -> Coast:
    """Draw the coast."""
    rng = generator(seed, "coast")
    main = _main_island(rng)
    islands = tuple(blob(rng, (x * 1000, y * 1000), radii, 0.12, 25) for (x, y), radii in _ISLANDS)
    shore = fractal(_MAINLAND, rng, 0.13, 40)
    beyond = fractal(_BEYOND * 1000, generator(seed, "coast beyond"), 0.13, 200)
    ring = np.vstack([shore, beyond[1:]])
    return Coast(main, islands, tuple(_islets(rng, main, islands)), valid(Polygon(ring)), shore)


def _main_island(rng: np.random.Generator) -> Polygon:
    corners = np.array([[float(v) for v in pair.split(",")] for pair in _ISLAND.split()]) * 1000
    rough = np.full(len(corners), 0.17)
    rough[list(_BAY_EDGES)] = 0.045
    natural = valid(Polygon(fractal(np.vstack([corners, corners[:1]]), rng, rough, 30)))
    return orient(valid(shapely.difference(shapely.union(natural, _PORT), shapely.union_all(_BASINS))))


def _islets(rng: np.random.Generator, main: Polygon, islands: tuple[Polygon, ...]) -> list[Polygon]:
    """Rocks off the coast, each clear of everything else."""
    taken: BaseGeometry = shapely.buffer(shapely.simplify(shapely.union_all([main, *islands]), 20), 150)
    rocks: list[Polygon] = []
    while len(rocks) < 14:
        angle, away = rng.uniform(0, 2 * np.pi), rng.uniform(0.8, 1.12)
        centre = (away * 20_000 * np.cos(angle), 1500 + away * 16_500 * np.sin(angle))
        rock = blob(rng, centre, (rng.uniform(25, 110), rng.uniform(20, 70)), 0.1, 12)
        if not shapely.intersects(taken, rock):
            rocks.append(rock)
            taken = shapely.union_all([taken, shapely.buffer(rock, 100)])
    return rocks
