"""Administrative areas: municipalities as cells around settlements, merged to districts, regions and countries.

All levels share the ways between cells. On land a way carries the lowest level of the areas it parts; beyond the coast
it is ``maritime``. The outermost ways lie in the sea, where the territory ends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPoint, Point

from tilebuild.local.sample.coast import Coast
from tilebuild.local.sample.extract import Extract, Member, Ref
from tilebuild.local.sample.frame import from_ticks, generator, to_ticks
from tilebuild.local.sample.gazetteer import COUNTRY_NAMES, NEIGHBOUR_NAMES
from tilebuild.local.sample.layout import Settlement
from tilebuild.local.sample.lines import fractal, segments

LEVELS = (2, 4, 6, 8)
_WATERS = 3200.0  # metres from the coast to the end of the territory
_BORDERLAND = np.array([13_000.0, 11_500.0])
"""North-east of here, on the island and beyond the strait, the neighbour's country begins."""

_REGIONS = (
    {"name": "Westmark"},
    {"name": "Ostermark", "name:en": "Eastmark"},
    {"name": "Приморье", "name:en": "Primorye"},
)


@dataclass(frozen=True)
class _Cells:
    """Municipalities and the borders between them, in ticks."""

    areas: NDArray[np.object_]
    borders: NDArray[np.object_]
    sides: Sequence[tuple[int, ...]]
    """The one or two cells at each border."""
    owner: Sequence[int]
    """The settlement that a cell is named after."""


def add_admin(
    extract: Extract, seed: int, coast: Coast, places: Sequence[Settlement], names: Sequence[Mapping[str, str]]
) -> None:
    """Boundary ways and relations of all levels; ``names`` are those of the places."""
    seats = [index for index, place in enumerate(places) if place.kind != "hamlet"]
    cells = _make_cells(seed, coast, [places[index] for index in seats])
    codes = [_codes(Point(places[seats[owner]].centre), owner) for owner in cells.owner]
    ways = _add_borders(extract, coast, cells, codes)
    for depth, level in enumerate(LEVELS):
        for code in sorted({code[: depth + 1] for code in codes}):
            outer = [ref for ref, sides in ways if _parts(code, [codes[side][: depth + 1] for side in sides])]
            own = names[seats[cells.owner[codes.index(next(c for c in codes if c[: depth + 1] == code))]]]
            tags = {"type": "boundary", "boundary": "administrative", "admin_level": str(level), **_names(code, own)}
            extract.relation(tags, [Member(ref, "outer") for ref in outer])


def _codes(seat: Point, number: int) -> tuple[int, int, int, int]:
    """Country, region, district and municipality of a cell: each level's number within the one above."""
    abroad = bool(seat.x > _BORDERLAND[0] and seat.y > _BORDERLAND[1])
    region = 2 if abroad else int(seat.x > 2500)
    district = 0 if abroad else int(seat.y > 3000) + 2 * int(abs(seat.x) > 9000)
    return int(abroad), region, district, number


def _names(code: tuple[int, ...], own: Mapping[str, str]) -> dict[str, str]:
    """What an area is called; municipalities are named after their seat, districts too."""
    if len(code) == 1:
        return dict(NEIGHBOUR_NAMES if code[0] else COUNTRY_NAMES) | {"ISO3166-1": "XK" if code[0] else "XM"}
    if len(code) == 2:
        return dict(_REGIONS[code[1]]) | {"ref": "WOP"[code[1]]}
    return {**own, "name": f"{own['name']} District"} if len(code) == 3 else dict(own)


def _parts(code: tuple[int, ...], sides: Sequence[tuple[int, ...]]) -> bool:
    """Whether a border with these areas at its sides bounds the area of this code."""
    return code in sides and (len(sides) == 1 or sides[0] != sides[1])


def _make_cells(seed: int, coast: Coast, places: Sequence[Settlement]) -> _Cells:
    rng = generator(seed, "admin")
    territory = shapely.buffer(shapely.simplify(coast.land, 40), _WATERS)
    territory = shapely.simplify(max(shapely.get_parts(territory), key=shapely.area), 200)
    seats = [place.centre for place in places] + [(24_500.0, 21_500.0)]
    edges = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(seats), extend_to=territory, only_edges=True))
    rough = [
        LineString(fractal(shapely.get_coordinates(line), rng, 0.1, 150))
        for edge in edges
        for line in segments(shapely.get_coordinates(edge))
    ]
    ring = shapely.boundary(territory)
    lines = shapely.transform(
        np.array([ring, *shapely.intersection(np.array(rough, dtype=object), territory)]),
        lambda xy: to_ticks(xy).astype(float),
    )
    noded = shapely.get_parts(shapely.line_merge(shapely.union_all(lines, grid_size=1)))
    areas = shapely.get_parts(shapely.polygonize(noded))
    ticks = np.asarray(shapely.points(to_ticks(np.array(seats)).astype(float)), dtype=object)
    owner = shapely.STRtree(ticks).nearest(shapely.point_on_surface(areas))
    inside, seat = shapely.STRtree(ticks).query(areas, predicate="contains")
    owner[inside] = seat
    middles = shapely.line_interpolate_point(noded, 0.5, normalized=True)
    border, area = shapely.STRtree(areas).query(middles, predicate="dwithin", distance=2)
    sides = [tuple(area[border == index].tolist()) for index in range(len(noded))]
    keep = [index for index, side in enumerate(sides) if side]
    return _Cells(areas, noded[keep], [sides[index] for index in keep], np.minimum(owner, len(places) - 1).tolist())


def _add_borders(
    extract: Extract, coast: Coast, cells: _Cells, codes: Sequence[tuple[int, ...]]
) -> list[tuple[Ref, tuple[int, ...]]]:
    """Boundary ways, cut at the coast, each with the cells at its sides."""
    land = shapely.buffer(coast.land, 0)
    shapely.prepare(land)
    ways = []
    for border, sides in zip(cells.borders, cells.sides, strict=True):
        line = shapely.transform(border, from_ticks)
        level = _level([codes[side] for side in sides])
        if level is None:
            continue
        for part, maritime in ((shapely.intersection(line, land), False), (shapely.difference(line, land), True)):
            for piece in shapely.get_parts(shapely.line_merge(part) if part.geom_type == "MultiLineString" else part):
                if piece.geom_type == "LineString" and not piece.is_empty:
                    tags = {"boundary": "administrative", "admin_level": str(level)} | (
                        {"maritime": "yes"} if maritime else {}
                    )
                    ways.append((extract.line(shapely.get_coordinates(piece), tags), sides))
    return ways


def _level(codes: Sequence[tuple[int, ...]]) -> int | None:
    """The lowest level at which the sides differ; the outer border of everything is a country's."""
    if len(codes) == 1:
        return LEVELS[0]
    differ = [level for level, (a, b) in zip(LEVELS, zip(*codes[:2], strict=True), strict=True) if a != b]
    return differ[0] if differ else None
