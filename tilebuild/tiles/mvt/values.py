"""Typed values as a layer's ``values`` field, many at once (specification 2.1, section 4.1)."""

import struct
from collections.abc import Sequence

import numpy as np

from tilebuild.compiled import compiled
from tilebuild.tiles.features import Value
from tilebuild.tiles.mvt.types import Bytes, Ints, Ragged
from tilebuild.tiles.mvt.varint import encoded, field, put, size

FIELD = 4
"""Field of a layer that holds a value."""

_VALUE = FIELD << 3 | 2
_TEXT, _WHOLE = 1 << 3 | 2, 4 << 3
_INT64 = 1 << 63

_IS_TEXT, _IS_WHOLE, _IS_MESSAGE = 0, 1, 2


def encode_values(values: Sequence[Value]) -> Ragged:
    """Each value as a layer's field. Texts and whole numbers, which are nearly all, are encoded by compiled code."""
    kinds = np.array([_kind(value) for value in values], dtype=np.int64)
    contents = [_content(value, kind) for value, kind in zip(values, kinds.tolist(), strict=True)]
    numbers = np.zeros(len(values), dtype=np.int64)
    whole = np.flatnonzero(kinds == _IS_WHOLE)
    numbers[whole] = [values[index] for index in whole.tolist()]
    start = np.cumsum(np.array([0, *map(len, contents)], dtype=np.int64))
    blob = np.frombuffer(b"".join(contents), dtype=np.uint8)
    return Ragged(*_encode(kinds, numbers, blob, start))


def _kind(value: Value) -> int:
    if type(value) is str:
        return _IS_TEXT
    return _IS_WHOLE if type(value) is int and 0 <= value < _INT64 else _IS_MESSAGE


def _content(value: Value, kind: int) -> bytes:
    """What compiled code copies: a text's bytes, nothing of a number, of any other value its message."""
    if kind == _IS_TEXT:
        return str(value).encode()
    return b"" if kind == _IS_WHOLE else encode_value(value)


@compiled
def _encode(kinds: Ints, numbers: Ints, blob: Bytes, start: Ints) -> tuple[Bytes, Ints]:
    out = np.empty(len(blob) + 24 * len(kinds), dtype=np.uint8)
    ends = np.zeros(len(kinds) + 1, dtype=np.int64)
    at = 0
    for index in range(len(kinds)):
        at = put(out, at, _VALUE)
        length = start[index + 1] - start[index]
        if kinds[index] == _IS_WHOLE:
            at = put(out, put(out, at, 1 + size(numbers[index])), _WHOLE)
            at = put(out, at, numbers[index])
        elif kinds[index] == _IS_TEXT:
            at = put(out, put(out, at, 1 + size(length) + length), _TEXT)
            at = put(out, at, length)
        else:
            at = put(out, at, length)
        out[at : at + length] = blob[start[index] : start[index + 1]]
        at += length
        ends[index + 1] = at
    return out[:at], ends


def encode_value(value: Value) -> bytes:
    """A ``Value`` message: text, whole number, fraction or truth."""
    match value:
        case bool():
            return bytes((7 << 3, value))
        case str():
            return field(1, value.encode())
        case int() if 0 <= value < _INT64:
            return bytes((_WHOLE,)) + encoded(value)
        case int() if -_INT64 <= value < 0:
            return bytes((6 << 3,)) + encoded((value << 1) ^ (value >> 63))
        case float() if float(np.float32(value)) == value:
            return bytes((2 << 3 | 5,)) + struct.pack("<f", value)
        case _:  # a number too large for 64 bits is no whole number to any reader
            return bytes((3 << 3 | 1,)) + struct.pack("<d", value)
