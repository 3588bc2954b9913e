"""What is asked of PostGIS about relations of several polygons: where the label of the whole stands.

osm2pgsql makes a row of each part. A tile has those parts that reach into it, so it cannot tell which is the largest:
each of them carries, as extra properties, a point inside of the one that is. A tile that has not got the largest part
does not have that point in it either, and so draws no label.
"""

from psycopg2 import sql

from tilebuild.rawr.copy_tags import TagFormat
from tilebuild.rawr.giants import LABEL_X, LABEL_Y
from tilebuild.rawr.members import POLYGON
from tilebuild.rawr.schema import Schema, Table

LARGEST_PARTS = "largest_parts"
"""The temporary table of :func:`largest_parts`: relation_id, label_x, label_y."""

_ALL = """
    CREATE TEMPORARY TABLE {parts} ON COMMIT DROP AS
    SELECT relation_id, ST_X(point) AS label_x, ST_Y(point) AS label_y FROM (
        SELECT DISTINCT ON ({osm_id}) {osm_id} AS relation_id, ST_PointOnSurface({way}) AS point
        FROM {table} WHERE {osm_id} IN (
            SELECT {osm_id} FROM {table} WHERE {osm_id} < 0 GROUP BY {osm_id} HAVING count(*) > 1
        ) ORDER BY {osm_id}, ST_Area({way}) DESC, {way}
    ) AS largest
"""

_CHOSEN = """
    WITH several AS MATERIALIZED (
        SELECT relation_id, ST_X(point) AS label_x, ST_Y(point) AS label_y
        FROM (SELECT DISTINCT {osm_id} AS relation_id FROM {table} WHERE {osm_id} < 0 AND {where}) AS relation,
        LATERAL (
            SELECT ST_PointOnSurface({way}) AS point, parts FROM (
                SELECT {way}, count(*) OVER () AS parts FROM {table} WHERE {osm_id} = relation_id
                ORDER BY ST_Area({way}) DESC, {way} LIMIT 1
            ) AS first
        ) AS largest WHERE parts > 1
    )
"""
"""Looks up the parts of each relation by id: an index on it must be there."""


def largest_parts(schema: Schema) -> sql.Composed:
    """A statement that makes the temporary table of all relations of several polygons."""
    return sql.SQL(_ALL).format(parts=sql.Identifier(LARGEST_PARTS), **_named(schema.tables[POLYGON]))


def chosen_parts(table: Table, where: sql.Composable) -> sql.Composed:
    """The beginning of a query: ``several``, with the relations of several polygons that have one among the chosen."""
    return sql.SQL(_CHOSEN).format(**_named(table), where=where)


def joined_parts(table: Table) -> sql.Composed:
    """What that query's table is joined with for ``several.label_x`` and ``label_y``, NULL where there is none."""
    return sql.SQL(" LEFT JOIN several ON relation_id = {osm_id}").format(**_named(table))


def labelled(tags: sql.Composable, tag_format: TagFormat) -> sql.Composed:
    """Tags with the label point of ``several`` where there is one."""
    make = "hstore(ARRAY[{pairs}])" if tag_format is TagFormat.HSTORE else "jsonb_build_object({pairs})"
    pairs = f"'{LABEL_X}', several.label_x::text, '{LABEL_Y}', several.label_y::text"
    empty = f"{{empty}}::{tag_format}"
    label = f"coalesce({{tags}}, {empty}) || {make.replace('{pairs}', pairs)}"
    return sql.SQL(f"CASE WHEN several.label_x IS NULL THEN {{tags}} ELSE {label} END").format(
        tags=tags, empty=sql.Literal("" if tag_format is TagFormat.HSTORE else "{}")
    )


def _named(table: Table) -> dict[str, sql.Composable]:
    return {
        "table": sql.Identifier(table.name),
        "osm_id": sql.Identifier(table.id_column),
        "way": sql.Identifier(table.geometry_column),
    }
