"""Rivers: the water of every corner of a lattice finds its way to the sea, so that they join and never cross."""

from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from bench.country.drawing import Drawing, Ids
from bench.country.frame import Frame, Points
from bench.country.land import Land
from bench.country.lattice import Lattice, make_lattice, numbered
from bench.country.names import names
from tilebuild.local.sample.lines import Noise, largest

SPACING, STEP = 6500.0, 85.0
RIVER = 3
"""From how many corners a river comes; a stream comes from fewer."""
WIDE = 45
"""... and one whose banks are mapped, if there are so large ones."""


@dataclass(frozen=True)
class Basin:
    """Corners of the lattice by number, row by row."""

    lattice: Lattice
    on_land: NDArray[np.bool_]
    target: dict[int, int]
    """The corner that one on land flows to; those upstream come later."""


def make_basin(frame: Frame, land: Land) -> Basin:
    """Hills that rise from the coast, and where the water flows on them."""
    rng = frame.rng("rivers")
    columns, rows = (max(4, round(side / SPACING)) for side in frame.size.tolist())
    lattice = make_lattice(frame, rng, rows, columns, 0.3, STEP, 0.15)
    flat = lattice.corners.reshape(-1, 2)
    on_land, away = land.holds(flat), land.away(flat)
    height = np.where(on_land, 0.25 * away + 20_000 * Noise(rng, 45_000, 4)(flat), -np.inf)
    return Basin(lattice, on_land, _targets(height, columns + 1))


def _targets(height: NDArray[np.float64], columns: int) -> dict[int, int]:
    """The corner that each flows to: from the sea upwards, always the lowest shore first, which floods the hollows."""
    shore = [(level, corner) for corner, level in enumerate(height.tolist()) if level == -np.inf]
    heapify(shore)
    target: dict[int, int] = {}
    while shore:
        level, corner = heappop(shore)
        column = corner % columns
        for step, there in ((-1, column > 0), (1, column < columns - 1), (-columns, True), (columns, True)):
            above = corner + step
            if there and 0 <= above < len(height) and height[above] > -np.inf and above not in target:
                target[above] = corner
                heappush(shore, (max(level, float(height[above])), above))
    return target


def add_rivers(drawing: Drawing, frame: Frame, land: Land, basin: Basin) -> None:
    """A way between each corner and the next one downstream; banks where the river is wide."""
    flow = _flow(basin)
    called = _names(frame, basin, flow)
    ids = numbered(drawing, basin.lattice)
    wide = min(WIDE, max(flow.values()) / 2)
    for corner, target in basin.target.items():
        nodes, points = _edge(basin.lattice, ids.across, ids.up, corner, target)
        until = len(nodes) if basin.on_land[target] else _mouth(land, points)
        kind = "river" if flow[corner] >= RIVER else "stream"
        drawing.way(nodes[:until], {"waterway": kind, "name": called[corner]})
        if flow[corner] >= wide:
            _add_banks(drawing, points[:until], 9.0 * np.sqrt(flow[corner]))


def _flow(basin: Basin) -> dict[int, int]:
    """How many corners flow through each."""
    flow = dict.fromkeys([*basin.target, *basin.target.values()], 1)
    for corner, target in reversed(basin.target.items()):
        flow[target] += flow[corner]
    return flow


def _names(frame: Frame, basin: Basin, flow: dict[int, int]) -> dict[int, str]:
    """A river has the name that it has at its mouth, up to its farthest source."""
    given, called, longest = names(frame.rng("river names")), dict[int, str](), dict[int, int]()
    for corner, target in basin.target.items():
        if flow[corner] > flow.get(longest.get(target, -1), 0):
            longest[target] = corner
    for corner, target in basin.target.items():
        called[corner] = called[target] if longest[target] == corner and target in called else next(given)
    return called


def _edge(lattice: Lattice, across: Ids, up: Ids, corner: int, target: int) -> tuple[Ids, Points]:
    """Nodes and places from one corner to a neighbour."""
    row, column = divmod(min(corner, target), lattice.corners.shape[1])
    ids, lines = (across, lattice.across) if abs(target - corner) == 1 else (up, lattice.up)
    turn = slice(None, None, 1 if target > corner else -1)
    return ids[row, column][turn], lines[row, column][turn]


def _mouth(land: Land, points: Points) -> int:
    """How many vertices there are until the sea."""
    at_sea = np.flatnonzero(~land.holds(points))
    return max(2, int(at_sea[0]) + 1) if len(at_sea) else len(points)


def _add_banks(drawing: Drawing, points: Points, metres: float) -> None:
    area = shapely.buffer(LineString(points), metres, quad_segs=2, cap_style="flat")
    ring = shapely.get_coordinates(largest(area).exterior)[:-1]
    drawing.way(drawing.ring(ring), {"natural": "water", "water": "river"})
