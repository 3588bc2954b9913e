"""Tags as PostgreSQL sends them in binary: hstore, jsonb or text[] of alternating keys and values.

- hstore: a 32-bit count, then per pair key and value, each behind its 32-bit size; -1 is NULL.
- jsonb: a version byte (1), then JSON text; osm2pgsql writes flat objects of strings. Its text is canonical (one
  spelling per string), as PostgreSQL prints it from the parsed value.
- text[]: 32-bit number of dimensions (0: empty), has-NULLs, element type, length, lower bound; then the elements,
  each behind its 32-bit size.

Absent values (NULL, JSON null) are absent tags.
"""

import json
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tilebuild.compiled import compiled, lean
from tilebuild.errors import RequestError
from tilebuild.growing import doubled
from tilebuild.rawr.binary import Integer, signed
from tilebuild.rawr.json_scan import after_value, next_token
from tilebuild.rawr.rows import Bytes, Int64s
from tilebuild.rawr.strings import Interned, Notation, TokenError, intern

_NO_ROOM = -2
"""Stands where a row is named that is wrong, or -1 for none."""

ARRAY_HEADER = 20
"""Bytes in front of the elements of an array with one dimension."""


class TagFormat(StrEnum):
    """How a column holds tags."""

    HSTORE = "hstore"
    JSONB = "jsonb"
    TEXT_ARRAY = "text[]"


def read_tags(data: Bytes, fields: NDArray[np.int64], tags: TagFormat, source: str) -> tuple[Int64s, Interned]:
    """Per row the first pair, shape (n + 1,), and all keys and values, alternating.

    ``fields`` has shape (n, 2): the column's ranges, end -1 for NULL.

    Raises:
        RequestError: the column holds something else.
    """
    start, end = np.ascontiguousarray(fields[:, 0]), np.ascontiguousarray(fields[:, 1])
    if tags is TagFormat.JSONB:
        tag_start, token_start, token_end, wrong = _scan_jsonb(data, start, end)
    else:
        tag_start, token_start, token_end, wrong = _scan_pairs(data, start, end, tags is TagFormat.TEXT_ARRAY)
    if wrong >= 0:
        raise RequestError(f"the tags in row {wrong} of the copy of {source} are no {tags} of keys and values")
    try:
        return tag_start, intern(data, token_start, token_end, notation_of(tags))
    except TokenError as error:
        raise RequestError(f"the copy of {source} has a key or value at byte {error.offset} that is no text") from error


def notation_of(tags: TagFormat) -> Notation:
    """How a column writes keys and values."""
    return JSON if tags is TagFormat.JSONB else BARE


def json_text(token: bytes) -> str:
    """The text of one JSON value: of a string what it says, of anything else how it is written.

    Raises:
        ValueError: it is a broken string.
    """
    if token[:1] != b'"':
        return token.decode()
    return str(json.loads(token)) if b"\\" in token else token[1:-1].decode()


@compiled
def _in_quotes(data: Bytes, start: Int64s, end: Int64s) -> tuple[Int64s, Int64s]:
    """Where the text of each JSON string without a backslash is; the end is -1 of any other value."""
    last = end - 1
    for token in range(len(start)):
        for position in range(start[token], end[token]):
            if data[position] == ord("\\") or data[start[token]] != ord('"'):
                last[token] = -1
    return start + 1, last


def _whole(data: Bytes, start: Int64s, end: Int64s) -> tuple[Int64s, Int64s]:
    """The tokens themselves."""
    del data
    return start, end


JSON, BARE = Notation(_in_quotes, json_text), Notation(_whole, bytes.decode)


@compiled
def _scan_pairs(data: Bytes, start: Int64s, end: Int64s, array: Integer) -> tuple[Int64s, Int64s, Int64s, Integer]:
    """Tokens of hstore columns, or of text[] columns if ``array``; and the first row that is wrong, or -1."""
    tag_start = np.zeros(len(start) + 1, np.int64)
    tokens = 2 * _most_pairs(data, start, end, array)
    token_start, token_end = np.empty(tokens, np.int64), np.empty(tokens, np.int64)
    wrong = _note_pairs(data, start, end, array, tag_start, token_start, token_end)
    used = 2 * tag_start[-1]
    return tag_start, token_start[:used], token_end[:used], wrong


