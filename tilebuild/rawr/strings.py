"""Each distinct string once: codes instead of texts, found by a hash table over the bytes as they were read.

A *token* is a range ``start:end`` of ``data``: one key or value just as its format wrote it (with msgpack's header, in
JSON's quotes). Only distinct tokens are decoded in Python; texts that were written in several ways become one again.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tilebuild.compiled import compiled
from tilebuild.rawr.binary import roomy, same_bytes
from tilebuild.rawr.rows import Bytes, Int32s, Int64s

Decode = Callable[[bytes], str]
"""The text of a token; any ValueError it raises means that the token is none."""

_FIRST_SLOTS = 1 << 12
"""Slots of an empty table: a power of two; tables double when half full."""


class TokenError(ValueError):
    """A token that has no text, at byte ``offset`` of the data."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"no text at byte {offset}")
        self.offset = offset


@dataclass(frozen=True)
class Interned:
    """The texts of m tokens."""

    codes: Int32s
    """Shape (m,): index of each token's text in ``strings``."""
    strings: tuple[str, ...]
    """Each distinct text once, in the order of its first token."""


def intern(data: Bytes, start: Int64s, end: Int64s, decode: Decode) -> Interned:
    """Code the tokens ``start[i]:end[i]`` of ``data``.

    Raises:
        TokenError: ``decode`` refused a token.
    """
    codes, firsts = distinct(data, start, end)
    blob = data.data
    texts: dict[str, int] = {}
    recode = np.empty(len(firsts), dtype=np.int32)
    for code, (a, b) in enumerate(zip(start[firsts].tolist(), end[firsts].tolist(), strict=True)):
        try:
            text = decode(bytes(blob[a:b]))
        except ValueError as error:
            raise TokenError(a) from error
        recode[code] = texts.setdefault(text, len(texts))
    return Interned(codes if len(texts) == len(firsts) else recode[codes], tuple(texts))


@compiled
def distinct(data: Bytes, start: Int64s, end: Int64s) -> tuple[Int32s, Int64s]:
    """A code per token, equal for equal bytes and counted from 0, and the index of each code's first token."""
    slots = np.full(_FIRST_SLOTS, -1, np.int32)
    codes = np.empty(len(start), np.int32)
    firsts = np.empty(_FIRST_SLOTS, np.int64)
    hashes = np.empty(_FIRST_SLOTS, np.uint64)
    used = 0
    for token in range(len(start)):
        code = _token_hash(data, start[token], end[token])
        slot = _find(slots, hashes, firsts, data, start, end, token, code)
        if slots[slot] < 0:
            firsts, hashes = roomy(firsts, used), roomy(hashes, used)
            firsts[used], hashes[used] = token, code
            slots[slot] = used
            used += 1
        codes[token] = slots[slot]
        if 2 * used > len(slots):
            slots = _rehash(hashes, used, 2 * len(slots))
    return codes, firsts[:used]


@compiled
def _token_hash(data: Bytes, start: int, end: int) -> np.uint64:
    """64-bit FNV-1a."""
    value = np.uint64(14695981039346656037)
    for position in range(start, end):
        value = (value ^ np.uint64(data[position])) * np.uint64(1099511628211)
    return value ^ (value >> np.uint64(32))


@compiled
def _find(
    slots: Int32s, hashes: NDArray[np.uint64], firsts: Int64s, data: Bytes, start: Int64s, end: Int64s,
    token: int, value: np.uint64,
) -> np.uint64:  # fmt: skip
    """The slot whose code has the token's bytes, or the free slot where its code belongs (linear probing)."""
    mask = np.uint64(len(slots) - 1)
    slot = value & mask
    size = end[token] - start[token]
    while slots[slot] >= 0:
        code = slots[slot]
        first = firsts[code]
        if hashes[code] == value and end[first] - start[first] == size:  # noqa: SIM102
            if same_bytes(data, start[first], start[token], size):
                break
        slot = (slot + np.uint64(1)) & mask
    return slot


@compiled
def _rehash(hashes: NDArray[np.uint64], used: int, size: int) -> Int32s:
    """A table of ``size`` slots with the codes ``0:used``."""
    slots = np.full(size, -1, np.int32)
    mask = np.uint64(size - 1)
    for code in range(used):
        slot = hashes[code] & mask
        while slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        slots[slot] = code
    return slots
