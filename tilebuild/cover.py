"""Which tiles a polygon touches, by descending the quadtree with only the edges that reach each tile."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mercantile import Tile

from tilebuild.errors import RequestError
from tilebuild.grid import fraction


class Edge(NamedTuple):
    """A polygon's edge in map fractions: x from west 0 to east 1, y from north 0 to south 1."""

    x0: float
    y0: float
    x1: float
    y1: float


def tiles_in_geojson(geojson: dict[str, Any], zoom: int, margin: float = 0.0) -> set[Tile]:
    """Tiles of ``zoom`` that come nearer than ``margin`` tile widths to the area of a GeoJSON object in degrees.

    Edges are straight on the map. An area that crosses the antimeridian comes as a MultiPolygon cut there, as
    RFC 7946 asks.

    Raises:
        RequestError: it is no Polygon, MultiPolygon, or Feature or FeatureCollection of them.
    """
    edges = [edge for ring in rings(geojson) for edge in _edges(ring)]
    return set(_descend(Tile(x=0, y=0, z=0), edges, zoom, margin / (1 << zoom)))


def rings(geojson: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Every ring of the object, outer and inner alike, as points in degrees.

    Raises:
        RequestError: the type is not one of the allowed ones, a ring has too few points or a point is off the globe.
    """
    match geojson.get("type"):
        case "Polygon":
            return [_ring(ring) for ring in _list(geojson, "coordinates")]
        case "MultiPolygon":
            return [_ring(ring) for polygon in _list(geojson, "coordinates") for ring in polygon]
        case "Feature":
            return rings(geojson.get("geometry") or {})
        case "FeatureCollection":
            return [ring for feature in _list(geojson, "features") for ring in rings(feature)]
        case other:
            raise RequestError(
                f"geojson type is {other!r}: it must be Polygon, MultiPolygon, or a Feature or FeatureCollection of one"
            )


def _list(geojson: dict[str, Any], field: str) -> list[Any]:
    value = geojson.get(field)
    if not isinstance(value, list | tuple) or not value:
        raise RequestError(f"geojson {field} of the {geojson['type']} is empty or not a list: the area is empty")
    return list(value)


def _ring(points: Any) -> list[tuple[float, float]]:
    try:
        ring = [(float(point[0]), float(point[1])) for point in points]
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise RequestError("geojson coordinates must be rings of [longitude, latitude] pairs of numbers") from error
    if len(ring) < 4:
        raise RequestError(f"geojson ring has {len(ring)} points: it must have at least 4, the last like the first")
    for longitude, latitude in ring:
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            raise RequestError(f"geojson point [{longitude}, {latitude}] is off the globe: write [longitude, latitude]")
    return ring


def _edges(ring: list[tuple[float, float]]) -> Iterator[Edge]:
    points = [fraction(longitude, latitude) for longitude, latitude in ring]
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        yield Edge(x0, y0, x1, y1)


def _descend(tile: Tile, edges: Sequence[Edge], zoom: int, margin: float) -> Iterator[Tile]:
    """Yield the touched tiles below ``tile``.

    Only edges in the tile's rows and not east of it can matter to it or its children: they either reach it or are
    crossed by a ray that goes west from its centre, which is inside where it crosses an odd number of them.
    """
    side = 1 << tile.z
    west, north, east, south = tile.x / side, tile.y / side, (tile.x + 1) / side, (tile.y + 1) / side
    grown = (west - margin, north - margin, east + margin, south + margin)
    edges = [e for e in edges if _in_rows(e, grown[1], grown[3]) and min(e.x0, e.x1) <= grown[2]]
    touched = any(_reaches(edge, *grown) for edge in edges)
    if not touched and not _inside((west + east) / 2, (north + south) / 2, edges):
        return
    if tile.z == zoom:
        yield tile
        return
    for dx, dy in ((0, 0), (0, 1), (1, 0), (1, 1)):
        yield from _descend(Tile(x=2 * tile.x + dx, y=2 * tile.y + dy, z=tile.z + 1), edges, zoom, margin)


def _in_rows(edge: Edge, north: float, south: float) -> bool:
    return min(edge.y0, edge.y1) <= south and max(edge.y0, edge.y1) >= north


def _inside(x: float, y: float, edges: Sequence[Edge]) -> bool:
    crossings = sum((e.y0 > y) != (e.y1 > y) and x > e.x0 + (y - e.y0) * (e.x1 - e.x0) / (e.y1 - e.y0) for e in edges)
    return crossings % 2 == 1


def _reaches(edge: Edge, west: float, north: float, east: float, south: float) -> bool:
    """Whether the edge touches the box (Liang and Barsky's clipping of a segment by a rectangle)."""
    dx, dy = edge.x1 - edge.x0, edge.y1 - edge.y0
    first, last = 0.0, 1.0
    bounds = ((-dx, edge.x0 - west), (dx, east - edge.x0), (-dy, edge.y0 - north), (dy, south - edge.y0))
    for step, room in bounds:
        if step == 0:
            if room < 0:
                return False
            continue
        ratio = room / step
        first, last = (max(first, ratio), last) if step < 0 else (first, min(last, ratio))
    return first <= last
