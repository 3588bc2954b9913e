"""Lakes: a few large ones with islands, and thousands of ponds."""

import numpy as np
import shapely

from bench.country.drawing import Drawing
from bench.country.frame import Frame, Points
from bench.country.land import Land
from bench.country.names import names
from bench.country.shapes import stars

LARGE, MIDDLING, PONDS = 26, 450, 9000
"""How many the whole country has."""


def add_lakes(drawing: Drawing, frame: Frame, land: Land) -> None:
    """All of them, wherever it happens."""
    rng = frame.rng("lakes")
    given = names(rng)
    for at in _somewhere(frame, rng, land, frame.count(LARGE, 2)):
        _add_large(drawing, rng, at, rng.uniform(2500, 7500) * min(1.0, 4 * frame.scale), next(given))
    for count, middle, vertices, kind in ((MIDDLING, 6.5, 120, "lake"), (PONDS, 4.6, 20, "pond")):
        at = _somewhere(frame, rng, land, frame.count(count, 5))
        rings = stars(rng, at, np.exp(rng.normal(middle, 0.45, len(at))), vertices)
        for ids in drawing.ring(rings):
            drawing.way(ids, {"natural": "water", "water": kind, "name": next(given)})


def _somewhere(frame: Frame, rng: np.random.Generator, land: Land, count: int) -> Points:
    """Places on land."""
    at = frame.place(rng.uniform(0, 1, (4 * count, 2)))
    return np.asarray(at[land.holds(at)][:count])


def _add_large(drawing: Drawing, rng: np.random.Generator, at: Points, radius: float, name: str) -> None:
    """A multipolygon with islands, one of which is in the middle."""
    (shore,) = stars(rng, at[None], np.array([radius]), 32 + int(radius / 3))
    outer = drawing.pieces(drawing.ring(shore), {}, 700)
    off = np.array([(0, 0), (0.5, 0), (-0.25, 0.43), (-0.25, -0.43)])[: rng.integers(1, 5)] * 0.6 * radius
    islands = stars(rng, at + off, np.full(len(off), 0.07 * radius), 60, 0.15)
    within = shapely.contains(shapely.polygons(shore), shapely.polygons(islands))
    inner = [drawing.way(ids, {}) for ids in drawing.ring(islands[within])] if within.any() else []
    drawing.multipolygon({"natural": "water", "water": "lake", "name": name}, outer, inner)
