"""The tables ``land_polygons`` and ``water_polygons``: small pieces, so that cutting out a tile is cheap.

The edges between pieces lie inside areas that are filled and never stroked, so they do not show.
"""

from collections.abc import Iterable
from typing import Literal

import shapely
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class with a lower-case name
from psycopg2.extras import execute_values

from tilebuild.grid import Box

Table = Literal["land_polygons", "water_polygons"]
TABLES: tuple[Table, Table] = ("land_polygons", "water_polygons")

MERCATOR = "EPSG:3857"
MAX_VERTICES = 256
"""A piece has at most so many vertices."""

# A shape in the file's system becomes pieces in ours. The intersection comes after the transformation: a straight
# edge of the cell is only straight in ours.
_INSERT = """
    WITH shape AS (
        SELECT ST_MakeValid(ST_Transform(ST_GeomFromWKB(wkb), %(crs)s, 3857)) AS way FROM incoming
    ), inside AS (
        SELECT CASE WHEN ST_CoveredBy(way, cell) THEN way ELSE ST_Intersection(way, cell) END AS way
        FROM shape, ST_MakeEnvelope(%(min_x)s, %(min_y)s, %(max_x)s, %(max_y)s, 3857) AS cell
        WHERE way && cell
    ), piece AS (
        SELECT (ST_Dump(ST_Subdivide(ST_CollectionExtract(way, 3), {vertices}))).geom AS way FROM inside
    )
    INSERT INTO {table} (way) SELECT way FROM piece WHERE ST_Dimension(way) = 2 AND NOT ST_IsEmpty(way)
"""


def create_tables(opened: Connection) -> None:
    """Make both tables empty, in place of whatever is there."""
    with opened.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
            cursor.execute(f"CREATE TABLE {table} (gid serial PRIMARY KEY, way geometry(Polygon, 3857) NOT NULL)")


def insert(opened: Connection, table: Table, shapes: Iterable[shapely.Polygon], cell: Box, crs: str = MERCATOR) -> None:
    """Add what of the shapes (in ``crs``) lies in the cell (EPSG:3857), in pieces."""
    query = _INSERT.format(table=table, vertices=MAX_VERTICES)
    with opened.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE incoming (wkb bytea)")
        execute_values(cursor, "INSERT INTO incoming VALUES %s", ((shape.wkb,) for shape in shapes), page_size=500)
        cursor.execute(query, {"crs": crs, **cell._asdict()})
        cursor.execute("DROP TABLE incoming")


def insert_complement(opened: Connection, table: Table, of: Table, cell: Box) -> None:
    """Add what of the cell the other table leaves free."""
    query = f"""
        WITH cell AS (SELECT ST_MakeEnvelope(%(min_x)s, %(min_y)s, %(max_x)s, %(max_y)s, 3857) AS way),
        taken AS (SELECT ST_Union({of}.way) AS way FROM {of}, cell WHERE {of}.way && cell.way),
        free AS (SELECT coalesce(ST_Difference(cell.way, taken.way), cell.way) AS way FROM cell, taken)
        INSERT INTO {table} (way)
        SELECT piece FROM free, LATERAL
            (SELECT (ST_Dump(ST_Subdivide(ST_CollectionExtract(free.way, 3), {MAX_VERTICES}))).geom AS piece) AS pieces
        WHERE ST_Dimension(piece) = 2 AND NOT ST_IsEmpty(piece)
    """  # noqa: S608 - the names are ours
    with opened.cursor() as cursor:
        cursor.execute(query, cell._asdict())


def finish_tables(opened: Connection) -> None:
    """Index and analyse."""
    with opened.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE INDEX ON {table} USING gist (way)")
            cursor.execute(f"ANALYZE {table}")


def box_in(opened: Connection, cell: Box, crs: str) -> Box:
    """The smallest box in ``crs`` that contains the cell, whose edges may be curved there."""
    query = """
        SELECT ST_XMin(area), ST_YMin(area), ST_XMax(area), ST_YMax(area)
        FROM ST_MakeEnvelope(%(min_x)s, %(min_y)s, %(max_x)s, %(max_y)s, 3857) AS cell,
             ST_Transform(ST_Segmentize(cell, %(step)s), 'EPSG:3857', %(crs)s) AS area
    """
    with opened.cursor() as cursor:
        cursor.execute(query, {"crs": crs, "step": (cell.max_x - cell.min_x) / 64, **cell._asdict()})
        return Box(*(cursor.fetchone() or ()))
