"""Writing msgpack into an array whose size was computed before, compiled; always the shortest encoding.

``put_…`` functions write at ``position`` of ``out`` (uint8) and return the position behind; ``…_size`` functions say
how many bytes that takes. Format: https://github.com/msgpack/msgpack/blob/master/spec.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.rawr.binary import Integer, copy_bytes, read_only
from tilebuild.rawr.rows import Bytes, Int64s

NIL = 0xC0
_BIN, _TEXT, _ARRAY, _MAP = 0xC4, 0xD9, 0xDC, 0xDE
"""First bytes of the smallest forms that have a separate size."""


@dataclass(frozen=True)
class Packed:
    """Values that are written often, already encoded: value ``i`` is ``data[start[i]:start[i + 1]]``."""

    data: Bytes
    start: Int64s


def pack(values: Sequence[str], *, binary: bool = False) -> Packed:
    """Encode each string as ``str``, or as ``bin`` if it is to be binary."""
    contents = [value.encode() for value in values]
    start = np.cumsum([0, *map(len, contents)], dtype=np.int64)
    packed, begins = _pack(read_only(b"".join(contents)), start, binary)
    return Packed(read_only(packed), begins)


@compiled
def _pack(contents: Bytes, start: Int64s, binary: bool) -> tuple[Bytes, Int64s]:
    packed, begins = np.empty(len(contents) + 5 * len(start), np.uint8), np.zeros_like(start)
    for value in range(len(start) - 1):
        position, size = begins[value], start[value + 1] - start[value]
        position = put_binary_header(packed, position, size) if binary else put_text_header(packed, position, size)
        begins[value + 1] = copy_bytes(packed, position, contents, start[value], start[value + 1])
    return packed[: begins[-1]].copy(), begins


@lean
def put_big_endian(out: Bytes, position: Integer, value: Integer, size: Integer) -> Integer:
    """The lowest ``size`` bytes of ``value``, highest first."""
    for index in range(size):
        out[position + index] = (value >> (8 * (size - 1 - index))) & 0xFF
    return position + size


@lean
def _width(value: Integer) -> Integer:
    """Bytes of the shortest integer form behind its first byte: 0, 1, 2, 4 or 8; unsigned unless negative."""
    if -32 <= value < 128:
        return 0
    half = value >> 1 if value >= 0 else -(value + 1)
    return 1 if half < 1 << 7 else 2 if half < 1 << 15 else 4 if half < 1 << 31 else 8


@lean
def integer_size(value: Integer) -> Integer:
    """Bytes of an integer."""
    return 1 + _width(value)


@lean
def put_integer(out: Bytes, position: Integer, value: Integer) -> Integer:
    """An integer."""
    width = _width(value)
    if width == 0:
        out[position] = value & 0xFF
        return position + 1
    step = 0 if width == 1 else 1 if width == 2 else 2 if width == 4 else 3
    out[position] = (0xCC if value >= 0 else 0xD0) + step
    return put_big_endian(out, position + 1, value, width)


@lean
def binary_header_size(size: Integer) -> Integer:
    """Bytes in front of ``size`` bytes of binary."""
    return 2 if size < 1 << 8 else 3 if size < 1 << 16 else 5


@lean
def put_binary_header(out: Bytes, position: Integer, size: Integer) -> Integer:
    """What stands in front of ``size`` bytes of binary."""
    width = binary_header_size(size) - 1
    out[position] = _BIN + width // 2
    return put_big_endian(out, position + 1, size, width)


@lean
def put_text_header(out: Bytes, position: Integer, size: Integer) -> Integer:
    """What stands in front of ``size`` bytes of text."""
    if size < 32:
        out[position] = 0xA0 + size
        return position + 1
    width = binary_header_size(size) - 1
    out[position] = _TEXT + width // 2
    return put_big_endian(out, position + 1, size, width)


@lean
def collection_header_size(size: Integer) -> Integer:
    """Bytes in front of an array of ``size`` elements, or a map of ``size`` pairs."""
    return 1 if size < 16 else 3 if size < 1 << 16 else 5


@lean
def _put_collection_header(out: Bytes, position: Integer, size: Integer, short: Integer, long: Integer) -> Integer:
    """``short`` is the first byte for 0 elements, ``long`` that of the form with 16 bits of size."""
    width = collection_header_size(size) - 1
    if width == 0:
        out[position] = short + size
        return position + 1
    out[position] = long + width // 4
    return put_big_endian(out, position + 1, size, width)


@lean
def put_array_header(out: Bytes, position: Integer, size: Integer) -> Integer:
    """What stands in front of ``size`` elements."""
    return _put_collection_header(out, position, size, 0x90, _ARRAY)


@lean
def put_map_header(out: Bytes, position: Integer, size: Integer) -> Integer:
    """What stands in front of ``size`` pairs."""
    return _put_collection_header(out, position, size, 0x80, _MAP)
