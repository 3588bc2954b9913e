"""Which roads there are: on a lattice of villages, every so many rows and columns are a road of a higher class."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.country.frame import Frame
from bench.country.lattice import Lattice, make_lattice

SPACING, STEP = 4600.0, 75.0
"""Metres between villages, and between vertices."""

EVERY = {"motorway": (24, 12), "trunk": (12, 6), "primary": (6, 3), "secondary": (3, 1)}
"""Class -> in every how many rows and columns, beginning with which."""

WEIGHT = {"motorway": 2.0, "trunk": 3.0, "primary": 1.5, "secondary": 0.7}
"""Class -> how much it draws people to where it crosses another."""


@dataclass(frozen=True)
class Network:
    """The lattice, and the class of each row and column."""

    lattice: Lattice
    rows: list[str]
    columns: list[str]

    @property
    def weight(self) -> NDArray[np.float64]:
        """How much crosses at each corner, of shape (rows, columns)."""
        high = [np.array([WEIGHT.get(name, 0.0) for name in line]) for line in (self.rows, self.columns)]
        return np.asarray(np.add.outer(*high))


def make_network(frame: Frame) -> Network:
    """Where roads are."""
    columns, rows = (max(6, round(side / SPACING)) for side in frame.size.tolist())
    lattice = make_lattice(frame, frame.rng("roads"), rows, columns, 0.27, STEP, 0.085)
    return Network(lattice, [_named(row) for row in range(rows + 1)], [_named(column) for column in range(columns + 1)])


def _named(index: int) -> str:
    """The class of a row or column; the small one of a test has a motorway too."""
    if index == 4:
        return "motorway"
    return next((name for name, (every, first) in EVERY.items() if index % every == first), "")
