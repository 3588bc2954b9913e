"""Protocol Buffers' variable-length integers, for compiled code."""

import numpy as np

from tilebuild.compiled import lean
from tilebuild.tiles.mvt.types import Bytes


@lean
def put(out: Bytes, at: int, value: int) -> int:
    """Write a whole number >= 0 at ``at``; returns the position behind it. There must be room for 10 bytes."""
    while value > 127:
        out[at] = np.uint8((value & 127) | 128)
        value >>= 7
        at += 1
    out[at] = np.uint8(value)
    return at + 1


@lean
def size(value: int) -> int:
    """How many bytes :func:`put` writes."""
    count = 1
    while value > 127:
        value >>= 7
        count += 1
    return count


@lean
def zigzag(value: int) -> int:
    """A signed number as one >= 0 that is small where the number is near 0."""
    return (value << 1) ^ (value >> 63)


def encoded(value: int) -> bytes:
    """A whole number >= 0 as bytes, for tables that are made once."""
    out = bytearray()
    while value > 127:
        out.append((value & 127) | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number: int, content: bytes) -> bytes:
    """A length-delimited field (wire type 2) of a message."""
    return encoded(number << 3 | 2) + encoded(len(content)) + content
