"""Open country: fields, meadows and woods between the roads, the national park, peaks, farm tracks.

The land between roads, rivers and towns is halved like town blocks, only larger. All borders are noded together, so
neighbouring fields share their border exactly; neighbouring fields of woodland are merged to woods with clearings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample.coast import Coast
from tilebuild.local.sample.extract import Extract, Tags
from tilebuild.local.sample.frame import Points, from_ticks, generator, to_ticks
from tilebuild.local.sample.gazetteer import PEAKS
from tilebuild.local.sample.halving import halve
from tilebuild.local.sample.lines import Noise, blob, fractal, largest
from tilebuild.local.sample.network import Source

_FIELD = 380_000.0  # square metres
_TRACKS = 0.16  # share of field borders with a track on them
_PARK_CENTRE = (-2000.0, 10_300.0)
_OPEN: tuple[tuple[Tags, float], ...] = (
    ({"landuse": "farmland"}, 0.56),
    ({"landuse": "meadow"}, 0.2),
    ({"landuse": "orchard"}, 0.06),
    ({"landuse": "vineyard"}, 0.05),
    ({"natural": "scrub"}, 0.07),
    ({"natural": "heath"}, 0.04),
    ({"natural": "wetland"}, 0.02),
)


@dataclass(frozen=True)
class Countryside:
    """Fields as one array of polygons, woods merged, and the tracks along some borders."""

    fields: NDArray[np.object_]
    woods: BaseGeometry
    tracks: tuple[Source, ...]
    park: Polygon
    peaks: tuple[tuple[str, Points, int], ...]
    """Name, position and height in metres of the park's summits."""


def make_countryside(seed: int, coast: Coast, taken: BaseGeometry, lines: Sequence[LineString]) -> Countryside:
    """Cut the land outside ``taken`` along ``lines`` (roads and rivers) and into fields."""
    rng = generator(seed, "countryside")
    free = shapely.difference(shapely.buffer(coast.outline, -35), taken)
    cuts = shapely.intersection(shapely.union_all(list(lines)), free)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union(cuts, shapely.boundary(free)))))
    pending = list(faces[shapely.contains(free, shapely.point_on_surface(faces))])
    leaves, borders = [], []
    while pending:
        area = pending.pop()
        cut = halve(rng, area) if area.area > _FIELD * rng.uniform(0.9, 2.4) else None
        if cut is None:
            leaves.append(area)
            continue
        borders += cut[0]
        pending += cut[1]
    fields = _coverage(leaves)
    park = _national_park(rng, coast)
    wooded = _wooded(rng, fields, park)
    tracks = [Source(line, {"highway": "track", "tracktype": f"grade{rng.integers(1, 5)}"})
              for line in borders if rng.random() < _TRACKS and line.length < 2500]  # fmt: skip
    woods = _woods(rng, fields[wooded], shapely.union(taken, shapely.difference(shapely.box(*coast.main.bounds), free)))
    return Countryside(fields[~wooded], woods, tuple(tracks), park, tuple(_peaks(rng, park)))


def _coverage(leaves: Sequence[Polygon]) -> NDArray[np.object_]:
    """The same areas with every corner of a neighbour as a vertex, on the grid of ticks."""
    rings = shapely.boundary(np.array(leaves, dtype=object))
    ticks = shapely.transform(rings, lambda xy: to_ticks(xy).astype(float))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(ticks, grid_size=1))))
    faces = shapely.transform(faces, from_ticks)
    inside = shapely.STRtree(leaves).query(shapely.point_on_surface(faces), predicate="within")[0]
    found = np.asarray(faces[np.unique(inside)])
    return found[shapely.area(found) > 900]


