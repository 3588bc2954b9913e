"""Ways and relations out of osm2pgsql's middle tables, by id and by member, in both layouts.

Which relations an object is a member of is asked of the indices that osm2pgsql itself makes: one over the ids of all
members in the legacy layout, one each for nodes and ways in the new. The new layout has none for relations as members,
so those pairs are read once per :class:`Slim` (there are few: about two million on the planet). Where all relations
together are few, they are read once, and no index is asked for any tile.
"""

from functools import cached_property

import numpy as np
from psycopg2 import sql

from tilebuild.errors import RequestError
from tilebuild.rawr.ancestry import Objects, related
from tilebuild.rawr.copy_binary import integers, read_fields
from tilebuild.rawr.copy_tags import TagFormat
from tilebuild.rawr.database import Snapshot
from tilebuild.rawr.members import RELATIONS, WAYS
from tilebuild.rawr.rows import Int64s
from tilebuild.rawr.schema import Layout
from tilebuild.rawr.slim_copy import read_relations, read_ways
from tilebuild.rawr.slim_rows import Relations, Ways, take

SMALL = 8 << 20
"""Bytes of a table of relations that is read as a whole: looking through it costs less than asking an index."""

_SIZE = "SELECT pg_table_size('planet_osm_rels'::regclass)"
_ALL = "SELECT id, members, tags FROM planet_osm_rels ORDER BY id"
_BY_ID = "SELECT id, {column}, tags FROM {table} WHERE id = ANY (%s::bigint[]) ORDER BY id"

_CHUNK = 128
"""Ids per index scan: a scan of a GIN index looks at each of its keys for every row it finds, and begins anew for
each array; this is between both."""

_BY_MEMBER = """
    WITH wanted AS (SELECT id, row_number() OVER () / {chunk} AS chunk FROM unnest(%s::bigint[]) AS id),
         chunks AS MATERIALIZED (SELECT array_agg(id) AS ids FROM wanted GROUP BY chunk)
    SELECT DISTINCT found.id
    FROM chunks, LATERAL (SELECT id FROM planet_osm_rels WHERE {members} && chunks.ids) AS found
"""
_LEGACY_MEMBERS = "parts"
_NEW_MEMBERS = {0: "planet_osm_member_ids(members, 'N'::char(1))", 1: "planet_osm_member_ids(members, 'W'::char(1))"}
"""The indexed expressions, written as osm2pgsql's manual wants them; by index into MEMBER_TYPES."""

_PAIRS = """
    SELECT (member ->> 'ref')::bigint, id
    FROM planet_osm_rels, jsonb_array_elements(members) AS member
    WHERE members @> '[{"type": "R"}]' AND member ->> 'type' = 'R'
"""


class Slim:
    """The middle tables of a snapshot."""

    def __init__(self, snapshot: Snapshot, layout: Layout | None, small: int = SMALL) -> None:
        """Make no query yet; ``small`` is the size of a table of relations that is read as a whole.

        Raises:
            RequestError: there are no middle tables.
        """
        if layout is None:
            raise RequestError(f"the database has no tables {WAYS} and {RELATIONS}: import with osm2pgsql --slim")
        self._snapshot = snapshot
        self._layout = layout
        self._small = small
        self._tags = TagFormat.TEXT_ARRAY if layout is Layout.LEGACY else TagFormat.JSONB

    def ways(self, ids: Int64s) -> Ways:
        """The ways of the ids, ascending; ids that there are no ways of are passed over."""
        return read_ways(self._by_id(WAYS, "nodes", ids), self._tags)

    def relations(self, ids: Int64s) -> Relations:
        """The relations of the ids, ascending."""
        return read_relations(self._by_id(RELATIONS, "members", ids), self._tags)

    def relations_of(self, objects: Objects) -> Relations:
        """Every relation with one of the objects as a member, and all their ancestors, ascending."""
        candidates = self._every_relation
        if candidates is None:
            candidates = self.relations(self.candidates(objects))
        return take(candidates, related(candidates, objects))

    def candidates(self, objects: Objects) -> Int64s:
        """Ids, ascending, of what :meth:`relations_of` finds and of some relations more.

        The legacy index does not tell a node from a way of the same number. Made for the objects of many tiles at
        once, the relations of each tile are :func:`tilebuild.rawr.ancestry.related` of the same candidates.
        """
        found = np.empty(0, dtype=np.int64)
        new = self._parents(objects)
        while len(new):
            found = np.union1d(found, new)
            new = np.setdiff1d(self._parents(Objects(found[:0], found[:0], new)), found)
        return found

    def _parents(self, objects: Objects) -> Int64s:
        """Relations with one of the objects as a member."""
        if self._layout is Layout.LEGACY:
            return self._by_member(_LEGACY_MEMBERS, np.unique(np.concatenate(objects.by_type())))
        found = [self._by_member(_NEW_MEMBERS[kind], objects.by_type()[kind]) for kind in _NEW_MEMBERS]
        return np.unique(np.concatenate([*found, self._parents_of_relations(objects.relations)]))

    def _parents_of_relations(self, ids: Int64s) -> Int64s:
        if not len(ids):
            return ids
        child, parent = self._relations_in_relations
        return parent[np.isin(child, ids)]

    @cached_property
    def _every_relation(self) -> Relations | None:
        """All relations, read once; None where they are many."""
        if int(self._snapshot.rows(_SIZE)[0][0]) > self._small:
            return None
        return read_relations(self._snapshot.copy(sql.SQL(_ALL)), self._tags)

    @cached_property
    def _relations_in_relations(self) -> tuple[Int64s, Int64s]:
        """Ids of relations that are members, and of those that they are members of."""
        data, fields = read_fields(self._snapshot.copy(sql.SQL(_PAIRS)), 2, RELATIONS)
        return integers(data, fields, 0, RELATIONS), integers(data, fields, 1, RELATIONS)

    def _by_member(self, members: str, ids: Int64s) -> Int64s:
        if not len(ids):
            return ids
        query = sql.SQL(_BY_MEMBER).format(chunk=sql.Literal(_CHUNK), members=sql.SQL(members))
        return np.array(self._snapshot.rows(query, (_array(ids),)), dtype=np.int64).reshape(-1)

    def _by_id(self, table: str, column: str, ids: Int64s) -> bytes:
        query = sql.SQL(_BY_ID).format(column=sql.Identifier(column), table=sql.Identifier(table))
        return self._snapshot.copy(query, (_array(ids),))


def _array(ids: Int64s) -> str:
    """The ids as PostgreSQL writes an array: one literal, where a list of numbers would be parsed one by one."""
    return "{" + ",".join(map(str, ids.tolist())) + "}"
