"""Borders: counties on a lattice, gathered to regions and the country; neighbours share the ways between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bench.country.drawing import Drawing, Ids, Member, Tags
from bench.country.frame import Frame, Points
from bench.country.land import Land
from bench.country.lattice import Lattice, make_lattice, numbered
from bench.country.names import names, translated

STEP = 120.0
"""Metres between vertices on land."""

AT_SEA = 8
"""Of how many vertices at sea one is kept."""

LEVELS = (2, 4, 6)
KINDS = {2: "", 4: "Region ", 6: "County "}


@dataclass(frozen=True)
class Territory:
    """Counties, and the region of each, of shape (rows, columns)."""

    lattice: Lattice
    region: NDArray[np.int64]

    @property
    def border(self) -> Points:
        """The country's border, counter-clockwise, of shape (n, 2)."""
        across, up = self.lattice.across, self.lattice.up
        sides = (across[0], up[:, -1], across[-1, ::-1, ::-1], up[::-1, 0, ::-1])
        return np.concatenate([side[:, :-1].reshape(-1, 2) for side in sides])


def make_territory(frame: Frame) -> Territory:
    """Counties and regions."""
    rng = frame.rng("admin")
    rows, columns = (max(3, round(count * frame.scale)) for count in (8, 7))
    lattice = make_lattice(frame, rng, rows, columns, 0.22, STEP, 0.11)
    seats = rng.uniform(0, [rows, columns], (frame.count(12, 2), 2))
    row, column = np.mgrid[:rows, :columns] + 0.5
    away = np.hypot(row[..., None] - seats[:, 0], column[..., None] - seats[:, 1])
    return Territory(lattice, away.argmin(axis=-1))


def add_admin(drawing: Drawing, frame: Frame, territory: Territory, land: Land) -> None:
    """Boundary ways, each of the lowest level that it parts, and the relations of all levels."""
    codes = [(0, int(region), county) for county, region in enumerate(territory.region.ravel())]
    parts = [
        (way, [codes[side] for side in sides])
        for ids, points, sides in _edges(drawing, territory)
        for way in _ways(drawing, ids, land.holds(points), _level([codes[side] for side in sides]))
    ]
    given = names(frame.rng("admin names"))
    for depth, level in enumerate(LEVELS):
        for code in sorted({code[: depth + 1] for code in codes}):
            members = [Member("w", way, "outer") for way, sides in parts if _bounds(code, sides)]
            drawing.relation(_tags(level, next(given)), members)


def _tags(level: int, name: str) -> Tags:
    named = translated(KINDS[level] + name, 18 if level == 2 else 4)
    return {"type": "boundary", "boundary": "administrative", "admin_level": str(level), **named}


def _edges(drawing: Drawing, territory: Territory) -> Iterator[tuple[Ids, Points, list[int]]]:
    """The nodes of each edge, where they are, and the one or two counties beside it."""
    ids, lattice = numbered(drawing, territory.lattice), territory.lattice
    rows, columns = territory.region.shape
    for row, column in np.ndindex(rows + 1, columns):
        cells = [(each, column) for each in (row - 1, row) if 0 <= each < rows]
        yield ids.across[row, column], lattice.across[row, column], [a * columns + b for a, b in cells]
    for row, column in np.ndindex(rows, columns + 1):
        cells = [(row, each) for each in (column - 1, column) if 0 <= each < columns]
        yield ids.up[row, column], lattice.up[row, column], [a * columns + b for a, b in cells]


def _level(sides: list[tuple[int, int, int]]) -> int:
    if len(sides) == 1:
        return 2
    return 4 if sides[0][1] != sides[1][1] else 6


def _bounds(code: tuple[int, ...], sides: list[tuple[int, int, int]]) -> bool:
    """Whether exactly one side lies in the area of the code."""
    return [side[: len(code)] for side in sides].count(code) == 1


def _ways(drawing: Drawing, ids: Ids, on_land: NDArray[np.bool_], level: int) -> Iterator[int]:
    """An edge as ways that are on land or at sea."""
    tags = {"boundary": "administrative", "admin_level": str(level)}
    turns = [0, *(np.flatnonzero(np.diff(on_land)) + 1).tolist(), len(ids) - 1]
    for start, end in pairwise(sorted(set(turns))):
        run = ids[start : end + 1]
        if on_land[start]:
            yield from drawing.pieces(run, tags, 400)
        else:
            yield drawing.way(np.append(run[:-1:AT_SEA], run[-1]), tags | {"maritime": "yes"})
