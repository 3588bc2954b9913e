"""Encoded features into tiles: layers with keys and values of their own (specification 2.1, section 4.1)."""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.growing import with_room
from tilebuild.ragged import ragged_take
from tilebuild.rawr.binary import copy_bytes
from tilebuild.tiles.features import LAYERS
from tilebuild.tiles.mvt.types import Bytes, Ints, Kinds, Ragged, ragged
from tilebuild.tiles.mvt.varint import field, put, size

VERSION_FIELD = bytes((15 << 3, 2))
"""Field 15, version 2."""
EXTENT_FIELD = bytes((5 << 3, 0x80, 0x20))
"""Field 5, extent 4096."""

HEADERS = ragged(VERSION_FIELD + field(1, name.encode()) + EXTENT_FIELD for name in LAYERS)
"""What stands before the features of each layer: version, name and extent."""

_LAYER, _FEATURE = 3 << 3 | 2, 2 << 3 | 2
_ID, _TAGS, _TYPE, _GEOMETRY = 1 << 3, 2 << 3 | 2, 3 << 3, 4 << 3 | 2


class Encoded(NamedTuple):
    """``k`` features in tiles, by tile, then layer, then the order in which they are drawn."""

    tile: Ints
    layer: Kinds
    kind: Kinds
    """1 point, 2 line, 3 polygon."""
    mvt_id: Ints
    """0 for none."""
    feature: Ints
    """Whose tags the piece has."""
    geometry: Bytes
    """Encoded commands of all pieces."""
    geometry_start: Ints
    """Shape (k + 1,)."""


def take(pieces: Encoded, chosen: Ints) -> Encoded:
    """Some of the pieces, in the order given."""
    commands, start = ragged_take(pieces.geometry_start, chosen)
    return Encoded(
        pieces.tile[chosen],
        pieces.layer[chosen],
        pieces.kind[chosen],
        pieces.mvt_id[chosen],
        pieces.feature[chosen],
        pieces.geometry[commands],
        start,
    )


class Dictionary(NamedTuple):
    """Properties of all features: keys and values as they stand in a layer, and which ones each feature has."""

    start: Ints
    """Shape (features + 1,): where each feature's properties begin in ``key`` and ``value``."""
    key: Ints
    value: Ints
    keys: Bytes
    keys_start: Ints
    values: Bytes
    values_start: Ints


class Local(NamedTuple):
    """Keys and values of the layer that is being written, numbered in the order in which they are met."""

    key_layer: Ints
    """For each key the last layer that used it."""
    key_index: Ints
    """For each key its number in that layer."""
    key_used: Ints
    """The layer's keys by number."""
    value_layer: Ints
    value_index: Ints
    value_used: Ints
    tag_size: Ints
    """For each feature of the layer the length of its packed tags in bytes."""


def assemble(pieces: Encoded, dictionary: Dictionary) -> tuple[Ragged, Ints]:
    """Tiles one after the other in one buffer, and which tile each is. Tiles without features are not among them."""
    local = Local(*_numbering(dictionary.keys_start), *_numbering(dictionary.values_start), np.empty_like(pieces.tile))
    out, start, tile = _assemble(pieces, dictionary, local, HEADERS.data, HEADERS.start)
    return Ragged(out, start), tile


def _numbering(start: Ints) -> tuple[Ints, Ints, Ints]:
    count = len(start) - 1
    return np.full(count, -1), np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)


