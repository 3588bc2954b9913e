"""Land and sea: a coast in the west and the south, islands before it; in the north and the east land goes on."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from bench.country.drawing import Drawing
from bench.country.frame import Frame, Points
from bench.country.names import names
from bench.country.shapes import stars
from tilebuild.local.sample.lines import fractal, valid

SHORE = 0.09
"""Where the coast runs on average: the share of the width and height that is sea."""

BEYOND = 1.03
"""Where it ends: outside of the country, as in an extract whose ways are whole."""

STEP = 90.0
"""Metres between the coast's vertices."""


@dataclass(frozen=True)
class Land:
    """The country's land, and its coast in the direction that has land on its left."""

    coast: Points
    islands: Points
    outline: BaseGeometry
    """The mainland inside the border, with fewer vertices: what is asked again and again."""
    shore: BaseGeometry
    """The coast, with fewer vertices."""

    def holds(self, points: Points) -> NDArray[np.bool_]:
        """Which points of shape (..., 2) are on it."""
        return np.asarray(shapely.contains_xy(self.outline, points[..., 0], points[..., 1]))

    def away(self, points: Points) -> NDArray[np.float64]:
        """How many metres from the coast the points are."""
        return np.asarray(shapely.distance(shapely.points(points), self.shore))


def make_land(frame: Frame, border: Points) -> Land:
    """The land inside the border, a ring of shape (n, 2)."""
    rng = frame.rng("coast")
    coast = _coast(frame, rng)
    whole = valid(Polygon(np.concatenate([coast, frame.place(np.array([(1.4, SHORE), (1.4, 1.4), (SHORE, 1.4)]))])))
    ring = shapely.get_coordinates(orient(whole).exterior)[:-1]
    ring = np.roll(ring, -_nearest(ring, coast[0]), axis=0)
    coast = ring[: _nearest(ring, coast[-1]) + 1]
    least = 250 * min(1.0, 2 * frame.scale)
    outline = shapely.simplify(shapely.intersection(whole, valid(Polygon(border))), least)
    shapely.prepare(outline)
    return Land(coast, _islands(frame, rng, whole), outline, shapely.simplify(LineString(coast), 4 * least))


def _coast(frame: Frame, rng: np.random.Generator) -> Points:
    """From the north down the west and along the south to the east; bays and headlands, the larger the rarer."""
    steps = np.linspace(BEYOND, SHORE, 14)
    turn = np.concatenate(
        [np.column_stack([np.full(14, SHORE), steps]), np.column_stack([steps[-2::-1], [SHORE] * 13])]
    )
    turn[1:-1] += rng.normal(0, 0.022, (25, 2))
    return fractal(frame.place(turn), rng, 0.19, STEP)


def _nearest(ring: Points, to: Points) -> int:
    return int(np.argmin(np.hypot(*(ring - to).T)))


def _islands(frame: Frame, rng: np.random.Generator, land: BaseGeometry) -> Points:
    """Rings in the sea; those that would touch land are left out."""
    count = frame.count(120, 6)
    along, out = rng.uniform(0.1, 0.95, count), rng.uniform(0.005, 0.06, count)
    shares = np.where(rng.random((count, 1)) < 0.5, np.column_stack([out, along]), np.column_stack([along, out]))
    radii = np.minimum(np.exp(rng.normal(6.6, 0.9, count)), 6000) * min(1.0, 4 * frame.scale)
    rings = stars(rng, frame.place(shares), radii, 200)
    return np.asarray(rings[~shapely.intersects(shapely.polygons(rings), land)])


def add_coast(drawing: Drawing, frame: Frame, land: Land) -> None:
    """Coastline ways; islands are places too."""
    drawing.pieces(drawing.nodes(land.coast), {"natural": "coastline"}, 600)
    for ids, name in zip(drawing.ring(land.islands), names(frame.rng("islands"))):  # noqa: B905 - names have no end
        drawing.way(ids, {"natural": "coastline", "place": "island", "name": name})
