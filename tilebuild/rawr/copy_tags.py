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

from tilebuild.compiled import compiled
from tilebuild.errors import RequestError
from tilebuild.rawr.binary import Integer, roomy, signed
from tilebuild.rawr.json_scan import after_value, next_token
from tilebuild.rawr.rows import Bytes, Int64s
from tilebuild.rawr.strings import Interned, TokenError, intern

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
        return tag_start, intern(data, token_start, token_end, json_text if tags is TagFormat.JSONB else bytes.decode)
    except TokenError as error:
        raise RequestError(f"the copy of {source} has a key or value at byte {error.offset} that is no text") from error


def json_text(token: bytes) -> str:
    """The text of one JSON value: of a string what it says, of anything else how it is written.

    Raises:
        ValueError: it is a broken string.
    """
    if token[:1] != b'"':
        return token.decode()
    return str(json.loads(token)) if b"\\" in token else token[1:-1].decode()


@compiled
def _scan_pairs(data: Bytes, start: Int64s, end: Int64s, array: Integer) -> tuple[Int64s, Int64s, Int64s, Integer]:
    """Tokens of hstore columns, or of text[] columns if ``array``; and the first row that is wrong, or -1."""
    tag_start = np.zeros(len(start) + 1, np.int64)
    token_start, token_end = np.empty(1024, np.int64), np.empty(1024, np.int64)
    pairs = 0
    for row in range(len(start)):
        position, stop = start[row], end[row]
        count, position = _pair_count(data, position, stop, array)
        if count < 0:
            return tag_start, token_start, token_end, row
        for _ in range(count):
            token_start, token_end = roomy(token_start, 2 * pairs + 1), roomy(token_end, 2 * pairs + 1)
            present, position = _pair(data, position, stop, token_start, token_end, 2 * pairs)
            pairs += present
        if position != max(stop, start[row]):
            return tag_start, token_start, token_end, row
        tag_start[row + 1] = pairs
    return tag_start, token_start[: 2 * pairs], token_end[: 2 * pairs], -1


@compiled
def _pair_count(data: Bytes, start: Integer, stop: Integer, array: Integer) -> tuple[Integer, Integer]:
    """Number of pairs (-1: none can be there) and position of the first."""
    if stop < 0:
        return 0, start
    if not array:
        return (signed(data, start, 4), start + 4) if stop - start >= 4 else (-1, start)
    elements = array_length(data, start, stop)
    if elements <= 0:
        return elements, stop
    return (elements // 2 if elements % 2 == 0 else -1), start + ARRAY_HEADER


@compiled
def array_length(data: Bytes, start: Integer, stop: Integer) -> Integer:
    """Elements of the array in ``start:stop``; -1 if it is none, or has more than one dimension."""
    if stop - start < 12:
        return -1
    dimensions = signed(data, start, 4)
    if dimensions == 0:
        return 0
    return signed(data, start + 12, 4) if dimensions == 1 and stop - start >= ARRAY_HEADER else -1


@compiled
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
    pairs = 0
    for row in range(len(start)):
        if end[row] >= 0:
            position = next_token(data, start[row] + 1, end[row])
            if position >= end[row] or data[position] != ord("{"):
                return tag_start, token_start, token_end, row
            position = next_token(data, position + 1, end[row])
            while position < end[row] and data[position] == ord('"'):
                token_start, token_end = roomy(token_start, 2 * pairs + 1), roomy(token_end, 2 * pairs + 1)
                for token in range(2 * pairs, 2 * pairs + 2):
                    token_start[token] = next_token(data, position, end[row])
                    position = after_value(data, token_start[token], end[row])
                    token_end[token] = position
                pairs += data[token_start[2 * pairs + 1]] != ord("n")
                position = next_token(data, position, end[row])
        tag_start[row + 1] = pairs
    return tag_start, token_start[: 2 * pairs], token_end[: 2 * pairs], -1