def _woods(rng: np.random.Generator, fields: NDArray[np.object_], taken: BaseGeometry) -> BaseGeometry:
    """Wooded fields grown together over the roads between them, with ragged edges."""
    closed = shapely.buffer(shapely.buffer(shapely.union_all(fields), 32), -32)
    rings = []
    for part in shapely.get_parts(shapely.simplify(closed, 12)):
        rings.append([_ragged(rng, ring) for ring in (part.exterior, *part.interiors)])
    woods = [shapely.difference(whole, shapely.union_all(holes)) for whole, *holes in rings]
    return shapely.difference(shapely.union_all(woods), taken)


def _ragged(rng: np.random.Generator, ring: LineString) -> BaseGeometry:
    points = shapely.get_coordinates(shapely.segmentize(ring, 260))
    return shapely.buffer(Polygon(fractal(points, rng, 0.085, 40)), 0)


def _national_park(rng: np.random.Generator, coast: Coast) -> Polygon:
    """One huge area over both zoom-7 tiles, with a boundary of several thousand vertices."""
    area = blob(rng, _PARK_CENTRE, (9200, 4300), 0.09, 400)
    ring = fractal(shapely.get_coordinates(area.exterior), rng, 0.1, 14)
    return largest(shapely.intersection(shapely.buffer(Polygon(ring), 0), coast.main))


def _wooded(rng: np.random.Generator, fields: NDArray[np.object_], park: Polygon) -> NDArray[np.bool_]:
    """Which fields are woodland: by noise, and most of the national park."""
    at = shapely.get_coordinates(shapely.point_on_surface(fields))
    hills = Noise(rng, 5200, 3)(at) + np.where(shapely.contains_xy(park, at), 0.45, 0.0)
    return np.asarray(hills > 0.2)


def add_countryside(extract: Extract, seed: int, country: Countryside) -> None:
    """Add fields, woods, the park and its peaks."""
    rng = generator(seed, "fields")
    kinds = rng.choice(len(_OPEN), len(country.fields), p=[share for _, share in _OPEN])
    for field, kind in zip(country.fields, kinds.tolist(), strict=True):
        extract.area(field, _OPEN[kind][0])
    for number, wood in enumerate(shapely.get_parts(country.woods)):
        tags = {"landuse": "forest"} if number % 3 else {"natural": "wood"}
        if wood.area < 900:
            continue
        if wood.area > 2_500_000:
            tags |= {
                "name": f"{('Great', 'Hallin', 'Raven', 'Elder', 'Mossy', 'Grey')[number % 6]} Forest",
                "leaf_type": "mixed",
            }
        extract.area(wood, tags)
    extract.area(
        country.park,
        {"boundary": "national_park", "name": "Hallin Highlands National Park", "leisure": "nature_reserve"},
    )
    for name, spot, height in country.peaks:
        extract.node(spot, {"natural": "peak", "name": name, "ele": str(height)})


def _peaks(rng: np.random.Generator, park: Polygon) -> list[tuple[str, Points, int]]:
    spots: list[Points] = []
    inner = shapely.buffer(park, -500)
    west, south, east, north = inner.bounds
    while len(spots) < len(PEAKS):
        spot = rng.uniform((west, south), (east, north))
        if shapely.contains_xy(inner, *spot) and all(np.hypot(*(spot - other)) > 1300 for other in spots):
            spots.append(spot)
    return [(name, spot, int(rng.integers(420, 1180))) for name, spot in zip(PEAKS, spots, strict=True)]


def hiking_paths(seed: int, country: Countryside, water: BaseGeometry) -> list[Source]:
    """Paths through the national park, from summit to summit."""
    peaks = [spot for _, spot, _ in country.peaks]
    rng = generator(seed, "hiking")
    order = sorted(range(len(peaks)), key=lambda index: float(peaks[index][0]))
    dry = shapely.difference(country.park, shapely.buffer(water, 20))
    sources = []
    for first, second in pairwise(order):
        line = fractal(np.array([peaks[first], peaks[second]]), rng, 0.13, 60)
        parts = shapely.get_parts(shapely.intersection(LineString(line), dry))
        sources += [Source(part, {"highway": "path", "name": "Highland Way"}) for part in parts if part.length > 100]
    return sources
