"""Members ``planet_osm_ways`` and ``planet_osm_rels`` of a RAWR tile, written.

A way is ``[id, [node, …], [key, value, …] or nil]``; a relation ``[id, way_off, rel_off, [part, …], [member, role, …],
[key, value, …]]``, where parts are the ids of the members: nodes, then from index ``way_off`` ways, then from
``rel_off`` relations, and a member is its letter and id (``w22``). Strings are msgpack ``bin``, keys ascend.
"""

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.rawr.binary import Integer, copy_bytes
from tilebuild.rawr.msgpack_write import (
    NIL,
    binary_header_size,
    collection_header_size,
    integer_size,
    pack,
    put_array_header,
    put_binary_header,
    put_integer,
)
from tilebuild.rawr.rows import Bytes, Int32s, Int64s
from tilebuild.rawr.slim_rows import MEMBER_TYPES, Relations, Ways
from tilebuild.rawr.tags import key_order

_LETTERS = np.frombuffer(MEMBER_TYPES.encode(), dtype=np.uint8)
_NODE, _WAY, _RELATION = range(3)


def encode_ways(ways: Ways) -> bytes:
    """The member that holds the ways, in their order; a way without tags has nil."""
    tags = _in_order(ways)
    texts = pack(ways.strings, binary=True)
    tag_size = _list_sizes(ways.tag_start, tags, np.diff(texts.start))
    starts = _measure_ways(ways.ids, ways.node_start, ways.nodes, tag_size)
    out = np.empty(starts[-1], dtype=np.uint8)
    _write_ways(out, starts, ways.ids, ways.node_start, ways.nodes, ways.tag_start, tags, texts.data, texts.start)
    return out.tobytes()


def encode_relations(relations: Relations) -> bytes:
    """The member that holds the relations, in their order; a relation without tags has an empty array."""
    tags = _in_order(relations)
    texts = pack(relations.strings, binary=True)
    roles = pack(relations.roles, binary=True)
    tag_size = _list_sizes(relations.tag_start, tags, np.diff(texts.start))
    members = (relations.member_start, relations.member_type, relations.member_ref, relations.member_role)
    starts = _measure_relations(relations.ids, *members, np.diff(roles.start), tag_size)
    out = np.empty(starts[-1], dtype=np.uint8)
    _write_relations(
        out,
        starts,
        relations.ids,
        *members,
        roles.data,
        roles.start,
        relations.tag_start,
        tags,
        texts.data,
        texts.start,
    )
    return out.tobytes()


def _in_order(table: Ways | Relations) -> Int32s:
    """All tags in key order, flat: key, value, key, value, …"""
    order = key_order(table.tag_start, table.tag_key, table.strings)
    return np.stack([table.tag_key[order], table.tag_value[order]], axis=1).ravel()


@compiled
def _list_sizes(tag_start: Int64s, tags: Int32s, text_size: Int64s) -> Int64s:
    """Shape (n,): bytes of each row's array of keys and values."""
    sizes = np.empty(len(tag_start) - 1, np.int64)
    for row in range(len(sizes)):
        first, last = 2 * tag_start[row], 2 * tag_start[row + 1]
        sizes[row] = collection_header_size(last - first)
        for index in range(first, last):
            sizes[row] += text_size[tags[index]]
    return sizes


@compiled
def _measure_ways(ids: Int64s, node_start: Int64s, nodes: Int64s, tag_size: Int64s) -> Int64s:
    """Shape (n + 1,): where each encoded way begins."""
    starts = np.zeros(len(ids) + 1, np.int64)
    for row in range(len(ids)):
        size = 1 + integer_size(ids[row]) + collection_header_size(node_start[row + 1] - node_start[row])
        for index in range(node_start[row], node_start[row + 1]):
            size += integer_size(nodes[index])
        starts[row + 1] = starts[row] + size + tag_size[row]
    return starts


@lean
def _write_ways(
    out: Bytes, starts: Int64s, ids: Int64s, node_start: Int64s, nodes: Int64s,
    tag_start: Int64s, tags: Int32s, texts: Bytes, text_start: Int64s,
) -> None:  # fmt: skip
    for row in range(len(ids)):
        position = put_array_header(out, starts[row], 3)
        position = put_integer(out, position, ids[row])
        position = put_array_header(out, position, node_start[row + 1] - node_start[row])
        for index in range(node_start[row], node_start[row + 1]):
            position = put_integer(out, position, nodes[index])
        if tag_start[row] == tag_start[row + 1]:
            out[position] = NIL
        else:
            _put_tags(out, position, tag_start[row], tag_start[row + 1], tags, texts, text_start)


