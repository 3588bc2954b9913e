"""Members of a RAWR tile that hold features: msgpack arrays ``[id, wkb, {key: value}]``, one behind the other.

Written are the shortest encodings, WKB as ``bin``, keys and values as ``str``, keys in ascending order. Read is
whatever the original wrote: any encoding, ``str`` and ``bin`` either way, nil for no properties or for an absent
value, and numbers and truth values, which become their text.
"""

from typing import NamedTuple

import msgpack
import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.growing import doubled
from tilebuild.rawr.binary import Integer, copy_bytes, read_only
from tilebuild.rawr.msgpack_scan import (
    ARRAY,
    BINARY,
    BROKEN,
    INTEGER,
    MAP,
    NIL,
    NO_TEXT,
    NOTATION,
    SCAN_ERRORS,
    TEXT,
    header,
    integer,
    malformed,
    scan_pair,
)
from tilebuild.rawr.msgpack_write import (
    binary_header_size,
    collection_header_size,
    integer_size,
    pack,
    put_array_header,
    put_binary_header,
    put_integer,
    put_map_header,
)
from tilebuild.rawr.rows import Bytes, Int32s, Int64s, Rows
from tilebuild.rawr.strings import TokenError, intern
from tilebuild.rawr.tags import key_order, make_rows

_NO_ROW, _NO_ID, _NO_WKB, _NO_MAP, _NO_ROOM = range(3, 8)
_WRONG = SCAN_ERRORS | {
    _NO_ROW: "there is no array [id, wkb, properties]",
    _NO_ID: "the row's id is no integer",
    _NO_WKB: "the row's geometry is no little-endian WKB without SRID",
    _NO_MAP: "the row's properties are no map",
}
_SMALLEST_WKB = 9
"""Bytes of an empty geometry: byte order, type, count."""
_LONGEST_ID = 5 + 9
"""Bytes of a row's array header and its id, at most."""


def decode(data: bytes, member: str = "member") -> Rows:
    """The rows of a member; ``member`` is its name for messages.

    Raises:
        RequestError: the data is no such member; the sentence names the member and the byte offset.
    """
    array = read_only(data)
    found, wrong, position = _scan(array)
    if wrong:
        row = f" (OSM id {_id_at(data, position)})" if wrong == _NO_WKB else ""
        raise malformed(member, position, _WRONG[wrong] + row)
    try:
        interned = intern(array, found.token_start, found.token_end, NOTATION)
    except TokenError as error:
        raise malformed(member, error.offset, NO_TEXT) from error
    return make_rows(found.ids, array, found.wkb_start, found.wkb_end, found.tag_start, interned)


def _id_at(data: bytes, position: int) -> int:
    """The id of the row that begins at ``position``; its array and its id are sound."""
    reader = msgpack.Unpacker()
    reader.feed(data[position : position + _LONGEST_ID])
    reader.read_array_header()
    return int(reader.unpack())


class Found(NamedTuple):
    """Rows that were found, and room for more; how many there are is kept beside.

    Row ``i`` has the pairs ``tag_start[i]:tag_start[i + 1]``; pair ``j`` is token ``2 j`` and token ``2 j + 1``.
    """

    ids: Int64s
    wkb_start: Int64s
    wkb_end: Int64s
    tag_start: Int64s
    """Has room for one more than the others."""
    token_start: Int64s
    token_end: Int64s


@compiled
def _scan(data: Bytes) -> tuple[Found, Integer, Integer]:
    """Ids, WKB ranges, and the tokens of all tags (key, value, key, …); what is wrong (0: nothing), and where."""
    found, rows, position, wrong = _room(256, 1024), 0, 0, _NO_ROOM
    while wrong == _NO_ROOM:
        wrong, rows, position = _rows(data, position, found, rows)
        if wrong == _NO_ROOM:
            found = _doubled(found)
    tokens = 2 * found.tag_start[rows]
    ids, wkb_start, wkb_end = found.ids[:rows], found.wkb_start[:rows], found.wkb_end[:rows]
    tag_start, token_start, token_end = (
        found.tag_start[: rows + 1],
        found.token_start[:tokens],
        found.token_end[:tokens],
    )
    return Found(ids, wkb_start, wkb_end, tag_start, token_start, token_end), wrong, position


@compiled
def _room(rows: Integer, tokens: Integer) -> Found:
    ids, wkb_start, wkb_end = np.empty(rows, np.int64), np.empty(rows, np.int64), np.empty(rows, np.int64)
    return Found(
        ids, wkb_start, wkb_end, np.zeros(rows + 1, np.int64), np.empty(tokens, np.int64), np.empty(tokens, np.int64)
    )


@compiled
def _doubled(found: Found) -> Found:
    """The same with room for twice as much."""
    ids, wkb_start, wkb_end, tag_start, token_start, token_end = found
    ids, wkb_start, wkb_end = doubled(ids), doubled(wkb_start), doubled(wkb_end)
    return Found(ids, wkb_start, wkb_end, doubled(tag_start), doubled(token_start), doubled(token_end))


