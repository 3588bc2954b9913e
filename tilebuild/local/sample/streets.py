"""Side streets: districts are halved across their longer side, again and again, until blocks are left.

Each cut is a street from edge to edge, slightly bent where it is long; so every street ends on another one, blocks get
smaller towards the centres, and the pattern follows each district's own shape.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon

from tilebuild.local.sample.frame import Points, generator
from tilebuild.local.sample.halving import halve
from tilebuild.local.sample.layout import Settlement
from tilebuild.local.sample.urban import Urban

COLLECTOR_AREA = 180_000.0
"""A cut through more square metres than this is a tertiary road."""


@dataclass(frozen=True)
class Street:
    """A side street: its line in local metres and its ``highway`` class."""

    line: LineString
    highway: str


@dataclass(frozen=True)
class Block:
    """Land between streets. ``place`` is the index of its settlement, ``core`` 1 at its centre and 0 at its edge."""

    area: Polygon
    place: int
    core: float


def make_streets(seed: int, urban: Urban, places: Sequence[Settlement]) -> tuple[list[Street], list[Block]]:
    """Cut every district into blocks."""
    rng = generator(seed, "streets")
    streets = [Street(line, "residential") for line in _edges(urban)]
    blocks: list[Block] = []
    centres = np.array([place.centre for place in places])
    radii = np.array([place.radius for place in places]) * urban.stretch
    for district in urban.districts:
        pending, coarse = [district], float(rng.choice([0.85, 1.0, 1.25, 1.8, 2.5], p=[0.25, 0.3, 0.25, 0.13, 0.07]))
        while pending:
            area = pending.pop()
            place, core = _where(area, centres, radii)
            target = _block_area(places[place].kind, core) / urban.density * coarse * rng.uniform(0.75, 1.5)
            cut = halve(rng, area) if area.area > target * 1.45 else None
            if cut is None:
                blocks.append(Block(area, place, core))
                continue
            street, halves = cut
            pending += halves
            streets += [Street(line, _highway(rng, area.area, core)) for line in street]
    return streets, blocks


def _edges(urban: Urban) -> Iterable[LineString]:
    """Streets along rivers, railways and parks: edges of the free land that are not the town's end."""
    edge = shapely.difference(shapely.boundary(urban.free), shapely.buffer(shapely.boundary(urban.outline), 30))
    lines = shapely.get_parts(shapely.line_merge(edge))
    long = lines[shapely.length(lines) > 130]
    return list(shapely.simplify(long, 3))


def _where(area: Polygon, centres: Points, radii: Points) -> tuple[int, float]:
    """The settlement that a piece of land belongs to, and how central it is there (0 to 1)."""
    middle = area.centroid
    away = np.hypot(centres[:, 0] - middle.x, centres[:, 1] - middle.y) / radii
    place = int(np.argmin(away))
    return place, float(max(0.0, 1 - away[place]))


def _block_area(kind: str, core: float) -> float:
    """Square metres of an ordinary block at scale 1."""
    edge, middle = {"city": (17_500, 6_500), "town": (17_000, 8_000), "village": (19_000, 12_000)}.get(
        kind, (24_000, 20_000)
    )
    return edge + (middle - edge) * min(1.0, core * 1.25)


def _highway(rng: np.random.Generator, area: float, core: float) -> str:
    """A street's class from the land it was cut through."""
    if area > COLLECTOR_AREA:
        return "tertiary"
    if core > 0.86:
        return str(rng.choice(["pedestrian", "living_street", "residential", "unclassified"], p=[0.3, 0.2, 0.4, 0.1]))
    return str(
        rng.choice(["residential", "living_street", "footway", "steps", "service"], p=[0.86, 0.05, 0.05, 0.01, 0.03])
    )
