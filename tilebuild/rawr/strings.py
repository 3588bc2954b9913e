"""Each distinct string once: codes instead of texts, found by a hash table over the bytes as they were read.

A *token* is a range ``start:end`` of ``data``: one key or value just as its format wrote it (with msgpack's header, in
JSON's quotes). Only distinct tokens are decoded, nearly all at once; texts written in several ways become one again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tilebuild.compiled import Index, compiled, lean
from tilebuild.rawr.binary import WORD, copy_bytes, same_bytes, word
from tilebuild.rawr.rows import Bytes, Int32s, Int64s

Hashes = NDArray[np.uint64]


class Notation(NamedTuple):
    """How a format writes texts."""

    plain: Callable[[Bytes, Int64s, Int64s], tuple[Int64s, Int64s]]
    """Where in each token the text's own UTF-8 stands, begin and end; the end is -1 where it is not so simple."""
    decode: Callable[[bytes], str]
    """The text of one token; any ValueError means that the token is none."""


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


def intern(data: Bytes, start: Int64s, end: Int64s, notation: Notation) -> Interned:
    """Code the tokens ``start[i]:end[i]`` of ``data``.

    Raises:
        TokenError: a token is no text.
    """
    codes, firsts = distinct(data, start, end)
    texts = _texts(data, start[firsts], end[firsts], notation)
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    if len(places) == len(texts):
        return Interned(codes, tuple(texts))
    recode = np.array([places[text] for text in texts], dtype=np.int32)
    return Interned(recode[codes], tuple(places))


def _texts(data: Bytes, start: Int64s, end: Int64s, notation: Notation) -> list[str]:
    """The text of each token: the plain ones at once, the few others one by one."""
    first, last = notation.plain(data, start, end)
    plain = last >= 0
    found = _split(data, first[plain], last[plain])
    if len(found) == len(start):
        return found
    if not found:
        plain[:] = False
    texts = [""] * len(start)
    for token, text in zip(np.flatnonzero(plain).tolist(), found, strict=True):
        texts[token] = text
    for token in np.flatnonzero(~plain).tolist():
        texts[token] = _text(data, start[token], end[token], notation)
    return texts


def _split(data: Bytes, first: Int64s, last: Int64s) -> list[str]:
    """The texts in the ranges; none at all where one of them is no UTF-8 or has a zero in it."""
    try:
        texts = _joined(data, first, last).tobytes().decode().split("\0")[:-1]
    except ValueError:
        return []
    return texts if len(texts) == len(first) else []


def _text(data: Bytes, start: int, end: int, notation: Notation) -> str:
    try:
        return notation.decode(data[start:end].tobytes())
    except ValueError as error:
        raise TokenError(int(start)) from error


@compiled
def _joined(data: Bytes, first: Int64s, last: Int64s) -> Bytes:
    """The bytes of all ranges, each followed by a zero."""
    joined, at = np.zeros((last - first).sum() + len(first), np.uint8), 0
    for token in range(len(first)):
        at = copy_bytes(joined, at, data, first[token], last[token]) + 1
    return joined


class Codes(NamedTuple):
    """Codes that were given so far."""

    slots: Int32s
    """A hash table of codes by their tokens' bytes; -1 where it is free."""
    firsts: Int64s
    """The first token of each code."""
    hashes: Hashes
    """The hash of each code's bytes."""


@compiled
def distinct(data: Bytes, start: Int64s, end: Int64s) -> tuple[Int32s, Int64s]:
    """A code per token, equal for equal bytes and counted from 0, and the index of each code's first token."""
    codes = np.empty(len(start), np.int32)
    known, token, used = _empty(_FIRST_SLOTS), 0, 0
    while token < len(start):
        token, used = _give(data, start, end, codes, known, token, used)
        if token < len(start):
            larger = _empty(2 * len(known.slots))
            larger.firsts[:used], larger.hashes[:used] = known.firsts[:used], known.hashes[:used]
            _enter(larger, used)
            known = larger
    return codes, known.firsts[:used]


@compiled
def _empty(slots: int) -> Codes:
    """A table that can be half full."""
    return Codes(np.full(slots, -1, np.int32), np.empty(slots // 2, np.int64), np.empty(slots // 2, np.uint64))


@lean
def _give(
    data: Bytes, start: Int64s, end: Int64s, codes: Int32s, known: Codes, token: int, used: int
) -> tuple[int, int]:
    """Give codes from ``token`` on until the table is half full: the token that is next, and the codes in use."""
    while token < len(start) and used < len(known.firsts):
        value = _token_hash(data, start[token], end[token])
        slot = _find(known, data, start, end, token, value)
        if known.slots[slot] < 0:
            known.firsts[used], known.hashes[used] = token, value
            known.slots[slot] = used
            used += 1
        codes[token] = known.slots[slot]
        token += 1
    return token, used


@lean
def _token_hash(data: Bytes, start: int, end: int) -> np.uint64:
    """A number of which all bits depend on all bytes and on how many there are: multiplied and folded word by word."""
    at, stop = Index(start), Index(end)
    value = (stop - at) * np.uint64(0x9E3779B97F4A7C15)
    while at + Index(WORD) <= stop:
        value = _mixed(value ^ word(data, at))
        at += Index(WORD)
    rest = np.uint64(0)
    while at < stop:
        rest = rest << np.uint64(8) | np.uint64(data[at])
        at += Index(1)
    return _mixed(value ^ rest)


@lean
def _mixed(value: np.uint64) -> np.uint64:
    """With factors and a shift of MurmurHash3's finaliser."""
    value = value * np.uint64(0xFF51AFD7ED558CCD)
    return value ^ (value >> np.uint64(33))


@lean
def _find(known: Codes, data: Bytes, start: Int64s, end: Int64s, token: int, value: np.uint64) -> np.uint64:
    """The slot whose code has the token's bytes, or the free slot where its code belongs (linear probing)."""
    mask = np.uint64(len(known.slots) - 1)
    slot = value & mask
    size = end[token] - start[token]
    while known.slots[slot] >= 0:
        code = known.slots[slot]
        first = known.firsts[code]
        if known.hashes[code] == value and end[first] - start[first] == size:  # noqa: SIM102
            if same_bytes(data, start[first], start[token], size):
                break
        slot = (slot + np.uint64(1)) & mask
    return slot


@lean
def _enter(known: Codes, used: int) -> None:
    """Put the codes ``0:used`` into an empty table."""
    mask = np.uint64(len(known.slots) - 1)
    for code in range(used):
        slot = known.hashes[code] & mask
        while known.slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        known.slots[slot] = code
