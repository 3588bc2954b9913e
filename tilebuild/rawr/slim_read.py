"""Members ``planet_osm_ways`` and ``planet_osm_rels`` of a RAWR tile, read; their rows are described in slim_write.

A relation's parts and offsets only repeat what its members say, so they are skipped.
"""

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.rawr.binary import Integer, read_only, roomy
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
from tilebuild.rawr.slim_rows import Relations, Ways
from tilebuild.rawr.strings import Interned, TokenError, intern
from tilebuild.rawr.tags import pairs

_NO_ROW, _NO_ID, _NO_LIST, _NO_MEMBER = range(3, 7)
_WRONG = SCAN_ERRORS | {
    _NO_ROW: "there is no array of the right length",
    _NO_ID: "an id is no integer",
    _NO_LIST: "a list of nodes, members or tags is none, or has half a pair",
    _NO_MEMBER: "a member is not one of n, w, r with an id behind it",
}


def decode_ways(data: bytes, member: str = "planet_osm_ways") -> Ways:
    """The ways of a member.

    Raises:
        RequestError: the data is no such member; the sentence names it and the byte offset.
    """
    array = read_only(data)
    ids, node_start, nodes, tag_start, token_start, token_end, wrong, position = _scan_ways(array)
    if wrong:
        raise malformed(member, position, _WRONG[wrong])
    tags = _texts(array, token_start, token_end, member)
    return Ways(ids, node_start, nodes, tag_start, *pairs(tags), tags.strings)


def decode_relations(data: bytes, member: str = "planet_osm_rels") -> Relations:
    """The relations of a member.

    Raises:
        RequestError: the data is no such member; the sentence names it and the byte offset.
    """
    array = read_only(data)
    ids, member_start, members, tag_start, tags, wrong, position = _scan_relations(array)
    if wrong:
        raise malformed(member, position, _WRONG[wrong])
    roles = _texts(array, members[2].copy(), members[3].copy(), member)
    texts = _texts(array, tags[0], tags[1], member)
    kinds = members[0].astype(np.uint8)
    return Relations(
        ids, member_start, kinds, members[1], roles.codes, roles.strings, tag_start, *pairs(texts), texts.strings
    )


def _texts(data: Bytes, start: Int64s, end: Int64s, member: str) -> Interned:
    try:
        return intern(data, start, end, NOTATION)
    except TokenError as error:
        raise malformed(member, error.offset, NO_TEXT) from error


@compiled
def _scan_ways(data: Bytes) -> tuple[Int64s, Int64s, Int64s, Int64s, Int64s, Int64s, Integer, Integer]:
    """Ids, nodes and the tokens of tags, each list with its rows' starts; what is wrong, and where."""
    ids, node_start, nodes = np.empty(256, np.int64), np.zeros(257, np.int64), np.empty(1024, np.int64)
    tag_start, token_start, token_end = np.zeros(257, np.int64), np.empty(1024, np.int64), np.empty(1024, np.int64)
    rows, used, tags, position, wrong = 0, 0, 0, 0, 0
    while position < len(data):
        wrong, osm_id, position = _row_id(data, position, 3)
        if wrong:
            break
        wrong, count, position = _list(data, position)
        for _ in range(count):
            nodes = roomy(nodes, used)
            wrong, nodes[used], position = _id(data, position)
            if wrong:
                break
            used += 1
        if wrong == 0:
            wrong, tags, position, token_start, token_end = _tags(data, position, tags, token_start, token_end)
        if wrong:
            break
        ids, node_start, tag_start = roomy(ids, rows), roomy(node_start, rows + 1), roomy(tag_start, rows + 1)
        ids[rows], node_start[rows + 1], tag_start[rows + 1] = osm_id, used, tags
        rows += 1
    token_start, token_end = token_start[: 2 * tags], token_end[: 2 * tags]
    return (
        ids[:rows],
        node_start[: rows + 1],
        nodes[:used],
        tag_start[: rows + 1],
        token_start,
        token_end,
        wrong,
        position,
    )


