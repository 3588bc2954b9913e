"""A small made-up town by the sea as vector tiles, in the properties that the map styles read: one of everything."""

from collections.abc import Iterator
from typing import Any

import mapbox_vector_tile
import mercantile
from mercantile import Tile
from shapely.affinity import affine_transform
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

BBOX = (7.405, 43.720, 7.435, 43.740)
CENTRE = (7.42, 43.73)
EXTENT = 4096
BUFFER = 64

WEST, SOUTH, EAST, NORTH = BBOX
COAST = [(WEST, 43.7245), (7.412, 43.7262), (7.42, 43.7255), (7.428, 43.7268), (EAST, 43.7255)]
LAND = Polygon([*COAST, (EAST, NORTH), (WEST, NORTH)])
SEA = Polygon([*COAST, (EAST, SOUTH), (WEST, SOUTH)])

Feature = tuple[str, BaseGeometry, dict[str, Any], int]
"""Layer, geometry in degrees, properties, first tile zoom."""


def features() -> Iterator[Feature]:
    """Everything there is in the town."""
    yield "earth", LAND, {"kind": "earth"}, 0
    yield "water", SEA, {"kind": "ocean"}, 0
    yield "water", Point(7.42, 43.7225), {"kind": "bay", "name": "Still Bay"}, 8
    yield "landuse", box(7.407, 43.733, 7.413, 43.738), {"kind": "park", "id": 70, "sort_rank": 1}, 8
    yield "pois", Point(7.41, 43.7355), {"kind": "park", "name": "Castle Park", "min_zoom": 13}, 12
    yield "pois", Point(7.4175, 43.7312), {"kind": "cafe", "name": "Café Été", "min_zoom": 15}, 14
    yield "pois", Point(7.4235, 43.7335), {"kind": "station", "name": "Central", "min_zoom": 13}, 12
    yield "places", Point(*CENTRE), _place("Synthia", "locality", 12), 4
    yield (
        "places",
        Point(7.427, 43.735),
        _place("北町", "neighbourhood", 5) | {"script": "Han", "name:en": "Northtown"},
        11,
    )
    yield (
        "places",
        Point(7.4105, 43.731),
        _place("المدينة", "neighbourhood", 4) | {"script": "Arabic", "name:en": "Medina"},
        11,
    )
    yield "boundaries", LineString([(WEST, 43.739), (EAST, 43.737)]), {"kind": "region", "kind_detail": 4}, 6
    yield "transit", LineString([(7.4235, 43.74), (7.4235, 43.7335), (EAST, 43.7328)]), {"kind": "train"}, 8
    yield (
        "roads",
        LineString([(WEST, 43.7298), (7.418, 43.7302), (EAST, 43.7296)]),
        _road("highway", "A8", "motorway"),
        4,
    )
    yield "roads", LineString([(7.42, 43.7255), (7.4198, NORTH)]), _road("major_road", "D6", "primary"), 7
    yield from _streets()


def _place(name: str, kind: str, rank: int) -> dict[str, Any]:
    return {"kind": kind, "name": name, "population_rank": rank, "sort_key": 100 - rank, "min_zoom": 5}


def _road(kind: str, ref: str, detail: str) -> dict[str, Any]:
    name = {"name": f"Road {ref}", "ref": ref, "shield_text": ref, "id": 4711}
    return {"kind": kind, "kind_detail": detail, "min_zoom": 5, "oneway": "yes", **name}


def _streets() -> Iterator[Feature]:
    for number in range(12):
        x = 7.407 + number * 0.0022
        street = LineString([(x, 43.7285), (x, 43.7365)])
        detail = {"kind": "minor_road", "kind_detail": "residential", "name": f"Street {number}", "min_zoom": 13}
        yield "roads", street, detail, 12
        for row in range(14):
            y = 43.7288 + row * 0.00055
            house = box(x + 0.0002, y, x + 0.0008, y + 0.0003)
            yield "buildings", house, {"kind": "building", "id": number * 100 + row, "height": 9}, 12
            address = {"kind": "address", "addr_housenumber": str(row + 1)}
            yield "buildings", house.centroid, address, 15


def draw(tile: Tile) -> bytes:
    """The tile's MVT; empty outside the town."""
    bounds = mercantile.bounds(tile)
    if bounds.east < WEST or bounds.west > EAST or bounds.north < SOUTH or bounds.south > NORTH:
        return b""
    layers: dict[str, list[dict[str, Any]]] = {}
    frame = box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    for layer, geometry, properties, zoom in features():
        clipped = _placed(geometry, tile).intersection(frame) if tile.z >= zoom else None
        if clipped is not None and not clipped.is_empty:
            mvt_id = properties.get("id", 0) * 4 + 1
            layers.setdefault(layer, []).append({"geometry": clipped, "properties": properties, "id": mvt_id})
    if not layers:
        return b""
    encoded: bytes = mapbox_vector_tile.encode(
        [{"name": name, "features": found} for name, found in sorted(layers.items())],
        default_options={"y_coord_down": True, "extents": EXTENT},
    )
    return encoded


def _placed(geometry: BaseGeometry, tile: Tile) -> BaseGeometry:
    """In the tile's own units; so small a town is flat."""
    west, south, east, north = mercantile.bounds(tile)
    across, down = EXTENT / (east - west), EXTENT / (south - north)
    moved: BaseGeometry = affine_transform(geometry, [across, 0, 0, down, -west * across, -north * down])
    return moved
