"""Prepared reads: a table that says of each row from which zoom on a style shows it, so that a job of low zooms reads
those rows and no others.

``tilebuild_prepared`` is the register: a digest for each table of this kind that there is. Such a table is made in one
transaction with its entry, for one style and for the rows as they were; whatever else there is now has another digest.
Its columns:

=================  ==================================================================================================
source             the table that the row is in
osm_id, place      the row's id, and where it lies in that table (``ctid``)
layer              a layer that the row is drawn in; a row has an entry for each
min_zoom           the lowest nominal zoom that draws it there
extent             its bounding box in EPSG:3857 metres
label_x, label_y   of a part of a relation with several polygons: where the label of the whole stands
=================  ==================================================================================================
"""

import hashlib
from dataclasses import dataclass

from psycopg2 import sql

from tilebuild.rawr.database import Snapshot
from tilebuild.rawr.members import FEATURES
from tilebuild.rawr.schema import Table
from tilebuild.rawr.selection import Boxes

REGISTER = "tilebuild_prepared"

BELOW = 13.0
"""Rows are prepared whose ``min_zoom`` is below: the low-zoom jobs' deepest tiles are those of nominal zoom 12."""

BANDS = (6.0, 9.0, BELOW)
"""There is an index of each table's rows below each: the fewer a zoom shows, the smaller the index that it goes
through."""

VERSION = 3
"""Grows whenever the same rules and rows are prepared differently."""

_SLACK = 10.0
"""Metres by which a box is widened: PostGIS' own index rounds to single precision, the extents are exact."""

_IMPORT = """
    SELECT wanted.name, pg_relation_filenode(wanted.name::regclass), pg_relation_size(wanted.name::regclass)
    FROM unnest(%s) AS wanted (name)
"""
_NOTED = ("tilebuild_import", "osm2pgsql_properties")
"""Tables in which an import, or an update, notes what it was."""


@dataclass(frozen=True)
class Prepared:
    """A prepared table that can be relied on."""

    table: str

    def shows(self, source: str, around: Boxes, below: float, min_size: float = 0.0) -> sql.Composed:
        """The condition on rows of the table ``source`` that they are shown at nominal zooms below, near the boxes.

        Rows narrower and lower than ``min_size`` metres are not, which costs less to see by the extent than by the
        geometry. Rows a little farther off the boxes are let through.
        """
        text = """{source}.ctid = ANY (ARRAY(
            SELECT place FROM {table}
            WHERE source = {name} AND min_zoom < {below} AND ({near})
                AND greatest(width(extent), height(extent)) >= {min_size}
        ))"""
        return sql.SQL(text).format(
            source=sql.Identifier(source),
            table=sql.Identifier(self.table),
            name=sql.Literal(source),
            below=sql.Literal(below),
            near=sql.SQL(" OR ").join(_near(*box) for box in around),
            min_size=sql.Literal(min_size),
        )

    def label(self, table: Table) -> sql.Composed:
        """What a query of the table is joined with for ``several.label_x`` and ``label_y``, NULL where there is none.

        See :func:`tilebuild.rawr.parts_sql.labelled`.
        """
        text = """ LEFT JOIN LATERAL (
            SELECT entry.label_x, entry.label_y FROM {prepared} AS entry
            WHERE {table}.{osm_id} < 0 AND entry.osm_id = {table}.{osm_id} AND entry.label_x IS NOT NULL LIMIT 1
        ) AS several ON true"""
        return sql.SQL(text).format(
            prepared=sql.Identifier(self.table),
            table=sql.Identifier(table.name),
            osm_id=sql.Identifier(table.id_column),
        )


def _near(min_x: float, min_y: float, max_x: float, max_y: float) -> sql.Composed:
    low, high = (min_x - _SLACK, min_y - _SLACK), (max_x + _SLACK, max_y + _SLACK)
    return sql.SQL("extent && box(point({}), point({}))").format(*(_pair(*corner) for corner in (low, high)))


def _pair(x: float, y: float) -> sql.Composed:
    return sql.SQL("{}, {}").format(sql.Literal(x), sql.Literal(y))


def find_prepared(snapshot: Snapshot, style_digest: str) -> Prepared | str:
    """The prepared table for the style and the rows as they are; where there is none, why, for the log.

    Raises:
        UnavailableError: the connection is lost.
    """
    if not _is_readable(snapshot, REGISTER):
        return f"the database is not prepared for low zooms: this user finds no table {REGISTER}"
    digest = prepared_digest(snapshot, style_digest)
    # The entry, and not the table: a snapshot sees a table that came after it, but empty.
    if not snapshot.rows(f"SELECT 1 FROM {REGISTER} WHERE digest = %s", (digest,)):  # noqa: S608 - the name is ours
        return "the database was prepared for another style, or was changed since"
    return Prepared(table_name(digest))


def table_name(digest: str) -> str:
    """The prepared table of a digest."""
    return f"{REGISTER}_{digest[:16]}"


def prepared_digest(snapshot: Snapshot, style_digest: str) -> str:
    """64 hex digits of the style and of the rows as they are now."""
    return hashlib.sha256(f"{style_digest} {rows_digest(snapshot)}".encode()).hexdigest()


def rows_digest(snapshot: Snapshot) -> str:
    """64 hex digits that change with the rows and with :data:`VERSION`.

    Of the files that PostgreSQL keeps the rows in, and what imports note: they are the same on a physical replica, and
    others in a restored dump, where rows lie elsewhere.
    """
    held: list[object] = [VERSION, snapshot.rows(_IMPORT, (list(FEATURES),))]
    held += [
        snapshot.rows(sql.SQL("SELECT noted::text FROM {} AS noted ORDER BY 1").format(sql.Identifier(name)))
        for name in _NOTED
        if _is_readable(snapshot, name)
    ]
    return hashlib.sha256(repr(held).encode()).hexdigest()


def _is_readable(snapshot: Snapshot, table: str) -> bool:
    """Whether there is such a table that this user may read."""
    found = snapshot.rows("SELECT has_table_privilege(to_regclass(%s), 'SELECT')", (table,))
    return bool(found[0][0])
