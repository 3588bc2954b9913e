"""Numbers and byte ranges out of a byte array, compiled: what msgpack and PostgreSQL's binary formats have in common.

Everything here reads ``data``, a read-only array of uint8 with shape (bytes,), and trusts its caller to stay inside.
"""

from typing import Any

import numpy as np

from tilebuild.compiled import Index, lean
from tilebuild.rawr.rows import Bytes

WORD = 8
"""Bytes of a word."""

Integer = Any
"""A number inside a kernel, where Python's int and numpy's int64 are one."""


def read_only(data: bytes | memoryview | Bytes) -> Bytes:
    """The bytes as an array that cannot be written: the one array type that the kernels here are compiled for."""
    view = np.frombuffer(data, dtype=np.uint8) if not isinstance(data, np.ndarray) else data.view()
    view.flags.writeable = False
    return view


@lean
def unsigned(data: Bytes, start: Integer, size: Integer) -> Integer:
    """The big-endian unsigned integer of ``size`` bytes as int64; of 8 bytes, the signed one."""
    value = np.int64(0)
    for position in range(start, start + size):
        value = (value << 8) | np.int64(data[position])
    return value


@lean
def signed(data: Bytes, start: Integer, size: Integer) -> Integer:
    """The big-endian two's complement integer of ``size`` (1 to 8) bytes as int64."""
    value = unsigned(data, start, size)
    if size < 8 and data[start] & 0x80:
        value -= np.int64(1) << (8 * size)
    return value


@lean
def word(data: Bytes, start: np.uint64) -> np.uint64:
    """The eight bytes from ``start`` on as one number, the lowest first: one load to the compiler."""
    low = _pair(data, start) | _pair(data, start + Index(2)) << Index(16)
    high = _pair(data, start + Index(4)) | _pair(data, start + Index(6)) << Index(16)
    return low | high << Index(32)


@lean
def _pair(data: Bytes, start: np.uint64) -> np.uint64:
    return Index(data[start]) | Index(data[start + Index(1)]) << Index(8)


@lean
def same_bytes(data: Bytes, first: Integer, second: Integer, size: Integer) -> bool:
    """Whether the ``size`` bytes at ``first`` and at ``second`` are equal."""
    one, other, stop = Index(first), Index(second), Index(first + size)
    while one + Index(WORD) <= stop:
        if word(data, one) != word(data, other):
            return False
        one, other = one + Index(WORD), other + Index(WORD)
    while one < stop:
        if data[one] != data[other]:
            return False
        one, other = one + Index(1), other + Index(1)
    return True


@lean
def copy_bytes(out: Bytes, position: Integer, data: Bytes, start: Integer, end: Integer) -> Integer:
    """Write ``data[start:end]`` to ``out`` at ``position``; returns the position behind it."""
    target, source = Index(position), Index(start)
    for index in range(Index(end - start)):
        out[target + index] = data[source + index]
    return position + end - start
