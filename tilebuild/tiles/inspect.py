"""What is in a tile, read back from the metatile that holds it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import mapbox_vector_tile
from mercantile import Tile

from tilebuild.contracts import Place
from tilebuild.errors import RequestError
from tilebuild.grid import format_tile
from tilebuild.keys import tile_key
from tilebuild.storage import Bucket, NotFoundError
from tilebuild.tiles.archive import read_deflated, read_member
from tilebuild.tiles.lookup import locate
from tilebuild.tiles.metatile import BASE_PIXELS, MetatileLayout

_KINDS = 8


@dataclass(frozen=True)
class Found:
    """A tile where it lies."""

    tile: Tile
    key: str
    member: str
    data: bytes
    """Plain MVT."""
    stored: int
    """Bytes of the deflate stream in the metatile."""


def find_tile(tile: Tile, pixels: int, bucket: Bucket, place: Place) -> Found:
    """Read a tile from a store of metatiles.

    Args:
        tile: by tile zoom.
        pixels: its size; 0 for the largest size of the layout.
        bucket: that holds the metatiles.
        place: prefix, key layout and metatile layout.

    Raises:
        RequestError: the build has no tiles of that size at that zoom, or the metatile is not there or broken.
    """
    if place.metatile is None:
        raise RequestError(f"{place.bucket}/{place.prefix} holds RAWR tiles, not metatiles")
    shape = place.metatile
    layout = MetatileLayout(shape.size, shape.tile_sizes, shape.max_zoom)
    pixels = pixels or max(shape.tile_sizes)
    metatile, member = locate(tile, pixels, layout)
    _check_held(tile, pixels, metatile, member, layout)
    key = tile_key(metatile, place.prefix, place.layout)
    try:
        data = bucket.get(key)
    except NotFoundError as error:
        raise RequestError(
            f"tile {format_tile(tile)} is not in this build: its metatile {format_tile(metatile)} was not made"
        ) from error
    return Found(tile, key, member, read_member(data, member), len(read_deflated(data, member).data))


def _check_held(tile: Tile, pixels: int, metatile: Tile, member: str, layout: MetatileLayout) -> None:
    """Refuse a tile that no metatile of the layout holds, whatever was built."""
    if metatile.z > layout.max_coordinate_zoom:
        raise RequestError(f"tile {format_tile(tile)} is too deep: the build's last tile zoom is {layout.max_zoom}")
    if member in layout.names(metatile.z):
        return
    held = sorted({offset.pixels for offset in layout.offsets(metatile.z)})
    sizes = " and ".join(str(size) for size in held)
    raise RequestError(
        f"tile {format_tile(tile)} has no {pixels}-pixel version: metatiles of zoom {metatile.z} hold tiles of "
        f"{sizes} pixels (the smallest size, {BASE_PIXELS}, is always there at tile zoom {layout.max_zoom})"
    )


def contents(data: bytes) -> dict[str, Any]:
    """The whole tile as plain data: layers with extent and features, coordinates with y down from the top."""
    if not data:
        return {}
    decoded: dict[str, Any] = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
    return decoded


def summary(found: Found) -> dict[str, Any]:
    """Where the tile lies, its size, and of each layer how many features of which kinds, and its bytes."""
    sizes = _layer_bytes(found.data)
    layers = {
        name: {
            "features": len(layer["features"]),
            "bytes": sizes[name],
            "kinds": _most_common(str(one["properties"].get("kind")) for one in layer["features"]),
        }
        for name, layer in contents(found.data).items()
    }
    return {
        "tile": format_tile(found.tile),
        "metatile": found.key,
        "member": found.member,
        "bytes": len(found.data),
        "stored_bytes": found.stored,
        "layers": layers,
    }


def _most_common(kinds: Any) -> list[str]:
    counted = Counter(kinds).most_common(_KINDS + 1)
    return [f"{kind} {count}" for kind, count in counted[:_KINDS]] + (["…"] if len(counted) > _KINDS else [])


def _layer_bytes(data: bytes) -> dict[str, int]:
    """Bytes of each layer message (MVT 2.1: field 3 of the tile, whose field 1 is the name)."""
    sizes: dict[str, int] = {}
    position = 0
    while position < len(data):
        _, position = _varint(data, position)
        length, start = _varint(data, position)
        position = start + length
        sizes[_layer_name(data[start:position])] = length
    return sizes


def _layer_name(layer: bytes) -> str:
    position = 0
    while position < len(layer):
        tag, position = _varint(layer, position)
        if tag & 7 == 0:
            _, position = _varint(layer, position)
            continue
        length, position = _varint(layer, position)
        if tag >> 3 == 1:
            return layer[position : position + length].decode()
        position += length
    return ""


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
