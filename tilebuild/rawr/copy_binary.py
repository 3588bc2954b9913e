"""Rows out of PostgreSQL's ``COPY … TO STDOUT (FORMAT BINARY)``, compiled.

Format: https://www.postgresql.org/docs/current/sql-copy.html ("Binary Format"): an 11-byte signature, 4 bytes of flags,
a header extension with its size; per row a 16-bit field count, then each field behind its 32-bit size (-1: NULL); at
the end the count -1. All numbers are big-endian.
"""

import numpy as np
from numpy.typing import NDArray

from tilebuild.compiled import compiled, lean
from tilebuild.errors import RequestError, UnavailableError
from tilebuild.growing import doubled
from tilebuild.rawr.binary import Integer, read_only, signed, unsigned
from tilebuild.rawr.copy_tags import TagFormat, read_tags
from tilebuild.rawr.rows import Bytes, Int64s, Rows
from tilebuild.rawr.tags import make_rows

_SIGNATURE = b"PGCOPY\n\xff\r\n\x00"
_HEADER = len(_SIGNATURE) + 8
"""Bytes in front of the header extension: signature, flags, the extension's size."""

Fields = NDArray[np.int64]
"""Shape (n, columns, 2): where each field's bytes begin and end; the end is -1 for NULL."""

_CUT_OFF, _COLUMNS, _NO_ROOM = 1, 2, 3


def read_features(stream: bytes, tags: TagFormat, source: str) -> Rows:
    """The rows of a stream with the columns id (bigint), geometry (bytea of WKB) and tags.

    Raises:
        UnavailableError: the stream is cut off; ``source`` names it.
        RequestError: the stream has other columns.
    """
    data, fields = read_fields(stream, 3, source)
    ids = integers(data, fields, 0, source)
    tag_start, interned = read_tags(data, fields[:, 2], tags, source)
    return make_rows(ids, data, fields[:, 1, 0].copy(), fields[:, 1, 1].copy(), tag_start, interned)


def read_fields(stream: bytes, columns: int, source: str) -> tuple[Bytes, Fields]:
    """The stream as an array, and where its fields are in it.

    Raises:
        UnavailableError: the stream is cut off.
        RequestError: a row has another number of columns, or it is no such stream at all.
    """
    data = read_only(stream)
    if len(data) < _HEADER:
        raise UnavailableError(f"the copy of {source} is cut off after {len(data)} bytes")
    if not stream.startswith(_SIGNATURE):
        raise RequestError(f"the copy of {source} does not begin with the signature of PostgreSQL's binary format")
    fields, wrong, position = _scan(data, columns)
    if wrong == _COLUMNS:
        raise RequestError(f"the copy of {source} has a row at byte {position} that has not {columns} columns")
    if wrong:
        raise UnavailableError(f"the copy of {source} is cut off at byte {position} of {len(data)}")
    return data, fields


def integers(data: Bytes, fields: Fields, column: int, source: str) -> Int64s:
    """A column of type bigint.

    Raises:
        RequestError: a value is NULL or of another type.
    """
    start, end = fields[:, column, 0], fields[:, column, 1]
    if np.any(end - start != 8):
        raise RequestError(f"the copy of {source} has an id that is NULL or no bigint")
    values: Int64s = _integers(data, start)
    return values


@compiled
def _integers(data: Bytes, start: Int64s) -> Int64s:
    values = np.empty(len(start), np.int64)
    for row in range(len(start)):
        values[row] = signed(data, start[row], 8)
    return values


@compiled
def _scan(data: Bytes, columns: Integer) -> tuple[Fields, Integer, Integer]:
    """The ranges of all fields; what is wrong (0: nothing), and where."""
    ranges, used, position, wrong = np.empty(1024 * columns, np.int64), 0, _HEADER, _CUT_OFF
    position += unsigned(data, _HEADER - 4, 4)
    while True:
        wrong, used, position = _rows(data, columns, position, ranges, used)
        if wrong != _NO_ROOM:
            return ranges[:used].reshape(-1, columns, 2), wrong, position
        ranges = doubled(ranges)


@lean
def _rows(
    data: Bytes, columns: Integer, position: Integer, ranges: Int64s, used: Integer
) -> tuple[Integer, Integer, Integer]:
    """Note the fields of rows from ``position`` on as long as there is room: why it ended, what is noted, and where."""
    while position + 2 <= len(data):
        count, at = signed(data, position, 2), position + 2
        if count != columns:
            return (0 if count == -1 else _COLUMNS), used, position
        if used + 2 * columns > len(ranges):
            return _NO_ROOM, used, position
        for _ in range(columns):
            if at + 4 > len(data):
                return _CUT_OFF, 0, at
            size = signed(data, at, 4)
            at += 4
            ranges[used], ranges[used + 1] = at, (at + size if size >= 0 else -1)
            used += 2
            at += max(size, 0)
        position = at
    return _CUT_OFF, used, position