@compiled
def _assemble(
    pieces: Encoded, dictionary: Dictionary, local: Local, headers: Bytes, headers_start: Ints
) -> tuple[Bytes, Ints, Ints]:
    count = len(pieces.tile)
    out = np.empty(max(1024, 2 * len(pieces.geometry)), dtype=np.uint8)
    start = np.zeros(count + 1, dtype=np.int64)
    tile = np.empty(count, dtype=np.int64)
    at, tiles, first = 0, 0, 0
    while first < count:
        last = first + 1
        while last < count and pieces.tile[last] == pieces.tile[first] and pieces.layer[last] == pieces.layer[first]:
            last += 1
        if tiles == 0 or tile[tiles - 1] != pieces.tile[first]:
            tile[tiles] = pieces.tile[first]
            tiles += 1
        header, behind = headers_start[pieces.layer[first]], headers_start[pieces.layer[first] + 1]
        keys, values, length = _measure(pieces, dictionary, local, first, last)
        length += behind - header
        out = with_room(out, at + length + 16)
        at = put(out, put(out, at, _LAYER), length)
        at = copy_bytes(out, at, headers, header, behind)
        at = _layer(out, at, pieces, dictionary, local, first, last)
        at = _tables(out, at, dictionary, local, keys, values)
        start[tiles] = at
        first = last
    return out[:at].copy(), start[: tiles + 1].copy(), tile[:tiles].copy()


@lean
def _measure(pieces: Encoded, dictionary: Dictionary, local: Local, first: int, last: int) -> tuple[int, int, int]:
    """Number the layer's keys and values; how many of each there are, and the length of all but the header."""
    keys, values, length = 0, 0, 0
    for piece in range(first, last):
        tags = 0
        feature = pieces.feature[piece]
        for entry in range(dictionary.start[feature], dictionary.start[feature + 1]):
            key, value = dictionary.key[entry], dictionary.value[entry]
            if local.key_layer[key] != first:
                local.key_layer[key], local.key_index[key], local.key_used[keys] = first, keys, key
                length += dictionary.keys_start[key + 1] - dictionary.keys_start[key]
                keys += 1
            if local.value_layer[value] != first:
                local.value_layer[value], local.value_index[value], local.value_used[values] = first, values, value
                length += dictionary.values_start[value + 1] - dictionary.values_start[value]
                values += 1
            tags += size(local.key_index[key]) + size(local.value_index[value])
        local.tag_size[piece - first] = tags
        body = _feature_size(pieces, piece, tags)
        length += 1 + size(body) + body
    return keys, values, length


@lean
def _feature_size(pieces: Encoded, piece: int, tags: int) -> int:
    """Length of a feature's message in bytes, given that of its packed tags."""
    commands = pieces.geometry_start[piece + 1] - pieces.geometry_start[piece]
    length: int = 2 + 1 + size(commands) + commands
    if pieces.mvt_id[piece]:
        length += 1 + size(pieces.mvt_id[piece])
    if tags:
        length += 1 + size(tags) + tags
    return length


@lean
def _layer(out: Bytes, at: int, pieces: Encoded, dictionary: Dictionary, local: Local, first: int, last: int) -> int:
    """The layer's features."""
    for piece in range(first, last):
        tags = local.tag_size[piece - first]
        at = put(out, put(out, at, _FEATURE), _feature_size(pieces, piece, tags))
        if pieces.mvt_id[piece]:
            at = put(out, put(out, at, _ID), pieces.mvt_id[piece])
        if tags:
            at = put(out, put(out, at, _TAGS), tags)
            feature = pieces.feature[piece]
            for entry in range(dictionary.start[feature], dictionary.start[feature + 1]):
                at = put(out, at, local.key_index[dictionary.key[entry]])
                at = put(out, at, local.value_index[dictionary.value[entry]])
        at = put(out, put(out, at, _TYPE), pieces.kind[piece])
        commands, behind = pieces.geometry_start[piece], pieces.geometry_start[piece + 1]
        at = put(out, put(out, at, _GEOMETRY), behind - commands)
        at = copy_bytes(out, at, pieces.geometry, commands, behind)
    return at


@lean
def _tables(out: Bytes, at: int, dictionary: Dictionary, local: Local, keys: int, values: int) -> int:
    """The layer's keys, then its values."""
    for index in range(keys):
        key = local.key_used[index]
        at = copy_bytes(out, at, dictionary.keys, dictionary.keys_start[key], dictionary.keys_start[key + 1])
    for index in range(values):
        value = local.value_used[index]
        at = copy_bytes(out, at, dictionary.values, dictionary.values_start[value], dictionary.values_start[value + 1])
    return at
