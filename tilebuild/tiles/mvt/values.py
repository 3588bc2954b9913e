"""Typed values as a layer's ``values`` field, many at once (specification 2.1, section 4.1)."""

import struct
from collections.abc import Sequence

import numpy as np

from tilebuild.compiled import compiled
from tilebuild.tiles.mvt.types import Bytes, Ints, Ragged
from tilebuild.tiles.mvt.varint import encoded, field, put, size
from tilebuild.tiles.property_table import Value

FIELD = 4
"""Field of a layer that holds a value."""

_VALUE = FIELD << 3 | 2
_TEXT, _WHOLE = 1 << 3 | 2, 4 << 3
_INT64 = 1 << 63
_LARGEST_SINGLE = float(np.finfo(np.float32).max)

_IS_TEXT, _IS_WHOLE, _IS_MESSAGE = 0, 1, 2


def encode_values(numbers: Ints, others: Sequence[Value]) -> Ragged:
    """Whole numbers, then other values, each as a layer's field; nearly all are encoded by compiled code."""
    negative = np.flatnonzero(numbers < 0)
    kinds = np.full(len(numbers) + len(others), _IS_WHOLE, dtype=np.int64)
    kinds[negative] = _IS_MESSAGE
    kinds[len(numbers) :] = [_IS_TEXT if type(value) is str else _IS_MESSAGE for value in others]
    contents = [encode_value(number) for number in numbers[negative].tolist()]
    contents += [value.encode() if type(value) is str else encode_value(value) for value in others]
    lengths = np.zeros(len(kinds) + 1, dtype=np.int64)
    lengths[1:][kinds != _IS_WHOLE] = [len(content) for content in contents]
    blob = np.frombuffer(b"".join(contents), dtype=np.uint8)
    return Ragged(*_encode(kinds, numbers, blob, np.cumsum(lengths)))


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
        case float() if abs(value) <= _LARGEST_SINGLE and float(np.float32(value)) == value:
            return bytes((2 << 3 | 5,)) + struct.pack("<f", value)
        case _:  # a number too large for 64 bits is no whole number to any reader
            return bytes((3 << 3 | 1,)) + struct.pack("<d", value)
