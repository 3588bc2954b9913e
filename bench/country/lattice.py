"""A lattice of jittered corners with wiggly edges: fields share them, borders and roads run along them."""

from dataclasses import dataclass

import numpy as np

from bench.country.drawing import Drawing, Ids
from bench.country.frame import Frame, Points
from bench.country.shapes import halvings, wiggly


def corners(frame: Frame, rng: np.random.Generator, rows: int, columns: int, jitter: float) -> Points:
    """Corners in metres, of shape (rows + 1, columns + 1, 2); those on the rim stay on it."""
    shift = rng.uniform(-jitter, jitter, (rows + 1, columns + 1, 2))
    shift[:, [0, -1], 0] = 0
    shift[[0, -1], :, 1] = 0
    row, column = np.mgrid[: rows + 1, : columns + 1]
    shares = (np.stack([column, row], axis=-1) + shift) / [columns, rows]
    return frame.place(shares)


@dataclass(frozen=True)
class Lattice:
    """Corners, and the lines between those that are neighbours."""

    corners: Points
    across: Points
    """Lines to the corner in the next column: (rows + 1, columns, vertices, 2)."""
    up: Points
    """Lines to the corner in the next row: (rows, columns + 1, vertices, 2)."""

    @property
    def middles(self) -> Points:
        """The middle of each cell, of shape (rows, columns, 2)."""
        at = self.corners
        return np.asarray((at[:-1, :-1] + at[1:, :-1] + at[:-1, 1:] + at[1:, 1:]) / 4)


def make_lattice(
    frame: Frame, rng: np.random.Generator, rows: int, columns: int, jitter: float, step: float, rough: float
) -> Lattice:
    """A lattice with a vertex about every ``step`` metres."""
    at = corners(frame, rng, rows, columns, jitter)
    count = halvings(float((frame.size / [columns, rows]).mean()), step)
    return Lattice(
        at,
        _lines(rng, at[:, :-1], at[:, 1:], count, rough),
        _lines(rng, at[:-1], at[1:], count, rough),
    )


def _lines(rng: np.random.Generator, start: Points, end: Points, count: int, rough: float) -> Points:
    made = wiggly(rng, start.reshape(-1, 2), end.reshape(-1, 2), count, rough)
    return made.reshape(*start.shape[:-1], -1, 2)


@dataclass(frozen=True)
class Numbered:
    """The nodes of a lattice, which whatever runs along it shares."""

    across: Ids
    up: Ids

    def blocks(self, row: Ids, column: Ids, size: int) -> Ids:
        """Rings round the blocks of ``size`` by ``size`` cells that begin at the rows and columns, closed."""
        steps = range(size)
        south = [self.across[row, column + step, :-1] for step in steps]
        east = [self.up[row + step, column + size, :-1] for step in steps]
        north = [self.across[row + size, column + step, :0:-1] for step in reversed(steps)]
        west = [self.up[row + step, column, :0:-1] for step in reversed(steps)]
        return np.concatenate([*south, *east, *north, *west, self.across[row, column, :1]], axis=1)


def numbered(drawing: Drawing, lattice: Lattice) -> Numbered:
    """Nodes for a whole lattice; corners once."""
    at = drawing.nodes(lattice.corners)
    across, up = drawing.nodes(lattice.across[:, :, 1:-1]), drawing.nodes(lattice.up[:, :, 1:-1])
    return Numbered(
        np.concatenate([at[:, :-1, None], across, at[:, 1:, None]], axis=2),
        np.concatenate([at[:-1, :, None], up, at[1:, :, None]], axis=2),
    )
