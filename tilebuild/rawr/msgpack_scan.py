"""Walking over msgpack without making objects of it, compiled.

Format: https://github.com/msgpack/msgpack/blob/master/spec.md. A value begins with one byte that says what it is; most
carry a size (bytes of a string, elements of an array, pairs of a map) in that byte or in the 1, 2, 4 or 8 behind it.
"""

import json

import msgpack
import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.errors import RequestError
from tilebuild.rawr.binary import Integer, signed, unsigned
from tilebuild.rawr.rows import Bytes, Int64s
from tilebuild.rawr.strings import Notation

NIL, BOOL, INTEGER, FLOAT, TEXT, BINARY, ARRAY, MAP, EXTENSION = range(9)
INVALID = -1
"""The kind of the one byte that msgpack does not use."""
TRUNCATED = -2
"""The kind of a value that goes on behind the end of the data."""

BROKEN, NO_KEY = 1, 2
SCAN_ERRORS = {BROKEN: "the msgpack data is cut off or invalid", NO_KEY: "a key is no string"}
"""What can be wrong while walking, by the code that kernels return (0: nothing); readers add codes from 3."""
NO_TEXT = "a key or value is no UTF-8 text"

_KIND = np.full(256, INVALID, np.int8)
_EMBEDDED = np.zeros(256, np.int64)
"""Size that the first byte itself holds."""
_WIDTH = np.zeros(256, np.int64)
"""How many bytes behind the first hold the size, or the number itself."""


def _describe(first: int, last: int, kind: int, widths: tuple[int, ...] = (0,)) -> None:
    """Fill the tables for first bytes ``first`` to ``last``, whose widths are ``widths``, repeated."""
    for step, byte in enumerate(range(first, last + 1)):
        _KIND[byte] = kind
        _WIDTH[byte] = widths[step % len(widths)]


_describe(0x00, 0x7F, INTEGER)
_describe(0x80, 0x8F, MAP)
_EMBEDDED[0x80:0x90] = range(16)
_describe(0x90, 0x9F, ARRAY)
_EMBEDDED[0x90:0xA0] = range(16)
_describe(0xA0, 0xBF, TEXT)
_EMBEDDED[0xA0:0xC0] = range(32)
_describe(0xC0, 0xC0, NIL)
_describe(0xC2, 0xC3, BOOL)
_describe(0xC4, 0xC6, BINARY, (1, 2, 4))
_describe(0xC7, 0xC9, EXTENSION, (1, 2, 4))
_describe(0xCA, 0xCB, FLOAT, (4, 8))
_describe(0xCC, 0xD3, INTEGER, (1, 2, 4, 8))
_describe(0xD4, 0xD8, EXTENSION)
_EMBEDDED[0xD4:0xD9] = (1, 2, 4, 8, 16)
_describe(0xD9, 0xDB, TEXT, (1, 2, 4))
_describe(0xDC, 0xDD, ARRAY, (2, 4))
_describe(0xDE, 0xDF, MAP, (2, 4))
_describe(0xE0, 0xFF, INTEGER)


@lean
def header(data: Bytes, start: Integer) -> tuple[Integer, Integer, Integer]:
    """Kind, size and body of the value at ``start``.

    The body is the position of a string's bytes, of the first element, or behind a scalar; the size is that of
    :data:`TEXT` and :data:`BINARY` in bytes, of :data:`ARRAY` in elements, of :data:`MAP` in pairs, else 0.
    """
    if start >= len(data):
        return TRUNCATED, 0, start
    first = data[start]
    kind, size, body = np.int64(_KIND[first]), _EMBEDDED[first], start + 1 + _WIDTH[first]
    if body > len(data):
        return TRUNCATED, 0, start
    if kind in (INTEGER, FLOAT):
        return kind, 0, body
    if body > start + 1:
        size = unsigned(data, start + 1, body - start - 1)
    if kind == EXTENSION:
        body += 1 + size
        return (kind if body <= len(data) else TRUNCATED), 0, body
    if kind in (TEXT, BINARY) and body + size > len(data):
        return TRUNCATED, 0, start
    return kind, size, body


@lean
def integer(data: Bytes, start: Integer) -> Integer:
    """The number at ``start``, where :func:`header` found an :data:`INTEGER`; of 2^63 and more, the wrapped one."""
    first = data[start]
    width = _WIDTH[first]
    if width == 0:
        return np.int64(first) if first < 0x80 else np.int64(first) - 256
    if first >= 0xD0:
        return signed(data, start + 1, width)
    return unsigned(data, start + 1, width)


@lean
def skip(data: Bytes, start: Integer) -> Integer:
    """The position behind the value at ``start``, or -1 if it is truncated or invalid somewhere."""
    pending = 1
    position = start
    while pending > 0:
        kind, size, body = header(data, position)
        if kind < 0:
            return -1
        position = body + size if kind in (TEXT, BINARY) else body
        pending += size * (kind == ARRAY) + 2 * size * (kind == MAP) - 1
    return position


@lean
def scan_pair(
    data: Bytes, start: Integer, token_start: Int64s, token_end: Int64s, token: Integer
) -> tuple[Integer, Integer, Integer]:
    """What is wrong, 1 if the pair at ``start`` has a value (its tokens are noted then) else 0, and where it ends."""
    kind, size, body = header(data, start)
    if kind not in (TEXT, BINARY):
        return (BROKEN if skip(data, start) < 0 else NO_KEY), 0, start
    middle = body + size
    kind, size, body = header(data, middle)
    end = body + size if kind in (TEXT, BINARY) else skip(data, middle)
    if end < 0:
        return BROKEN, 0, middle
    token_start[token], token_end[token] = start, middle
    token_start[token + 1], token_end[token + 1] = middle, end
    return 0, (0 if kind == NIL else 1), end


@compiled
def _plain(data: Bytes, start: Int64s, end: Int64s) -> tuple[Int64s, Int64s]:
    """Where the text of each string is; the end is -1 of any other value."""
    first, last = start.copy(), np.full(len(end), -1)
    for token in range(len(start)):
        kind, size, body = header(data, start[token])
        if kind in (TEXT, BINARY):
            first[token], last[token] = body, body + size
    return first, last


def text_of(token: bytes) -> str:
    """The text of one msgpack value.

    Raises:
        ValueError: it is a string that is not UTF-8, or something that JSON has no word for.
    """
    try:
        value = msgpack.unpackb(token, raw=False, strict_map_key=False)
        if isinstance(value, bytes):
            return value.decode()
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except (TypeError, RecursionError) as error:
        raise ValueError(f"no property value: {error}") from error


NOTATION = Notation(_plain, text_of)
"""How msgpack writes texts."""


def malformed(member: str, position: int, wrong: str) -> RequestError:
    """The error about a member that is not what its name promises."""
    return RequestError(f"RAWR member {member} is malformed at byte {position}: {wrong}")
