"""The ways of the roads: cut where something changes, motorways in two carriageways beside the lattice."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bench.country.drawing import Drawing, Ids, Tags
from bench.country.frame import Frame, Points
from bench.country.land import Land
from bench.country.lattice import Lattice, Numbered, numbered
from bench.country.network import Network
from bench.country.shapes import aside, wiggly

MINOR = {"tertiary": 0.5, "unclassified": 0.85}
"""Class of edges between villages -> up to which share of them."""
DIAGONAL = {"tertiary": 0.15, "unclassified": 0.5}

LETTERS = {"motorway": "M", "trunk": "T", "primary": "P", "secondary": "S"}
HALF_WIDTH = 14.0
"""Metres from the middle of a motorway to that of a carriageway."""
PIECE = 15
"""About how many segments a way has: bridges, limits and lanes change often."""


def add_roads(drawing: Drawing, frame: Frame, land: Land, network: Network) -> None:
    """Ways of all classes."""
    rng = frame.rng("road ways")
    ids = numbered(drawing, network.lattice)
    on_land = land.holds(network.lattice.corners)
    for index, name in enumerate(network.rows):
        there = on_land[index, :-1] & on_land[index, 1:]
        _add_road(drawing, rng, name, 2 * index, ids.across[index], network.lattice.across[index], there)
    for index, name in enumerate(network.columns):
        there = on_land[:-1, index] & on_land[1:, index]
        _add_road(drawing, rng, name, 2 * index + 1, ids.up[:, index], network.lattice.up[:, index], there)
    _add_diagonals(drawing, rng, network.lattice, ids, on_land)


def _add_road(
    drawing: Drawing,
    rng: np.random.Generator,
    name: str,
    number: int,
    ids: Ids,
    lines: Points,
    there: NDArray[np.bool_],
) -> None:
    """A row or a column, where it is on land: edges of shape (edges, vertices)."""
    for start, end in _runs(there):
        if name == "motorway":
            _add_motorway(drawing, rng, f"M {number}", ids[start:end], lines[start:end])
            continue
        for edge in ids[start:end]:
            kind = name or _drawn(rng, MINOR)
            if kind:
                _split(drawing, rng, edge, _about(rng, kind, number))


def _runs(there: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """From where to where it is so, without a break."""
    turns = np.flatnonzero(np.diff(np.concatenate([[False], there, [False]])))
    return zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True)


def _drawn(rng: np.random.Generator, shares: dict[str, float]) -> str:
    luck = rng.random()
    return next((name for name, share in shares.items() if luck < share), "")


def _about(rng: np.random.Generator, kind: str, number: int) -> Tags:
    """What a whole stretch has in common."""
    if kind in LETTERS:
        return {"highway": kind, "ref": f"{LETTERS[kind]} {number}", "surface": "asphalt"}
    luck = rng.random()
    return {"highway": kind, "ref": f"L{int(luck * 30_000)}"} if luck < 0.3 else {"highway": kind}


def _split(drawing: Drawing, rng: np.random.Generator, ids: Ids, tags: Tags) -> None:
    """A stretch as ways, some of which are bridges, some with limits."""
    inner = np.sort(rng.integers(1, len(ids) - 1, max(1, len(ids) // PIECE)))
    cuts = [0, *sorted(set(inner.tolist())), len(ids) - 1]
    for (start, end), luck in zip(pairwise(cuts), rng.random(len(cuts) - 1).tolist(), strict=True):
        more = {"bridge": "yes", "layer": "1"} if luck < 0.06 else {"maxspeed": "70"} if luck < 0.4 else {}
        drawing.way(ids[start : end + 1], {**tags, **more})


def _add_motorway(drawing: Drawing, rng: np.random.Generator, ref: str, ids: Ids, lines: Points) -> None:
    """Both carriageways, and links to the roads that are crossed."""
    middle = np.concatenate([lines[:, :-1].reshape(-1, 2), lines[-1, -1:]])
    corners = np.append(ids[:, 0], ids[-1, -1])
    for line, crossed in (
        (aside(middle, -HALF_WIDTH), corners),
        (aside(middle, HALF_WIDTH)[::-1], corners[::-1]),
    ):
        nodes = drawing.nodes(line)
        _split(drawing, rng, nodes, {"highway": "motorway", "ref": ref, "oneway": "yes", "surface": "asphalt"})
        for pair in zip(nodes[:: lines.shape[1] - 1], crossed, strict=True):
            drawing.way(np.array(pair), {"highway": "motorway_link", "oneway": "yes"})


def _add_diagonals(
    drawing: Drawing, rng: np.random.Generator, lattice: Lattice, ids: Numbered, on_land: NDArray[np.bool_]
) -> None:
    """Small roads across the cells."""
    row, column = np.nonzero(on_land[:-1, :-1] & on_land[1:, 1:])
    start, end = lattice.corners[row, column], lattice.corners[row + 1, column + 1]
    halved = int(np.log2(lattice.up.shape[2] - 1))
    inner = drawing.nodes(wiggly(rng, start, end, halved, 0.085)[:, 1:-1])
    ends = ids.up[row, column, :1], ids.up[row, column + 1, -1:]
    for edge in np.concatenate([ends[0], inner, ends[1]], axis=1):
        kind = _drawn(rng, DIAGONAL)
        if kind:
            _split(drawing, rng, edge, _about(rng, kind, 0))