@lean
def _rows(data: Bytes, position: Integer, found: Found, row: Integer) -> tuple[Integer, Integer, Integer]:
    """Note the rows from ``position`` on as long as there is room: why it ended, rows by now, and where."""
    while position < len(data):
        wrong, osm_id, body, geometry, stop = _frame(data, position)
        if wrong:
            return wrong, row, position
        wrong, count, body = _properties(data, body)
        if wrong:
            return wrong, row, body
        pair = found.tag_start[row]
        if row == len(found.ids) or 2 * (pair + count) > len(found.token_start):
            return _NO_ROOM, row, position
        for _ in range(count):
            wrong, present, body = scan_pair(data, body, found.token_start, found.token_end, 2 * pair)
            if wrong:
                return wrong, row, body
            pair += present
        found.ids[row], found.wkb_start[row], found.wkb_end[row] = osm_id, geometry, stop
        row, position = row + 1, body
        found.tag_start[row] = pair
    return 0, row, position


@lean
def _frame(data: Bytes, start: Integer) -> tuple[Integer, Integer, Integer, Integer, Integer]:
    """What is wrong, id, position of the properties, and range of the WKB, of the row at ``start``."""
    kind, size, body = header(data, start)
    if kind < 0:
        return BROKEN, 0, 0, 0, 0
    if kind != ARRAY or size != 3:
        return _NO_ROW, 0, 0, 0, 0
    kind, _, geometry = header(data, body)
    if kind != INTEGER:
        return (BROKEN if kind < 0 else _NO_ID), 0, 0, 0, 0
    osm_id = integer(data, body)
    kind, size, body = header(data, geometry)
    if kind < 0:
        return BROKEN, 0, 0, 0, 0
    if kind not in (BINARY, TEXT) or not _is_wkb(data, body, size):
        return _NO_WKB, 0, 0, 0, 0
    return 0, osm_id, body + size, body, body + size


@lean
def _is_wkb(data: Bytes, start: Integer, size: Integer) -> bool:
    """Whether the bytes begin like little-endian WKB of one of the seven types, in two dimensions and without SRID."""
    if size < _SMALLEST_WKB or data[start] != 1 or not 1 <= data[start + 1] <= 7:
        return False
    return bool(data[start + 2] == 0 and data[start + 3] == 0 and data[start + 4] == 0)


@lean
def _properties(data: Bytes, start: Integer) -> tuple[Integer, Integer, Integer]:
    """What is wrong, number of pairs, and position of the first, of the properties at ``start``."""
    kind, size, body = header(data, start)
    if kind < 0:
        return BROKEN, 0, start
    if kind not in (MAP, NIL):
        return _NO_MAP, 0, start
    # A pair is two bytes at least: nobody makes room for more of them than there can be.
    return (BROKEN if 2 * size > len(data) - body else 0), size, body


def encode(rows: Rows) -> bytes:
    """The member that holds the rows, in their order: shortest encodings, keys ascending."""
    order = key_order(rows.tag_start, rows.tag_key, rows.strings)
    keys, values = rows.tag_key[order], rows.tag_value[order]
    texts = pack(rows.strings)
    row_start = _measure(rows.ids, rows.wkb_start, rows.wkb_end, rows.tag_start, keys, values, np.diff(texts.start))
    out = np.empty(row_start[-1], dtype=np.uint8)
    data = read_only(rows.data)
    _write(
        out, row_start, rows.ids, data, rows.wkb_start, rows.wkb_end,
        rows.tag_start, keys, values, texts.data, texts.start,
    )  # fmt: skip
    return out.tobytes()


@compiled
def _measure(
    ids: Int64s, wkb_start: Int64s, wkb_end: Int64s, tag_start: Int64s, keys: Int32s, values: Int32s, text_size: Int64s
) -> Int64s:
    """Shape (n + 1,): where each encoded row begins; ``text_size`` is that of each encoded string."""
    row_start = np.zeros(len(ids) + 1, np.int64)
    for row in range(len(ids)):
        wkb, pairs = wkb_end[row] - wkb_start[row], tag_start[row + 1] - tag_start[row]
        size = 1 + integer_size(ids[row]) + binary_header_size(wkb) + wkb + collection_header_size(pairs)
        for tag in range(tag_start[row], tag_start[row + 1]):
            size += text_size[keys[tag]] + text_size[values[tag]]
        row_start[row + 1] = row_start[row] + size
    return row_start


@lean
def _write(
    out: Bytes, row_start: Int64s, ids: Int64s, data: Bytes, wkb_start: Int64s, wkb_end: Int64s,
    tag_start: Int64s, keys: Int32s, values: Int32s, texts: Bytes, text_start: Int64s,
) -> None:  # fmt: skip
    """Write every row at its place; ``texts`` holds the encoded strings."""
    for row in range(len(ids)):
        position = put_array_header(out, row_start[row], 3)
        position = put_integer(out, position, ids[row])
        position = put_binary_header(out, position, wkb_end[row] - wkb_start[row])
        position = copy_bytes(out, position, data, wkb_start[row], wkb_end[row])
        position = put_map_header(out, position, tag_start[row + 1] - tag_start[row])
        for tag in range(tag_start[row], tag_start[row + 1]):
            for text in (keys[tag], values[tag]):
                position = copy_bytes(out, position, texts, text_start[text], text_start[text + 1])