@compiled
def _scan_relations(
    data: Bytes,
) -> tuple[Int64s, Int64s, tuple[Int64s, ...], Int64s, tuple[Int64s, ...], Integer, Integer]:
    """Ids; starts, and of members type, id, and role's token; starts, and tokens of tags; what is wrong, and where."""
    ids, member_start, tag_start = np.empty(256, np.int64), np.zeros(257, np.int64), np.zeros(257, np.int64)
    kinds, refs = np.empty(1024, np.int64), np.empty(1024, np.int64)
    role_start, role_end = np.empty(1024, np.int64), np.empty(1024, np.int64)
    token_start, token_end = np.empty(1024, np.int64), np.empty(1024, np.int64)
    rows, used, tags, position, wrong = 0, 0, 0, 0, 0
    while position < len(data):
        wrong, osm_id, position = _row_id(data, position, 6)
        if wrong:
            break
        wrong, count, position = _members(data, position)
        for _ in range(count):
            kinds, refs = roomy(kinds, used), roomy(refs, used)
            role_start, role_end = roomy(role_start, used), roomy(role_end, used)
            wrong, kinds[used], refs[used], role_start[used] = _member(data, position)
            if wrong:
                break
            position = skip(data, role_start[used])
            if position < 0:
                wrong, position = BROKEN, role_start[used]
                break
            role_end[used] = position
            used += 1
        if wrong == 0:
            wrong, tags, position, token_start, token_end = _tags(data, position, tags, token_start, token_end)
        if wrong:
            break
        ids, member_start, tag_start = roomy(ids, rows), roomy(member_start, rows + 1), roomy(tag_start, rows + 1)
        ids[rows], member_start[rows + 1], tag_start[rows + 1] = osm_id, used, tags
        rows += 1
    members = (kinds[:used], refs[:used], role_start[:used], role_end[:used])
    tokens = (token_start[: 2 * tags], token_end[: 2 * tags])
    return ids[:rows], member_start[: rows + 1], members, tag_start[: rows + 1], tokens, wrong, position


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


@compiled
def _tags(
    data: Bytes, start: Integer, tags: Integer, token_start: Int64s, token_end: Int64s
) -> tuple[Integer, Integer, Integer, Int64s, Int64s]:
    """Note the tokens of the list of keys and values at ``start``: what is wrong, tags by now, and where it ends."""
    wrong, size, position = _list(data, start)
    if size % 2:
        wrong = _NO_LIST
    for _ in range(size // 2):
        token_start, token_end = roomy(token_start, 2 * tags + 1), roomy(token_end, 2 * tags + 1)
        wrong, present, position = scan_pair(data, position, token_start, token_end, 2 * tags)
        if wrong:
            break
        tags += present
    return wrong, tags, position, token_start, token_end


@lean
def _members(data: Bytes, start: Integer) -> tuple[Integer, Integer, Integer]:
    """What is wrong, the number of members, and the position of the first; ``start`` is behind the relation's id."""
    position = start
    for _ in range(3):
        after = skip(data, position)
        if after < 0:
            return BROKEN, 0, position
        position = after
    wrong, size, body = _list(data, position)
    if wrong == 0 and size % 2:
        return _NO_LIST, 0, position
    return wrong, size // 2, body


@lean
def _member(data: Bytes, start: Integer) -> tuple[Integer, Integer, Integer, Integer]:
    """What is wrong, type, id, and the position of the role, of the member at ``start``."""
    kind, size, body = header(data, start)
    if kind not in (TEXT, BINARY):
        return (BROKEN if kind < 0 else _NO_MEMBER), 0, 0, start
    kind, ref = member_of_text(data, body, body + size)
    return (0 if kind >= 0 else _NO_MEMBER), kind, ref, body + size


@lean
def member_of_text(data: Bytes, start: Integer, end: Integer) -> tuple[Integer, Integer]:
    """Type (-1: it is none) and id of a member written like ``w22``."""
    kind = member_kind(data[start]) if end - start >= 2 else -1
    negative = kind >= 0 and data[start + 1] == ord("-")
    ref = np.int64(0)
    for position in range(start + 1 + negative, end):
        digit = np.int64(data[position]) - ord("0")
        if not 0 <= digit <= 9:
            return -1, 0
        ref = 10 * ref + digit
    return kind, (-ref if negative else ref)


@lean
def member_kind(letter: Integer) -> Integer:
    """Type of a member by its letter, small or capital; -1: there is none of that letter."""
    small = letter | 0x20
    return 0 if small == ord("n") else 1 if small == ord("w") else 2 if small == ord("r") else -1
