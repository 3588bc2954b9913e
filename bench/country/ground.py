"""What covers the ground: woods, fields and built-up land on a lattice whose edges they share.

Blocks of eight by eight cells are kept whole or quartered, again and again, as woods are large and fields are small.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.country.drawing import Drawing, Ids, Tags
from bench.country.frame import Frame, Points
from bench.country.land import Land
from bench.country.lattice import Lattice, Numbered, make_lattice, numbered
from bench.country.names import names
from bench.country.settlements import Settlements
from tilebuild.local.sample.lines import Noise

CELL = 1000.0
"""Metres of a cell's side."""
STEP = 125.0

KEPT = {8: 0.3, 4: 0.35, 2: 0.45, 1: 0.85}
"""Cells of a block's side -> how many of the blocks stay as they are."""

CLEARING = 0.35
"""How many of the largest woods have one."""

OPEN: dict[tuple[str, str], float] = {
    ("landuse", "farmland"): 0.46, ("landuse", "meadow"): 0.24, ("landuse", "grass"): 0.05, ("natural", "scrub"): 0.06,
    ("natural", "heath"): 0.04, ("natural", "grassland"): 0.04, ("natural", "wetland"): 0.03,
    ("landuse", "orchard"): 0.04, ("landuse", "vineyard"): 0.02, ("natural", "bare_rock"): 0.02,
}  # fmt: skip
"""What is no wood, and its share of that."""


@dataclass(frozen=True)
class Ground:
    """The lattice, and of each cell whether it is on land and whether it is built up."""

    lattice: Lattice
    ids: Numbered
    free: NDArray[np.bool_]
    built: NDArray[np.bool_]


def add_ground(drawing: Drawing, frame: Frame, land: Land, settlements: Settlements) -> None:
    """Areas that leave little of the land free and never overlap."""
    rng = frame.rng("ground")
    ground = _ground(drawing, frame, rng, land, settlements)
    wooded = Noise(rng, 60_000 * max(0.25, frame.scale), 4)
    given = names(rng)
    for size, rows, columns in _blocks(rng, ground):
        at = ground.lattice.middles[rows + size // 2, columns + size // 2]
        woods = wooded(at) + rng.normal(0, 0.15, len(at)) > 0.08
        rings = ground.ids.blocks(rows, columns, size)
        built = ground.built[rows, columns] & (size == 1)
        clear = (rng.random(len(at)) < CLEARING) & woods if size == 8 else np.zeros(len(at), dtype=bool)
        for ring, tags in zip(rings[~clear], _tags(rng, woods[~clear], built[~clear]), strict=True):
            drawing.way(ring, tags)
        for outer, inner in zip(rings[clear], ground.ids.blocks(rows[clear] + 3, columns[clear] + 2, 2), strict=True):
            _with_clearing(drawing, outer, inner, next(given))


def _with_clearing(drawing: Drawing, outer: Ids, inner: Ids, name: str) -> None:
    around, within = drawing.way(outer, {}), drawing.way(inner, {"landuse": "meadow"})
    drawing.multipolygon({"landuse": "forest", "name": name}, [around], [within])


def _ground(drawing: Drawing, frame: Frame, rng: np.random.Generator, land: Land, settlements: Settlements) -> Ground:
    columns, rows = (8 * max(2, round(side / CELL / 8)) for side in frame.size.tolist())
    lattice = make_lattice(frame, rng, rows, columns, 0.22, STEP, 0.09)
    on_land = land.holds(lattice.corners)
    free = on_land[:-1, :-1] & on_land[1:, :-1] & on_land[:-1, 1:] & on_land[1:, 1:]
    return Ground(lattice, numbered(drawing, lattice), free, _built(lattice.middles, settlements))


def _built(middles: Points, settlements: Settlements) -> NDArray[np.bool_]:
    """Cells whose middle lies in a town or city."""
    towns = settlements.radius > 900
    areas = shapely.buffer(shapely.points(settlements.at[towns]), settlements.radius[towns])
    together = shapely.union_all(areas)
    shapely.prepare(together)
    return np.asarray(shapely.contains_xy(together, middles[..., 0], middles[..., 1]))


def _blocks(rng: np.random.Generator, ground: Ground) -> Iterator[tuple[int, Ids, Ids]]:
    """The sizes of blocks, and the first row and column of each block that is kept at that size."""
    taken = np.zeros_like(ground.free)
    for size, share in KEPT.items():
        whole = _all(ground.free & ~taken & ~(ground.built & (size > 1)), size)
        kept = whole & ((rng.random(whole.shape) < share) | _all(ground.built, size))
        taken |= np.repeat(np.repeat(kept, size, axis=0), size, axis=1)
        rows, columns = np.nonzero(kept)
        yield size, rows * size, columns * size


def _all(cells: NDArray[np.bool_], size: int) -> NDArray[np.bool_]:
    """Whether it is so of all cells of each block."""
    rows, columns = cells.shape
    return np.asarray(cells.reshape(rows // size, size, columns // size, size).all(axis=(1, 3)))


def _tags(rng: np.random.Generator, woods: NDArray[np.bool_], built: NDArray[np.bool_]) -> Iterator[Tags]:
    shares = np.array(list(OPEN.values()))
    drawn = rng.choice(len(shares), len(woods), p=shares / shares.sum()).tolist()
    chance = rng.random(len(woods)).tolist()
    kinds = list(OPEN)
    for wooded, town, index, luck in zip(woods.tolist(), built.tolist(), drawn, chance, strict=True):
        if town:
            yield {"landuse": "residential" if luck < 0.8 else "industrial" if luck < 0.92 else "commercial"}
        elif wooded:
            yield {"landuse": "forest"} if luck < 0.7 else {"natural": "wood"}
        else:
            yield dict([kinds[index]])
