"""Members ``planet_osm_ways`` and ``planet_osm_rels`` of a RAWR tile, read; their rows are described in slim_write.

A relation's parts and offsets only repeat what its members say, so they are skipped.
"""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.growing import doubled
from tilebuild.rawr.binary import Integer, read_only
from tilebuild.rawr.msgpack_scan import (
    ARRAY,
    BINARY,
    BROKEN,
    INTEGER,
    NIL,
    NO_TEXT,
    NOTATION,
    SCAN_ERRORS,
    TEXT,
    header,
    integer,
    malformed,
    scan_pair,
    skip,
)
from tilebuild.rawr.rows import Bytes, Int64s
from tilebuild.rawr.slim_members import member_of_text
from tilebuild.rawr.slim_rows import Relations, Ways
from tilebuild.rawr.strings import Interned, TokenError, intern
from tilebuild.rawr.tags import pairs

_NO_ROW, _NO_ID, _NO_LIST, _NO_MEMBER, _NO_ROOM = range(3, 8)
_WRONG = SCAN_ERRORS | {
    _NO_ROW: "there is no array of the right length",
    _NO_ID: "an id is no integer",
    _NO_LIST: "a list of nodes, members or tags is none, or has half a pair",
    _NO_MEMBER: "a member is not one of n, w, r with an id behind it",
}

_WAY, _RELATION = 3, 6
"""Columns of a row."""
_REF, _KIND, _ROLE, _BEHIND = range(4)
"""Columns of what is noted of a node or member."""
_IDS_AND_OFFSETS = 3
"""Columns of a relation between its id and its members."""


def decode_ways(data: bytes, member: str = "planet_osm_ways") -> Ways:
    """The ways of a member.

    Raises:
        RequestError: the data is no such member; the sentence names it and the byte offset.
    """
    array = read_only(data)
    found, tags = _found(array, _WAY, member)
    return Ways(found.ids, found.item_start, found.items[:, _REF].copy(), found.tag_start, *pairs(tags), tags.strings)


def decode_relations(data: bytes, member: str = "planet_osm_rels") -> Relations:
    """The relations of a member.

    Raises:
        RequestError: the data is no such member; the sentence names it and the byte offset.
    """
    array = read_only(data)
    found, tags = _found(array, _RELATION, member)
    ref, kind, role_start, role_end = np.ascontiguousarray(found.items.T)
    roles = _texts(array, role_start, role_end, member)
    members = found.item_start, kind.astype(np.uint8), ref, roles.codes, roles.strings
    return Relations(found.ids, *members, found.tag_start, *pairs(tags), tags.strings)


class Found(NamedTuple):
    """Rows that were found, and room for more; how many there are is kept beside.

    Row ``i`` has the nodes or members ``item_start[i]:item_start[i + 1]``, and the pairs of tags
    ``tag_start[i]:tag_start[i + 1]``; pair ``j`` is token ``2 j`` and token ``2 j + 1``.
    """

    ids: Int64s
    item_start: Int64s
    """Has room for one more than ``ids``, as ``tag_start`` has."""
    items: Int64s
    """Shape (k, 4): id of the node or member; of members the type, and where the role's token begins and ends."""
    tag_start: Int64s
    token_start: Int64s
    token_end: Int64s


def _found(data: Bytes, columns: int, member: str) -> tuple[Found, Interned]:
    """The rows of so many columns, and their tags."""
    found, wrong, position = _scan(data, columns)
    if wrong:
        raise malformed(member, position, _WRONG[wrong])
    return found, _texts(data, found.token_start, found.token_end, member)


def _texts(data: Bytes, start: Int64s, end: Int64s, member: str) -> Interned:
    try:
        return intern(data, start, end, NOTATION)
    except TokenError as error:
        raise malformed(member, error.offset, NO_TEXT) from error


@compiled
def _scan(data: Bytes, columns: Integer) -> tuple[Found, Integer, Integer]:
    """The rows; what is wrong (0: nothing), and where."""
    found, rows, position, wrong = _room(256, 1024), 0, 0, _NO_ROOM
    while wrong == _NO_ROOM:
        wrong, rows, position = _rows(data, columns, position, found, rows)
        if wrong == _NO_ROOM:
            found = _doubled(found)
    return _first(found, rows, found.item_start[rows], 2 * found.tag_start[rows]), wrong, position


@compiled
def _room(rows: Integer, several: Integer) -> Found:
    ids, item_start, tag_start = np.empty(rows, np.int64), np.zeros(rows + 1, np.int64), np.zeros(rows + 1, np.int64)
    token_start, token_end = np.empty(several, np.int64), np.empty(several, np.int64)
    return Found(ids, item_start, np.empty((several, 4), np.int64), tag_start, token_start, token_end)


@compiled
def _doubled(found: Found) -> Found:
    """The same with room for twice as much."""
    ids, item_start, items, tag_start, token_start, token_end = found
    ids, item_start, items = doubled(ids), doubled(item_start), doubled(items)
    return Found(ids, item_start, items, doubled(tag_start), doubled(token_start), doubled(token_end))


