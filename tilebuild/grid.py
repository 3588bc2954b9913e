"""Which tiles: the Web Mercator tile grid, zoom-7 queue tiles, zoom-10 groups, metatile pyramids.

Coordinates are XYZ tiles (``mercantile.Tile``), bboxes are (west, south, east, north) in EPSG:4326 degrees,
boxes are (min x, min y, max x, max y) in EPSG:3857 metres. Nothing here reads or writes anything.
"""

import math
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mercantile import Tile

from tilebuild.errors import RequestError

QUEUE_ZOOM = 7
"""The zoom of the tiles that the state machine fans out over: one RAWR and one high-zoom job each."""

GROUP_ZOOM = 10
"""The zoom of a RAWR tile, and the lowest metatile zoom made from RAWR tiles."""

MAX_ZOOM = 20
"""Deepest zoom that a coordinate may have; far below what the Mercator grid is ever cut to here."""

HALF_WORLD = 20037508.342789244
"""Half the width of the EPSG:3857 world in metres: pi times the WGS 84 semi-major axis."""

MERCATOR_LATITUDE = 85.051128779806604
"""Latitude in degrees where EPSG:3857 ends (atan(sinh(pi)))."""

_TILE = re.compile(r"(0|[1-9]\d?)/(0|[1-9]\d{0,7})/(0|[1-9]\d{0,7})")


class Box(NamedTuple):
    """A rectangle in EPSG:3857 metres."""

    min_x: float
    min_y: float
    max_x: float
    max_y: float


def parse_tile(text: str) -> Tile:
    """Read ``z/x/y``.

    Raises:
        RequestError: the text is no coordinate, or the coordinate is off the grid of its zoom.
    """
    match = _TILE.fullmatch(text)
    if match is None:
        raise RequestError(f"tile {text!r} is not a coordinate: write z/x/y with whole numbers, like 7/67/45")
    zoom, x, y = (int(part) for part in match.groups())
    if zoom > MAX_ZOOM:
        raise RequestError(f"tile {text!r} is off the grid: zoom may be 0 to {MAX_ZOOM}")
    limit = (1 << zoom) - 1
    if max(x, y) > limit:
        raise RequestError(f"tile {text!r} is off the grid: at zoom {zoom} x and y may be 0 to {limit}")
    return Tile(x=x, y=y, z=zoom)


def format_tile(tile: Tile) -> str:
    """``z/x/y``, the inverse of :func:`parse_tile`."""
    return f"{tile.z}/{tile.x}/{tile.y}"


def box(tile: Tile, margin: float = 0.0) -> Box:
    """The tile's rectangle in EPSG:3857, grown on every side by ``margin`` tile widths (not wrapped)."""
    size = 2 * HALF_WORLD / (1 << tile.z)
    return Box(
        -HALF_WORLD + (tile.x - margin) * size,
        HALF_WORLD - (tile.y + 1 + margin) * size,
        -HALF_WORLD + (tile.x + 1 + margin) * size,
        HALF_WORLD - (tile.y - margin) * size,
    )


def ancestor(tile: Tile, zoom: int) -> Tile:
    """The tile of ``zoom`` (at most the tile's own) that contains this one."""
    shift = tile.z - zoom
    return Tile(x=tile.x >> shift, y=tile.y >> shift, z=zoom)


def is_within(tile: Tile, other: Tile) -> bool:
    """Whether the tile is the other one or lies below it."""
    return bool(tile.z >= other.z and ancestor(tile, other.z) == other)


def common_ancestor(tiles: Iterable[Tile]) -> Tile:
    """The deepest tile that contains them all; there is at least one."""
    found = set(tiles)
    zoom = min(tile.z for tile in found)
    while len(found := {ancestor(tile, zoom) for tile in found}) > 1:
        zoom -= 1
    return found.pop()


def descendants(tile: Tile, zoom: int) -> Iterator[Tile]:
    """All tiles of ``zoom`` (at least the tile's own) inside this one, column by column, north to south."""
    shift = zoom - tile.z
    for x in range(tile.x << shift, (tile.x + 1) << shift):
        for y in range(tile.y << shift, (tile.y + 1) << shift):
            yield Tile(x=x, y=y, z=zoom)


def pyramid(tile: Tile, max_zoom: int) -> Iterator[Tile]:
    """The tile and all its descendants down to ``max_zoom``, zoom by zoom."""
    for zoom in range(tile.z, max_zoom + 1):
        yield from descendants(tile, zoom)


def ancestors(tiles: set[Tile]) -> set[Tile]:
    """Every tile above the given ones, up to 0/0/0; the given ones themselves are not in it unless above another."""
    above: set[Tile] = set()
    for tile in tiles:
        up = tile
        while up.z > 0:
            up = ancestor(up, up.z - 1)
            if up in above:
                break
            above.add(up)
    return above


def fraction(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a point in degrees lies on the map: x from west 0 to east 1, y from north 0 to south 1, y clamped."""
    sine = math.sin(math.radians(max(-MERCATOR_LATITUDE, min(MERCATOR_LATITUDE, latitude))))
    y = 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return longitude / 360 + 0.5, min(1.0, max(0.0, y))


def tiles_in_bbox(west: float, south: float, east: float, north: float, zoom: int, margin: float = 0.0) -> set[Tile]:
    """Tiles of ``zoom`` that the bbox, grown by ``margin`` tile widths, touches.

    West > east crosses the antimeridian, the margin wraps round it too; latitudes are clamped. An edge that runs
    along a tile's border does not touch the tile beyond it.

    Raises:
        RequestError: south >= north, or an ordinate is not a longitude or latitude.
    """
    check_bbox(west, south, east, north)
    side = 1 << zoom
    left, top = (ordinate * side for ordinate in fraction(west, north))
    right, bottom = (ordinate * side for ordinate in fraction(east if east > west else east + 360, south))
    columns = _cells(left - margin, right + margin)
    rows = range(max(0, math.floor(top - margin)), min(side - 1, math.ceil(bottom + margin) - 1) + 1)
    return {Tile(x=x % side, y=y, z=zoom) for x in columns[:side] for y in rows}


def _cells(start: float, end: float) -> range:
    return range(math.floor(start), max(math.floor(start), math.ceil(end) - 1) + 1)


def check_bbox(west: float, south: float, east: float, north: float) -> None:
    """Refuse what is no bbox.

    Raises:
        RequestError: with one sentence that names the ordinate and what is allowed.
    """
    for name, value, limit in (("west", west, 180), ("south", south, 90), ("east", east, 180), ("north", north, 90)):
        if not -limit <= value <= limit:
            raise RequestError(f"bbox {name} is {value}: it must be {-limit} to {limit} degrees")
    if south >= north:
        raise RequestError(f"bbox south {south} is not below north {north}: write [west, south, east, north]")
    if west == east:
        raise RequestError(f"bbox west and east are both {west}: the area is empty")
    if south >= MERCATOR_LATITUDE or north <= -MERCATOR_LATITUDE:
        raise RequestError(f"bbox latitudes {south} to {north} lie outside the map, which ends at 85.0511 degrees")


def bboxes_meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two bboxes share an area; West > east crosses the antimeridian."""
    rows = max(one[1], other[1]) < min(one[3], other[3])
    return rows and any(max(a[0], b[0]) < min(a[1], b[1]) for a in _spans(one) for b in _spans(other))


def _spans(bbox: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    """The bbox's longitudes, in two parts where it crosses the antimeridian."""
    west, _, east, _ = bbox
    return [(west, east)] if west < east else [(west, 180), (-180, east)]
