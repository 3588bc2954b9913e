"""Where people settle: the city, the towns, and villages and hamlets strewn between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample.coast import Coast
from tilebuild.local.sample.frame import generator
from tilebuild.local.sample.water import Water

CITY = (-2400.0, -6200.0)
"""The middle of the city in local metres; its eastern quarters lie beyond the zoom-7 border at x = 0."""

CITY_RADIUS = 3900.0
AIRPORT = (6300.0, -6700.0)


@dataclass(frozen=True)
class Settlement:
    """A place where houses stand.

    ``radius`` is that of the built-up area in metres at scale 1; ``script`` is the script its names are written in.
    """

    kind: str
    centre: tuple[float, float]
    radius: float
    script: str
    population: int

    @property
    def point(self) -> Point:
        """The centre as a geometry."""
        return Point(self.centre)


_CITY = Settlement("city", CITY, CITY_RADIUS, "Latin", 96_400)
_TOWNS = (
    Settlement("town", (12_000, -9_800), 760, "Greek", 14_200),
    Settlement("town", (-14_400, -4_600), 720, "Cyrillic", 11_800),
    Settlement("town", (14_200, 3_000), 850, "Latin", 17_500),
    Settlement("town", (-14_300, 5_600), 600, "Arabic", 8_300),
    Settlement("town", (4_600, 14_900), 640, "Japanese", 9_700),
)
_SCRIPTS = ("Latin", "Hebrew", "Latin", "Hangul", "Cyrillic", "Latin", "Devanagari", "Han", "Latin", "Greek")


def make_settlements(seed: int, coast: Coast, water: Water) -> list[Settlement]:
    """The city first, then towns, villages and hamlets; none in the water, none too near another."""
    rng = generator(seed, "layout")
    dry = shapely.difference(shapely.buffer(coast.outline, -700), shapely.buffer(water.areas, 350))
    shapely.prepare(dry)
    places = [_CITY, *_TOWNS]
    places += _strew(rng, places, dry, "village", 15, 3600)
    places += _strew(rng, places, dry, "hamlet", 20, 2100)
    return places


def _strew(
    rng: np.random.Generator, places: Sequence[Settlement], dry: BaseGeometry, kind: str, count: int, apart: float
) -> list[Settlement]:
    """``count`` settlements of a kind at random dry spots, ``apart`` metres from every other."""
    found: list[Settlement] = []
    for _ in range(6000):
        if len(found) == count:
            break
        spot = (float(rng.uniform(-19e3, 19e3)), float(rng.uniform(-14e3, 18e3)))
        radius = float(rng.uniform(260, 420) if kind == "village" else rng.uniform(110, 170))
        clear = all(
            np.hypot(spot[0] - other.centre[0], spot[1] - other.centre[1]) > apart + other.radius * 0.8
            for other in [*places, *found]
        )
        airport = np.hypot(spot[0] - AIRPORT[0], spot[1] - AIRPORT[1]) > 3000
        if clear and airport and shapely.contains(dry, Point(spot)):
            people = round(radius**2 * rng.uniform(0.003, 0.006) + 12)
            found.append(Settlement(kind, spot, radius, _SCRIPTS[len(found) % len(_SCRIPTS)], people))
    return found