@lean
def _put_tags(
    out: Bytes, position: Integer, first: Integer, last: Integer, tags: Int32s, texts: Bytes, text_start: Int64s
) -> Integer:
    """The array of keys and values of the tags ``first:last``."""
    position = put_array_header(out, position, 2 * (last - first))
    for index in range(2 * first, 2 * last):
        text = tags[index]
        position = copy_bytes(out, position, texts, text_start[text], text_start[text + 1])
    return position


@lean
def _digits(value: Integer) -> Integer:
    """Characters of the number in decimal, its minus included."""
    count = 1 if value >= 0 else 2
    rest = abs(value) // 10
    while rest > 0:
        count += 1
        rest //= 10
    return count


@lean
def _put_member(out: Bytes, position: Integer, kind: Integer, ref: Integer) -> Integer:
    """A member's letter and id, as binary."""
    size = 1 + _digits(ref)
    position = put_binary_header(out, position, size)
    out[position] = _LETTERS[kind]
    rest = abs(ref)
    for place in range(position + size - 1, position, -1):
        out[place] = ord("0") + rest % 10
        rest //= 10
    if ref < 0:
        out[position + 1] = ord("-")
    return position + size


@lean
def _offsets(member_type: Bytes, first: Integer, last: Integer) -> tuple[Integer, Integer]:
    """``way_off`` and ``rel_off`` of the relation with the members ``first:last``."""
    nodes, ways = 0, 0
    for member in range(first, last):
        nodes += member_type[member] == _NODE
        ways += member_type[member] == _WAY
    return nodes, nodes + ways


@compiled
def _measure_relations(
    ids: Int64s, member_start: Int64s, member_type: Bytes, member_ref: Int64s, member_role: Int32s,
    role_size: Int64s, tag_size: Int64s,
) -> Int64s:  # fmt: skip
    """Shape (n + 1,): where each encoded relation begins."""
    starts = np.zeros(len(ids) + 1, np.int64)
    for row in range(len(ids)):
        first, last = member_start[row], member_start[row + 1]
        way_off, rel_off = _offsets(member_type, first, last)
        size = 1 + integer_size(ids[row]) + integer_size(way_off) + integer_size(rel_off) + tag_size[row]
        size += collection_header_size(last - first) + collection_header_size(2 * (last - first))
        for member in range(first, last):
            text = 1 + _digits(member_ref[member])
            size += integer_size(member_ref[member]) + binary_header_size(text) + text + role_size[member_role[member]]
        starts[row + 1] = starts[row] + size
    return starts


@lean
def _write_relations(
    out: Bytes, starts: Int64s, ids: Int64s, member_start: Int64s, member_type: Bytes, member_ref: Int64s,
    member_role: Int32s, roles: Bytes, role_start: Int64s, tag_start: Int64s, tags: Int32s, texts: Bytes,
    text_start: Int64s,
) -> None:  # fmt: skip
    for row in range(len(ids)):
        first, last = member_start[row], member_start[row + 1]
        position = put_array_header(out, starts[row], 6)
        position = put_integer(out, position, ids[row])
        way_off, rel_off = _offsets(member_type, first, last)
        position = put_integer(out, position, way_off)
        position = put_integer(out, position, rel_off)
        position = _put_parts(out, position, first, last, member_type, member_ref)
        position = put_array_header(out, position, 2 * (last - first))
        for member in range(first, last):
            position = _put_member(out, position, member_type[member], member_ref[member])
            role = member_role[member]
            position = copy_bytes(out, position, roles, role_start[role], role_start[role + 1])
        _put_tags(out, position, tag_start[row], tag_start[row + 1], tags, texts, text_start)


@lean
def _put_parts(
    out: Bytes, position: Integer, first: Integer, last: Integer, member_type: Bytes, member_ref: Int64s
) -> Integer:
    """The ids of the members ``first:last``: nodes, ways, relations, each in the members' order."""
    position = put_array_header(out, position, last - first)
    for kind in (_NODE, _WAY, _RELATION):
        for member in range(first, last):
            if member_type[member] == kind:
                position = put_integer(out, position, member_ref[member])
    return position
