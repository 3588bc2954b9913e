"""Where the country lies, and the plane that it is drawn in: metres east and north of its south-western corner."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tilebuild.local.sample.frame import generator
from tilebuild.local.sample.lines import Noise

Points = NDArray[np.float64]
"""Shape (..., 2): metres in the plane, or a share of the country's width and height."""

ORIGIN = np.array([-33.1, 44.2])
"""Longitude and latitude of the plane's origin, in the open Atlantic."""

WIDTH, HEIGHT = 400_000.0, 480_000.0
"""Metres of the whole country: some five degrees by four and a half."""

_PER_LATITUDE = 6378137 * math.pi / 180
_PER_DEGREE = np.array([_PER_LATITUDE * math.cos(math.radians(46.4)), _PER_LATITUDE])


@dataclass(frozen=True)
class Frame:
    """The country's seed and size, and the bend that makes its straight lines crooked."""

    seed: int
    scale: float
    """Share of the width and height that is drawn: a fifth makes a twenty-fifth of the country."""
    bend: tuple[Noise, Noise]

    @property
    def size(self) -> Points:
        """Width and height in metres."""
        return np.array([WIDTH, HEIGHT]) * self.scale

    def rng(self, part: str) -> np.random.Generator:
        """The random numbers of one part of the country: parts do not disturb each other."""
        return generator(self.seed, f"country {part}")

    def place(self, shares: Points) -> Points:
        """Shares of width and height as metres, bent."""
        flat = (shares * self.size).reshape(-1, 2)
        bent = flat + 0.07 * self.size * np.column_stack([noise(flat) for noise in self.bend])
        return bent.reshape(shares.shape)

    def count(self, whole: int, least: int = 1) -> int:
        """How many there are of something of which the whole country has so many."""
        return max(least, round(whole * self.scale**2))

    def steps(self, metres: float) -> int:
        """How many steps of so many metres go into the width and the height, together an area."""
        return max(2, round(math.sqrt(float(np.prod(self.size))) / metres))


def make_frame(seed: int, scale: float) -> Frame:
    """The frame of a seed and scale."""
    rng = generator(seed, "country bend")
    return Frame(seed, scale, (Noise(rng, 0.45 * WIDTH * scale, 2), Noise(rng, 0.45 * WIDTH * scale, 2)))


def to_degrees(points: Points) -> Points:
    """Metres as longitude and latitude, rounded as OpenStreetMap stores them."""
    return np.asarray(np.round(points / _PER_DEGREE + ORIGIN, 7))
