"""A landscape that shares its edges: what shows when two drawings of it do not fit together."""

import numpy as np
import shapely
from mercantile import Tile

from tests.support.features import Feature
from tilebuild.grid import box
from tilebuild.tiles.features import Shape

AREA = Tile(538, 359, 10)
"""Where it lies."""


def patchwork(seed: int, columns: int = 7, west: float = 0.0) -> list[Feature]:
    """Fields that share winding edges, roads along some of the edges, and a lake that fills a hole in a field."""
    random = np.random.default_rng(seed)
    corner = box(AREA)
    width = (corner.max_x - corner.min_x) / 8

    def edge(a: tuple[float, float], b: tuple[float, float]) -> list[tuple[float, float]]:
        along = np.sort(random.uniform(0.05, 0.95, random.integers(1, 40)))
        bends = random.normal(0, width / 60, (len(along), 2))
        middle = np.array(a) + along[:, None] * (np.array(b) - np.array(a)) + bends
        return [a, *map(tuple, middle.tolist()), b]

    places = [
        [(corner.min_x + (west + 0.4 + x) * width, corner.min_y + (0.6 + y) * width) for y in range(7)]
        for x in range(columns)
    ]
    level = [[edge(places[x][y], places[x + 1][y]) for y in range(7)] for x in range(columns - 1)]
    upright = [[edge(places[x][y], places[x][y + 1]) for y in range(6)] for x in range(columns)]
    fields: list[Feature] = []
    for x in range(columns - 1):
        for y in range(6):
            ring = [*level[x][y], *upright[x + 1][y], *level[x][y + 1][::-1], *upright[x][y][::-1]]
            middle = shapely.Point(np.mean([places[x][y], places[x + 1][y + 1]], axis=0)).buffer(
                width / 5, quad_segs=40
            )
            fields.append(Feature(shapely.Polygon(ring, [middle.exterior.coords]), Shape.POLYGON, osm_id=len(fields)))
            fields.append(Feature(middle, Shape.POLYGON, "water", osm_id=len(fields)))
    roads = [Feature(shapely.LineString(line[y]), Shape.LINE, "roads", 12 + y) for line in level for y in (1, 3, 5)]
    return [*fields, *roads]