@lean
def _most_pairs(data: Bytes, start: Int64s, end: Int64s, array: Integer) -> Integer:
    """How many pairs the columns say that they have."""
    pairs = 0
    for row in range(len(start)):
        pairs += max(_pair_count(data, start[row], end[row], array)[0], 0)
    return pairs


@lean
def _note_pairs(
    data: Bytes, start: Int64s, end: Int64s, array: Integer, tag_start: Int64s, token_start: Int64s, token_end: Int64s
) -> Integer:
    """Note each pair's tokens and each row's first pair; the first row that is wrong, or -1."""
    pairs = 0
    for row in range(len(start)):
        stop = end[row]
        count, position = _pair_count(data, start[row], stop, array)
        for _ in range(count):
            present, position = _pair(data, position, stop, token_start, token_end, 2 * pairs)
            pairs += present
        if count < 0 or position != max(stop, start[row]):
            return row
        tag_start[row + 1] = pairs
    return -1


@lean
def _pair_count(data: Bytes, start: Integer, stop: Integer, array: Integer) -> tuple[Integer, Integer]:
    """Number of pairs (-1: so many cannot be there) and position of the first."""
    if stop < 0:
        return 0, start
    if not array:
        count = signed(data, start, 4) if stop - start >= 4 else -1
        return (count if 8 * count <= stop - start else -1), start + 4
    elements = array_length(data, start, stop)
    if elements <= 0:
        return elements, stop
    return (elements // 2 if elements % 2 == 0 and 4 * elements <= stop - start else -1), start + ARRAY_HEADER


@lean
def array_length(data: Bytes, start: Integer, stop: Integer) -> Integer:
    """Elements of the array in ``start:stop``; -1 if it is none, or has more than one dimension."""
    if stop - start < 12:
        return -1
    dimensions = signed(data, start, 4)
    if dimensions == 0:
        return 0
    return signed(data, start + 12, 4) if dimensions == 1 and stop - start >= ARRAY_HEADER else -1


@lean
def _pair(
    data: Bytes, start: Integer, stop: Integer, token_start: Int64s, token_end: Int64s, token: Integer
) -> tuple[Integer, Integer]:
    """1 if the pair has key and value (its tokens are noted then) else 0; and where it ends, -1 if not in the field."""
    present = 1
    position = start
    for part in range(2):
        if position < 0 or position + 4 > stop:
            return 0, -1
        size = signed(data, position, 4)
        position += 4
        if size < 0:
            present = 0
            size = 0
        token_start[token + part], token_end[token + part] = position, position + size
        position += size
    return present, (position if position <= stop else -1)


@compiled
def _scan_jsonb(data: Bytes, start: Int64s, end: Int64s) -> tuple[Int64s, Int64s, Int64s, Integer]:
    """Tokens of jsonb columns, in their quotes; and the first row that is no object, or -1."""
    tag_start = np.zeros(len(start) + 1, np.int64)
    token_start, token_end = np.empty(1024, np.int64), np.empty(1024, np.int64)
    row, wrong = 0, _NO_ROOM
    while wrong == _NO_ROOM:
        row, wrong = _note_objects(data, start, end, row, tag_start, token_start, token_end)
        if wrong == _NO_ROOM:
            token_start, token_end = doubled(token_start), doubled(token_end)
    used = 2 * tag_start[row]
    return tag_start, token_start[:used], token_end[:used], wrong


@lean
def _note_objects(
    data: Bytes, start: Int64s, end: Int64s, row: Integer, tag_start: Int64s, token_start: Int64s, token_end: Int64s
) -> tuple[Integer, Integer]:
    """Note the tokens of rows from ``row`` on as long as there is room: the row that is next, and why it ended."""
    while row < len(start):
        pair, position = tag_start[row], start[row]
        if end[row] >= 0:
            position = next_token(data, start[row] + 1, end[row])
            if position >= end[row] or data[position] != ord("{"):
                return row, row
            position = next_token(data, position + 1, end[row])
        while position < end[row] and data[position] == ord('"'):
            if 2 * pair + 2 > len(token_start):
                return row, _NO_ROOM
            for token in range(2 * pair, 2 * pair + 2):
                token_start[token] = next_token(data, position, end[row])
                position = after_value(data, token_start[token], end[row])
                token_end[token] = position
            pair += data[token_start[2 * pair + 1]] != ord("n")
            position = next_token(data, position, end[row])
        row += 1
        tag_start[row] = pair
    return row, -1
