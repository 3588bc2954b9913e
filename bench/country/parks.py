"""National parks as relations of several ways, protected areas, and peaks."""

from collections.abc import Iterator

import numpy as np

from bench.country.drawing import Drawing, Member
from bench.country.frame import Frame, Points
from bench.country.land import Land
from bench.country.names import names
from bench.country.shapes import stars

PARKS, PROTECTED, PEAKS = 14, 420, 1500
"""How many the whole country has."""


def add_parks(drawing: Drawing, frame: Frame, land: Land) -> None:
    """All of them, wherever it happens."""
    rng = frame.rng("parks")
    given, much = names(rng), min(1.0, 4 * frame.scale)
    parks, protected, peaks = (frame.count(whole, 4) for whole in (PARKS, PROTECTED, PEAKS))
    at = frame.place(rng.uniform(0, 1, (4 * (parks + protected + peaks), 2)))
    at = at[land.holds(at)]
    _add_national(drawing, stars(rng, at[:parks], rng.uniform(6000, 16000, parks) * much, 900), given)
    radii = np.exp(rng.normal(7.7, 0.5, protected)) * much
    _add_protected(drawing, stars(rng, at[parks : parks + protected], radii, 160), given)
    for place, height in zip(at[-peaks:], rng.gamma(3, 400, peaks), strict=True):
        drawing.node(place, {"natural": "peak", "name": next(given), "ele": str(int(height))})


def _add_national(drawing: Drawing, rings: Points, given: Iterator[str]) -> None:
    for ids in drawing.ring(rings):
        tags = {"type": "boundary", "boundary": "national_park", "name": f"{next(given)} National Park"}
        drawing.relation(tags, [Member("w", way, "outer") for way in drawing.pieces(ids, {}, 300)])


def _add_protected(drawing: Drawing, rings: Points, given: Iterator[str]) -> None:
    for number, ids in enumerate(drawing.ring(rings)):
        kind = {"leisure": "nature_reserve"} if number % 3 else {"boundary": "protected_area", "protect_class": "5"}
        drawing.way(ids, {**kind, "name": f"{next(given)} Reserve"})