@compiled
def _first(found: Found, rows: Integer, items: Integer, tokens: Integer) -> Found:
    """The first so many."""
    starts = found.item_start[: rows + 1], found.tag_start[: rows + 1]
    token_start, token_end = found.token_start[:tokens], found.token_end[:tokens]
    return Found(found.ids[:rows], starts[0], found.items[:items], starts[1], token_start, token_end)


@lean
def _rows(
    data: Bytes, columns: Integer, position: Integer, found: Found, row: Integer
) -> tuple[Integer, Integer, Integer]:
    """Note the rows from ``position`` on as long as there is room: why it ended, rows by now, and where."""
    while position < len(data):
        if row == len(found.ids):
            return _NO_ROOM, row, position
        wrong, behind = _row(data, columns, position, found, row)
        if wrong:
            return wrong, row, (position if wrong == _NO_ROOM else behind)
        row, position = row + 1, behind
    return 0, row, position


@lean
def _row(data: Bytes, columns: Integer, start: Integer, found: Found, row: Integer) -> tuple[Integer, Integer]:
    """Note the row at ``start``: what is wrong, and where it ends."""
    wrong, osm_id, position = _row_id(data, start, columns)
    item, tag = found.item_start[row], found.tag_start[row]
    if wrong == 0 and columns == _WAY:
        wrong, item, position = _nodes(data, position, found, item)
    elif wrong == 0:
        wrong, item, position = _members(data, position, found, item)
    if wrong == 0:
        wrong, tag, position = _tags(data, position, found, tag)
    found.ids[row], found.item_start[row + 1], found.tag_start[row + 1] = osm_id, item, tag
    return wrong, position


@lean
def _row_id(data: Bytes, start: Integer, columns: Integer) -> tuple[Integer, Integer, Integer]:
    """What is wrong, the id, and the position behind it, of the row at ``start``."""
    kind, size, body = header(data, start)
    if kind != ARRAY or size != columns:
        return (BROKEN if kind < 0 else _NO_ROW), 0, start
    return _id(data, body)


@lean
def _id(data: Bytes, start: Integer) -> tuple[Integer, Integer, Integer]:
    """What is wrong, the integer at ``start``, and the position behind it."""
    kind, _, body = header(data, start)
    if kind != INTEGER:
        return (BROKEN if kind < 0 else _NO_ID), 0, start
    return 0, integer(data, start), body


@lean
def _list(data: Bytes, start: Integer) -> tuple[Integer, Integer, Integer]:
    """What is wrong, the length of the array (nil: 0) at ``start``, and the position of its first element."""
    kind, size, body = header(data, start)
    if kind not in (ARRAY, NIL):
        return (BROKEN if kind < 0 else _NO_LIST), 0, start
    return 0, size, body


@lean
def _nodes(data: Bytes, start: Integer, found: Found, node: Integer) -> tuple[Integer, Integer, Integer]:
    """Note the ids of the list at ``start``: what is wrong, nodes by now, and where it ends."""
    wrong, count, position = _list(data, start)
    for _ in range(count):
        if node == len(found.items):
            return _NO_ROOM, node, start
        wrong, found.items[node, _REF], position = _id(data, position)
        if wrong:
            break
        node += 1
    return wrong, node, position


@lean
def _members(data: Bytes, start: Integer, found: Found, member: Integer) -> tuple[Integer, Integer, Integer]:
    """Note the members of the relation whose id ends at ``start``: what is wrong, members by now, where they end."""
    position = start
    for _ in range(_IDS_AND_OFFSETS):
        behind = skip(data, position)
        if behind < 0:
            return BROKEN, member, position
        position = behind
    wrong, count, body = _list(data, position)
    if count % 2:
        return _NO_LIST, member, position
    for _ in range(count // 2):
        if member == len(found.items):
            return _NO_ROOM, member, start
        wrong, body = _member(data, body, found, member)
        if wrong:
            break
        member += 1
    return wrong, member, body


@lean
def _tags(data: Bytes, start: Integer, found: Found, tag: Integer) -> tuple[Integer, Integer, Integer]:
    """Note the tokens of the list of keys and values at ``start``: what is wrong, tags by now, and where it ends."""
    wrong, count, position = _list(data, start)
    if count % 2:
        return _NO_LIST, tag, start
    for _ in range(count // 2):
        if 2 * tag == len(found.token_start):
            return _NO_ROOM, tag, start
        wrong, present, position = scan_pair(data, position, found.token_start, found.token_end, 2 * tag)
        if wrong:
            break
        tag += present
    return wrong, tag, position


@lean
def _member(data: Bytes, start: Integer, found: Found, member: Integer) -> tuple[Integer, Integer]:
    """Note the member at ``start`` and its role: what is wrong, and where they end."""
    kind, size, body = header(data, start)
    if kind not in (TEXT, BINARY):
        return (BROKEN if kind < 0 else _NO_MEMBER), start
    kind, ref = member_of_text(data, body, body + size)
    if kind < 0:
        return _NO_MEMBER, start
    role = body + size
    behind = skip(data, role)
    noted = found.items[member]
    noted[_REF], noted[_KIND], noted[_ROLE], noted[_BEHIND] = ref, kind, role, behind
    return (BROKEN, role) if behind < 0 else (0, behind)
