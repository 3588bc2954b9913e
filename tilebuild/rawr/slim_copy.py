"""Ways and relations out of binary COPY streams of osm2pgsql's middle tables, in both of its layouts.

Nodes are bigint[]. Members are either text[] of ``w22``, role, … (legacy) or jsonb ``[{"type": "W", "ref": 22, "role":
""}, …]`` (new); tags text[] of keys and values (legacy) or jsonb (new).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tilebuild.compiled import compiled, lean
from tilebuild.errors import RequestError
from tilebuild.rawr.binary import Integer, signed
from tilebuild.rawr.copy_binary import integers, read_fields
from tilebuild.rawr.copy_tags import ARRAY_HEADER, TagFormat, array_length, notation_of, read_tags
from tilebuild.rawr.json_scan import after_value, next_token
from tilebuild.rawr.rows import Bytes, Int64s
from tilebuild.rawr.slim_members import member_kind, member_of_text
from tilebuild.rawr.slim_rows import Relations, Ways
from tilebuild.rawr.strings import intern
from tilebuild.rawr.tags import pairs

_NODE = 12
"""Bytes of an element of bigint[]."""
_ELEMENTS, _OBJECT = 10, 16
"""Bytes of a member at least: as two elements of text[], as an object in jsonb."""


def read_ways(stream: bytes, tags: TagFormat, source: str = "planet_osm_ways") -> Ways:
    """The ways of a stream with the columns id, nodes and tags.

    Raises:
        UnavailableError: the stream is cut off.
        RequestError: the columns hold something else.
    """
    data, fields = read_fields(stream, 3, source)
    ids = integers(data, fields, 0, source)
    node_start, nodes, wrong = _scan_nodes(data, *_ranges(fields[:, 1]))
    if wrong >= 0:
        raise RequestError(f"the nodes of way {ids[wrong]} in {source} are no list of integers")
    tag_start, interned = read_tags(data, fields[:, 2], tags, source)
    return Ways(ids, node_start, nodes, tag_start, *pairs(interned), interned.strings)


def read_relations(stream: bytes, tags: TagFormat, source: str = "planet_osm_rels") -> Relations:
    """The relations of a stream with the columns id, members and tags; members come in the layout that tags have.

    Raises:
        UnavailableError: the stream is cut off.
        RequestError: the columns hold something else.
    """
    data, fields = read_fields(stream, 3, source)
    ids = integers(data, fields, 0, source)
    scan = _scan_members_jsonb if tags is TagFormat.JSONB else _scan_members_array
    member_start, members, wrong = scan(data, *_ranges(fields[:, 1]))
    if wrong >= 0:
        raise RequestError(f"the members of relation {ids[wrong]} in {source} are no list of type, id and role")
    roles = intern(data, members.role_start, members.role_end, notation_of(tags))
    tag_start, texts = read_tags(data, fields[:, 2], tags, source)
    kinds = members.kinds.astype(np.uint8)
    return Relations(
        ids, member_start, kinds, members.refs, roles.codes, roles.strings, tag_start, *pairs(texts), texts.strings
    )


def _ranges(fields: NDArray[np.int64]) -> tuple[Int64s, Int64s]:
    return np.ascontiguousarray(fields[:, 0]), np.ascontiguousarray(fields[:, 1])


@compiled
def _scan_nodes(data: Bytes, start: Int64s, end: Int64s) -> tuple[Int64s, Int64s, Integer]:
    """Elements of bigint[] columns with each row's start; and the first row that is none, or -1."""
    node_start, nodes = np.zeros(len(start) + 1, np.int64), np.empty(len(data) // _NODE, np.int64)
    wrong = _note_nodes(data, start, end, node_start, nodes)
    return node_start, nodes[: node_start[-1]].copy(), wrong


@lean
def _note_nodes(data: Bytes, start: Int64s, end: Int64s, node_start: Int64s, nodes: Int64s) -> Integer:
    """Note each row's elements and where they begin; the first row that is wrong, or -1."""
    used = 0
    for row in range(len(start)):
        count = array_length(data, start[row], end[row]) if end[row] >= 0 else 0
        if count < 0 or (count > 0 and end[row] - start[row] != ARRAY_HEADER + _NODE * count):
            return row
        for element in range(count):
            nodes[used] = signed(data, start[row] + ARRAY_HEADER + _NODE * element + 4, 8)
            used += 1
        node_start[row + 1] = used
    return -1


class Members(NamedTuple):
    """Members of all relations, one relation behind the other."""

    kinds: Int64s
    refs: Int64s
    role_start: Int64s
    role_end: Int64s


@compiled
def _room(members: Integer) -> Members:
    return Members(
        np.empty(members, np.int64),
        np.empty(members, np.int64),
        np.empty(members, np.int64),
        np.empty(members, np.int64),
    )


@compiled
def _first(members: Members, used: Integer) -> Members:
    """The first so many, on their own."""
    return Members(
        members.kinds[:used].copy(),
        members.refs[:used].copy(),
        members.role_start[:used].copy(),
        members.role_end[:used].copy(),
    )


@compiled
def _scan_members_array(data: Bytes, start: Int64s, end: Int64s) -> tuple[Int64s, Members, Integer]:
    """All members of text[] columns, with each row's start; and the first row that is wrong, or -1."""
    member_start, members = np.zeros(len(start) + 1, np.int64), _room(len(data) // _ELEMENTS)
    wrong = _note_elements(data, start, end, member_start, members)
    return member_start, _first(members, member_start[-1]), wrong


@lean
def _note_elements(data: Bytes, start: Int64s, end: Int64s, member_start: Int64s, members: Members) -> Integer:
    """Note each row's members and where they begin; the first row that is wrong, or -1."""
    used = 0
    for row in range(len(start)):
        count = array_length(data, start[row], end[row]) if end[row] >= 0 else 0
        if count < 0 or count % 2:
            return row
        position = start[row] + ARRAY_HEADER
        for _ in range(count // 2):
            text_end = _element_end(data, position, end[row])
            role_end = _element_end(data, text_end, end[row])
            if role_end < 0:
                return row
            kind, ref = member_of_text(data, position + 4, text_end)
            if kind < 0:
                return row
            members.kinds[used], members.refs[used] = kind, ref
            members.role_start[used], members.role_end[used] = text_end + 4, role_end
            used, position = used + 1, role_end
        member_start[row + 1] = used
    return -1


@lean
def _element_end(data: Bytes, start: Integer, stop: Integer) -> Integer:
    """Where the array element whose size stands at ``start`` ends; -1 if it is NULL or not in front of ``stop``."""
    if start < 0 or start + 4 > stop:
        return -1
    size = signed(data, start, 4)
    end = start + 4 + size
    return end if size >= 0 and end <= stop else -1


@compiled
def _scan_members_jsonb(data: Bytes, start: Int64s, end: Int64s) -> tuple[Int64s, Members, Integer]:
    """All members of jsonb columns, with each row's start; and the first row that is wrong, or -1."""
    member_start, members = np.zeros(len(start) + 1, np.int64), _room(len(data) // _OBJECT)
    wrong = _note_objects(data, start, end, member_start, members)
    return member_start, _first(members, member_start[-1]), wrong


@lean
def _note_objects(data: Bytes, start: Int64s, end: Int64s, member_start: Int64s, members: Members) -> Integer:
    """Note each row's members and where they begin; the first row that is wrong, or -1."""
    used = 0
    for row in range(len(start)):
        position = next_token(data, start[row] + 1, end[row])
        if end[row] >= 0 and (position >= end[row] or data[position] != ord("[")):
            return row
        position = next_token(data, position + 1, end[row])
        while position < end[row] and data[position] == ord("{"):
            kind, ref, role_start, role_end, position = _object(data, position, end[row])
            if kind < 0 or role_start < 0:
                return row
            members.kinds[used], members.refs[used] = kind, ref
            members.role_start[used], members.role_end[used] = role_start, role_end
            used += 1
            position = next_token(data, position, end[row])
        member_start[row + 1] = used
    return -1


@lean
def _object(data: Bytes, start: Integer, end: Integer) -> tuple[Integer, Integer, Integer, Integer, Integer]:
    """Type (-1: none), id, range of the role (-1: none), and the position behind, of the object at ``start``."""
    kind, ref, role_start, role_end = -1, 0, -1, -1
    position = next_token(data, start + 1, end)
    while position < end and data[position] == ord('"'):
        letter = data[position + 2]
        value = next_token(data, after_value(data, position, end), end)
        position = after_value(data, value, end)
        if letter == ord("y"):
            kind = member_kind(data[value + 1])
        elif letter == ord("e"):
            ref = _decimal(data, value, position)
        elif letter == ord("o"):
            role_start, role_end = value, position
        position = next_token(data, position, end)
    return kind, ref, role_start, role_end, min(position + 1, end)


@lean
def _decimal(data: Bytes, start: Integer, end: Integer) -> Integer:
    """The JSON integer in ``start:end``."""
    negative = data[start] == ord("-")
    value = np.int64(0)
    for position in range(start + negative, end):
        value = 10 * value + np.int64(data[position]) - ord("0")
    return -value if negative else value
