"""What each block is for: houses, flats, shops, works, a school, a park."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon

from tilebuild.local.sample.frame import generator
from tilebuild.local.sample.layout import CITY, Settlement
from tilebuild.local.sample.streets import Block

STREET_HALF_WIDTH = 6.5

# Share of a block's uses by zone; the rest of each row is houses.
_ZONES = {
    "centre": (
        ("perimeter", 0.57),
        ("courtyard", 0.09),
        ("commercial", 0.16),
        ("retail", 0.07),
        ("plaza", 0.015),
        ("parking", 0.03),
    ),
    "inner": (("perimeter", 0.26), ("apartments", 0.34), ("row", 0.16), ("commercial", 0.04), ("playground", 0.03)),
    "suburb": (
        ("row", 0.1),
        ("apartments", 0.13),
        ("allotments", 0.05),
        ("playground", 0.02),
        ("green", 0.05),
        ("commercial", 0.02),
    ),
    "village": (("farmyard", 0.12), ("green", 0.05)),
}
# Uses that the city must have, how often, how central they lie (0 to 1), and their least size in square metres.
_WANTED = (
    ("university", 3, 0.62, 15_000),
    ("hospital", 2, 0.55, 14_000),
    ("townhall", 1, 0.97, 4_500),
    ("theatre", 2, 0.88, 4_500),
    ("museum", 2, 0.86, 4_500),
    ("school", 11, 0.45, 9_000),
    ("kindergarten", 6, 0.5, 3_500),
    ("church", 9, 0.6, 4_000),
    ("supermarket", 7, 0.4, 7_000),
    ("pitch", 5, 0.3, 9_000),
    ("parking", 4, 0.5, 5_000),
    ("garden", 3, 0.72, 6_000),
)
_TOWN_WANTED = ("church", "school", "supermarket", "townhall")


@dataclass(frozen=True)
class Plot:
    """A block less its streets, and its use."""

    area: Polygon
    use: str
    place: int
    core: float


def make_plots(
    seed: int, blocks: Sequence[Block], places: Sequence[Settlement], main_roads: Sequence[LineString]
) -> list[Plot]:
    """Give every block its use; blocks that streets leave nothing of are dropped."""
    rng = generator(seed, "plots")
    areas = shapely.buffer([block.area for block in blocks], -STREET_HALF_WIDTH, join_style="mitre")
    areas = _beside(shapely.simplify(areas, 1.2), main_roads)
    uses = [_use(rng, block, places[block.place]) for block in blocks]
    _assign_wanted(blocks, places, uses)
    plots = []
    for block, area, use in zip(blocks, areas, uses, strict=True):
        for part in shapely.get_parts(area):
            if part.area > 250:
                plots.append(Plot(part, use, block.place, block.core))
    return plots


def _beside(areas: NDArray[np.object_], roads: Sequence[LineString]) -> NDArray[np.object_]:
    """The areas less the main roads that run into them: a road may end in the middle of a block."""
    index, road = shapely.STRtree(list(roads)).query(areas, predicate="dwithin", distance=STREET_HALF_WIDTH)
    for number in np.unique(index).tolist():
        lines = shapely.multilinestrings([roads[i] for i in road[index == number]])
        areas[number] = shapely.difference(areas[number], shapely.buffer(lines, STREET_HALF_WIDTH + 0.5, quad_segs=2))
    return areas


def _use(rng: np.random.Generator, block: Block, place: Settlement) -> str:
    """A use drawn from those of the block's zone; the city's south-west is its works quarter."""
    x, y = shapely.get_coordinates(block.area.centroid)[0] - CITY
    if place.kind == "city" and x < -1750 and y < -900:
        return str(rng.choice(["industrial", "industrial", "commercial", "row"]))
    draw, zone = rng.random(), _zone(block, place)
    for use, share in _ZONES[zone]:
        draw -= share
        if draw < 0:
            return use
    return "houses"


def _zone(block: Block, place: Settlement) -> str:
    if place.kind in ("village", "hamlet"):
        return "village"
    centre, inner = (0.78, 0.52) if place.kind == "city" else (0.86, 0.6)
    return "centre" if block.core > centre else "inner" if block.core > inner else "suburb"


def _assign_wanted(blocks: Sequence[Block], places: Sequence[Settlement], uses: list[str]) -> None:
    """Put the uses that must exist onto the blocks that fit best; towns get the most needed ones."""
    sizes = shapely.area([block.area for block in blocks])
    cores = np.array([block.core for block in blocks])
    owners = np.array([block.place for block in blocks])
    free = np.ones(len(blocks), bool)
    for number, place in enumerate(places):
        if place.kind == "hamlet":
            continue
        for use, count, core, least in _WANTED:
            times = count if place.kind == "city" else int(use in _TOWN_WANTED[: 4 if place.kind == "town" else 1])
            fits = np.flatnonzero(free & (owners == number) & (sizes > least) & (sizes < 4.5 * least))
            order = fits[np.argsort(np.abs(cores[fits] - core), kind="stable")]
            for index in _spread(order, blocks, times):
                uses[index] = use
                free[index] = False


def _spread(order: np.ndarray[tuple[int], np.dtype[np.int64]], blocks: Sequence[Block], count: int) -> list[int]:
    """The first ``count`` of the candidates that keep 450 m from each other."""
    chosen: list[int] = []
    for index in order.tolist():
        if len(chosen) == count:
            break
        if all(blocks[index].area.distance(blocks[other].area) > 450 for other in chosen):
            chosen.append(index)
    return chosen
