"""Where people live: places at the crossings of the roads, the larger where larger roads cross."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.country.drawing import Drawing, Tags
from bench.country.frame import Frame, Points
from bench.country.land import Land
from bench.country.names import names, translated
from bench.country.shapes import stars

CITIES, TOWNS = 60, 700
"""How many the whole country has beside its capital."""
INHABITED = 0.75
"""At how many of the crossings there is a village at least."""

KINDS = ("city", "city", "town", "village")
"""``place`` of the capital, the cities, the towns and the villages."""
LANGUAGES = (18, 9, 3, 1)
VERTICES = (384, 160, 56, 24)
"""Of the ring round a place."""


@dataclass(frozen=True)
class Settlements:
    """Places, the largest first; ``kind`` is an index of :data:`KINDS`."""

    at: Points
    kind: NDArray[np.int64]
    people: NDArray[np.int64]

    @property
    def radius(self) -> NDArray[np.float64]:
        """Metres from the middle to the last houses."""
        return np.asarray(7.0 * np.sqrt(self.people) + 120)


def make_settlements(frame: Frame, land: Land, crossings: Points, weight: NDArray[np.float64]) -> Settlements:
    """Places at crossings of shape (n, 2), rather where the weight is larger."""
    rng = frame.rng("settlements")
    weight = np.where(land.holds(crossings), weight + rng.exponential(1.0, len(weight)), -np.inf)
    middle = frame.place(np.array([0.55, 0.55]))
    lots = weight - 1.5 * np.hypot(*(crossings - middle).T) / frame.size.min()
    order = np.argsort(-lots, kind="stable")[: max(12, int(INHABITED * np.isfinite(lots).sum()))]
    counts = [1, frame.count(CITIES, 2), frame.count(TOWNS, 4)]
    kind = np.repeat([0, 1, 2, 3], [*counts, len(order) - sum(counts)])
    return Settlements(crossings[order], kind, _people(rng, kind))


def _people(rng: np.random.Generator, kind: NDArray[np.int64]) -> NDArray[np.int64]:
    middles, spread = np.array([14.4, 12.1, 9.6, 6.6])[kind], np.array([0.0, 0.55, 0.7, 0.9])[kind]
    return np.asarray(np.exp(middles + spread * rng.standard_normal(len(kind))).clip(20, 4_000_000), dtype=np.int64)


def add_settlements(drawing: Drawing, frame: Frame, settlements: Settlements) -> None:
    """A node for each place, and the built-up land around it."""
    rng = frame.rng("places")
    given = names(rng)
    listed = zip(settlements.at, settlements.kind.tolist(), settlements.people.tolist(), strict=True)
    for number, (at, kind, people) in enumerate(listed):
        drawing.node(at, _tags(kind, people, next(given), number))
    for kind, count in enumerate(VERTICES):
        chosen = settlements.kind == kind
        rings = stars(rng, settlements.at[chosen], settlements.radius[chosen], count, 0.3)
        for ids in drawing.ring(rings):
            drawing.way(ids, {"landuse": "residential"})


def _tags(kind: int, people: int, name: str, number: int) -> Tags:
    capital = {"capital": "yes"} if kind == 0 else {"capital": "4"} if number < 12 else {}
    return {"place": KINDS[kind], "population": str(people), **translated(name, LANGUAGES[kind]), **capital}
