"""Rows read back as Python objects, so that tests can compare them with what another library says."""

from itertools import pairwise

from tilebuild.rawr.rows import Rows
from tilebuild.rawr.slim_rows import MEMBER_TYPES, Relations, Ways

Row = tuple[int, bytes, dict[str, str]]


def as_rows(rows: Rows) -> list[Row]:
    """``(id, wkb, tags)`` of each row."""
    data = rows.data.tobytes()
    return [(int(rows.ids[i]), data[rows.wkb_start[i] : rows.wkb_end[i]], tags) for i, tags in enumerate(_tags(rows))]


def as_ways(ways: Ways) -> list[tuple[int, list[int], dict[str, str]]]:
    """``(id, nodes, tags)`` of each way."""
    nodes = [ways.nodes[a:b].tolist() for a, b in _slices(ways.node_start.tolist())]
    return list(zip(ways.ids.tolist(), nodes, _tags(ways), strict=True))


def as_relations(relations: Relations) -> list[tuple[int, list[tuple[str, int, str]], dict[str, str]]]:
    """``(id, [(type, ref, role), …], tags)`` of each relation."""
    every = [
        (MEMBER_TYPES[kind], ref, relations.roles[role])
        for kind, ref, role in zip(
            relations.member_type.tolist(), relations.member_ref.tolist(), relations.member_role.tolist(), strict=True
        )
    ]
    members = [every[a:b] for a, b in _slices(relations.member_start.tolist())]
    return list(zip(relations.ids.tolist(), members, _tags(relations), strict=True))


def _tags(table: Rows | Ways | Relations) -> list[dict[str, str]]:
    pairs = [
        (table.strings[key], table.strings[value])
        for key, value in zip(table.tag_key.tolist(), table.tag_value.tolist(), strict=True)
    ]
    return [dict(pairs[a:b]) for a, b in _slices(table.tag_start.tolist())]


def _slices(starts: list[int]) -> list[tuple[int, int]]:
    return list(pairwise(starts))
