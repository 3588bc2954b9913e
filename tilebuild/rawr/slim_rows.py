"""Rows of osm2pgsql's middle (slim) tables as columns: OpenStreetMap's ways and relations before they were geometry."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tilebuild.ragged import ragged_take
from tilebuild.rawr.rows import Int32s, Int64s

MEMBER_TYPES = "nwr"
"""The letter of each code in ``Relations.member_type``: node 0, way 1, relation 2."""


@dataclass(frozen=True)
class Ways:
    """``n`` ways ``(id, nodes, tags)``; tags are interned as in :class:`tilebuild.rawr.rows.Rows`."""

    ids: Int64s
    """Shape (n,)."""
    node_start: Int64s
    """Shape (n + 1,): where each way's nodes begin in ``nodes``."""
    nodes: Int64s
    """Node ids, in the way's order."""
    tag_start: Int64s
    """Shape (n + 1,)."""
    tag_key: Int32s
    tag_value: Int32s
    strings: tuple[str, ...]

    def __len__(self) -> int:
        """How many ways."""
        return len(self.ids)


@dataclass(frozen=True)
class Relations:
    """``n`` relations ``(id, members, tags)``; tags are interned as in :class:`tilebuild.rawr.rows.Rows`."""

    ids: Int64s
    """Shape (n,); positive, as in OpenStreetMap."""
    member_start: Int64s
    """Shape (n + 1,): where each relation's members begin in the member columns."""
    member_type: NDArray[np.uint8]
    """Index into :data:`MEMBER_TYPES`."""
    member_ref: Int64s
    """The member's OpenStreetMap id."""
    member_role: Int32s
    """Index of the member's role in ``roles``."""
    roles: tuple[str, ...]
    tag_start: Int64s
    """Shape (n + 1,)."""
    tag_key: Int32s
    tag_value: Int32s
    strings: tuple[str, ...]

    def __len__(self) -> int:
        """How many relations."""
        return len(self.ids)


def take(relations: Relations, wanted: NDArray[np.bool_]) -> Relations:
    """The relations where ``wanted``, shape (n,), is true, in their order."""
    rows = np.flatnonzero(wanted)
    members, member_start = ragged_take(relations.member_start, rows)
    tags, tag_start = ragged_take(relations.tag_start, rows)
    return replace(
        relations,
        ids=relations.ids[rows],
        member_start=member_start,
        member_type=relations.member_type[members],
        member_ref=relations.member_ref[members],
        member_role=relations.member_role[members],
        tag_start=tag_start,
        tag_key=relations.tag_key[tags],
        tag_value=relations.tag_value[tags],
    )
