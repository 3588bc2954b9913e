"""A tile deeper than any that is stored: a part of the deepest one, magnified.

Nothing is added: places stay on the grid of the tile they come from, features keep their ids and properties.
"""

from typing import Any

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from mapbox_vector_tile.Mapbox import vector_tile_pb2
from mercantile import Tile

from tilebuild.errors import RequestError
from tilebuild.serve.commands import POINT, decode_paths, encode_paths
from tilebuild.serve.window import Window
from tilebuild.tiles.mvt.resolution import BUFFER, EXTENT, POINT_BUFFER

REVISION = 1
"""Of what this module makes: another number for other bytes, so that no ETag stands for two contents."""

MOST = 6
"""By how many zooms a tile is magnified at most: one unit of it becomes 64."""
DEEPEST = 22
"""Zoom beyond which nothing is magnified."""


def magnify(content: bytes, parent: Tile, child: Tile) -> bytes:
    """The vector tile ``child`` (MVT 2) as its ancestor ``parent``, of the given content, shows it; empty for nothing.

    Raises:
        RequestError: the content is no vector tile.
    """
    source, magnified = vector_tile_pb2.tile(), vector_tile_pb2.tile()
    try:
        source.ParseFromString(content)
        for layer in source.layers:
            _magnify_layer(layer, magnified, parent, child)
    except (DecodeError, IndexError, ValueError) as error:
        raise RequestError(f"tile {parent.z}/{parent.x}/{parent.y} is no vector tile: {error}") from error
    encoded: bytes = magnified.SerializeToString()
    return encoded


def _magnify_layer(source: Any, magnified: Any, parent: Tile, child: Tile) -> None:
    """Add the layer to the magnified tile, unless none of its features reaches there."""
    layer = vector_tile_pb2.tile.layer(name=source.name, version=2, extent=source.extent)
    dz = child.z - parent.z
    corner = ((child.x - (parent.x << dz)) * source.extent, (child.y - (parent.y << dz)) * source.extent)
    keys: dict[int, int] = {}
    values: dict[int, int] = {}
    for feature in source.features:
        paths = [(path << dz) - corner for path in decode_paths(feature.geometry)]
        inside = _window(feature.type, source.extent).cut(feature.type, paths)
        if inside:
            geometry = encode_paths(feature.type, inside)
            tags = _renumbered(feature.tags, keys, values)
            added = layer.features.add(type=feature.type, tags=tags, geometry=geometry)
            if feature.HasField("id"):
                added.id = feature.id
    layer.keys.extend(source.keys[key] for key in keys)
    layer.values.extend(source.values[value] for value in values)
    if layer.features:
        magnified.layers.append(layer)


def _window(kind: int, extent: int) -> Window:
    buffer = (POINT_BUFFER if kind == POINT else BUFFER) * extent // EXTENT
    return Window(-buffer, extent + buffer)


def _renumbered(tags: Any, keys: dict[int, int], values: dict[int, int]) -> list[int]:
    """Tags with keys and values numbered in the order in which the magnified layer meets them."""
    tables = (keys, values)
    return [tables[at % 2].setdefault(tag, len(tables[at % 2])) for at, tag in enumerate(tags)]
