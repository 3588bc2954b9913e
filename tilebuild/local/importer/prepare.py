"""Prepare a database for low zooms: when a style shows which row first, written down where the jobs read it.

Rows go through the rules batch by batch; what a style shows from a deep zoom on only, most of them, is not written.
See :mod:`tilebuild.rawr.prepared` for what is made.
"""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class with a lower-case name

from tilebuild.errors import RequestError
from tilebuild.local.importer.alone import alone
from tilebuild.local.importer.failures import failures_as_sentences
from tilebuild.local.importer.prepare_rows import RIVALS, Target, write_rows
from tilebuild.local.postgres import connection
from tilebuild.rawr.database import Database, Snapshot
from tilebuild.rawr.members import FEATURES
from tilebuild.rawr.parts_sql import largest_parts
from tilebuild.rawr.prepared import BANDS, BELOW, REGISTER, prepared_digest, rows_digest, table_name
from tilebuild.rawr.schema import Schema, read_schema
from tilebuild.tiles.style.digest import style_digest
from tilebuild.tiles.style.model import Style

PREPARE = "prepare low zooms"
"""The phase that progress is told of."""

Progress = Callable[[str, float], None]

_REGISTER = f"""
    CREATE TABLE IF NOT EXISTS {REGISTER} (
        digest text PRIMARY KEY, rows_digest text NOT NULL, entries bigint NOT NULL,
        finished timestamptz NOT NULL DEFAULT now()
    )
"""
_TABLE = """
    CREATE TABLE {table} (
        source text NOT NULL, osm_id bigint NOT NULL, layer text NOT NULL, min_zoom real NOT NULL,
        place tid NOT NULL, extent box NOT NULL, label_x double precision, label_y double precision
    )
"""
_RIVALS = f"""
    CREATE TEMPORARY TABLE {RIVALS} (
        source text, osm_id bigint, min_zoom real, level real, place tid, extent box
    ) ON COMMIT DROP
"""
_RIVAL_WAYS = "CREATE TEMPORARY TABLE rival_ways ON COMMIT DROP AS {select}"
_RIVAL_WAY = "SELECT {rivals}.*, {way} AS way FROM {rivals} JOIN {source} ON {source}.ctid = {rivals}.place"
_RIVALS_NEEDED = """
    INSERT INTO {table} (source, osm_id, layer, min_zoom, place, extent)
    SELECT first.source, first.osm_id, 'boundaries', needed.min_zoom, first.place, first.extent
    FROM rival_ways AS first CROSS JOIN LATERAL (
        SELECT min(second.min_zoom) AS min_zoom FROM rival_ways AS second
        WHERE ST_Intersects(first.way, second.way) AND second.min_zoom < {below}
            AND second.min_zoom < first.min_zoom AND first.level <= second.level
    ) AS needed WHERE needed.min_zoom IS NOT NULL
"""
"""What takes stretches from a boundary that is shown must be read with it, even if nothing of itself is shown."""

_BAND = "CREATE INDEX ON {table} USING gist (extent) WHERE source = {source} AND min_zoom < {below}"

_READERS = """
    SELECT DISTINCT grantee FROM information_schema.role_table_grants
    WHERE table_name = 'planet_osm_line' AND privilege_type = 'SELECT' AND grantee <> current_user
"""


@dataclass(frozen=True)
class PrepareResult:
    """What a prepared table holds."""

    table: str
    entries: int
    fresh: bool
    """Whether this call made it; otherwise it was there."""


def _ignore(_phase: str, _fraction: float) -> None:
    """What becomes of progress by default."""


def prepare(database: Database, style: Style, progress: Progress = _ignore) -> PrepareResult:
    """Make sure that the database is prepared for the style; rows that did not change are gone through once.

    All of it is one transaction: a table is whole or not there. Tables of rows as they no longer are go away, and those
    that another version of this made.

    Raises:
        RequestError: the database is not what it must be, or may not be written to.
        UnavailableError: the database cannot be reached, or its disk is full.
    """
    with failures_as_sentences("preparing"), alone(database, REGISTER), connection(database) as opened:
        opened.set_session(isolation_level="REPEATABLE READ", autocommit=False)
        try:
            made = _prepared(opened, style, progress)
        except psycopg2.errors.InsufficientPrivilege as error:
            raise RequestError(
                f"{database} is not to be written to by {database.user!r} ({str(error).splitlines()[0]}): prepare it "
                "as the owner of its tables"
            ) from None
        opened.commit()
        return made


def _prepared(opened: Connection, style: Style, progress: Progress) -> PrepareResult:
    snapshot = Snapshot(opened, opened.info.dbname)
    schema = read_schema(snapshot)
    _check_plain(snapshot)
    digest, rows = prepared_digest(snapshot, style_digest(style)), rows_digest(snapshot)
    with opened.cursor() as cursor:
        cursor.execute(_REGISTER)
        cursor.execute(f"SELECT entries FROM {REGISTER} WHERE digest = %s", (digest,))  # noqa: S608 - our own name
        found = cursor.fetchone()
    if found:
        return PrepareResult(table_name(digest), found[0], fresh=False)
    _drop_stale(opened, rows)
    entries = _make(opened, schema, style, table_name(digest), progress)
    with opened.cursor() as cursor:
        values = (digest, rows, entries)
        cursor.execute(f"INSERT INTO {REGISTER} VALUES (%s, %s, %s)", values)  # noqa: S608 - our own name
    progress(PREPARE, 1.0)
    return PrepareResult(table_name(digest), entries, fresh=True)


def _check_plain(snapshot: Snapshot) -> None:
    """Rows are found again by their place, which those of views do not have."""
    for table in FEATURES:
        if snapshot.rows("SELECT relkind FROM pg_class WHERE oid = %s::regclass", (table,))[0][0] != "r":
            raise RequestError(f"{table} is no plain table: only those can be prepared for low zooms")


def _drop_stale(opened: Connection, rows: str) -> None:
    with opened.cursor() as cursor:
        stale = f"DELETE FROM {REGISTER} WHERE rows_digest <> %s RETURNING digest"  # noqa: S608 - our own name
        cursor.execute(stale, (rows,))
        for (digest,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(table_name(digest))))


def _make(opened: Connection, schema: Schema, style: Style, name: str, progress: Progress) -> int:
    """Fill the table; how many entries it has."""
    table = sql.Identifier(name)
    with opened.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
        cursor.execute(sql.SQL(_TABLE).format(table=table))
        cursor.execute(_RIVALS)
        cursor.execute(largest_parts(schema))
        write_rows(opened, schema, style, Target(name, BELOW), lambda fraction: progress(PREPARE, 0.9 * fraction))
        _add_rivals(opened, schema, table)
        for statement in _finishing(table):
            cursor.execute(statement)
        cursor.execute(_READERS)
        for (reader,) in cursor.fetchall():
            role = sql.SQL("PUBLIC") if reader == "PUBLIC" else sql.Identifier(reader)
            cursor.execute(sql.SQL("GRANT SELECT ON {}, {} TO {}").format(table, sql.Identifier(REGISTER), role))
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(table))
        return int((cursor.fetchone() or (0,))[0])


def _add_rivals(opened: Connection, schema: Schema, table: sql.Identifier) -> None:
    ways = [
        sql.SQL(_RIVAL_WAY).format(
            rivals=sql.Identifier(RIVALS),
            way=sql.Identifier(schema.tables[source].geometry_column),
            source=sql.Identifier(source),
        )
        + sql.SQL(" WHERE source = {}").format(sql.Literal(source))
        for source in FEATURES
    ]
    with opened.cursor() as cursor:
        cursor.execute(sql.SQL(_RIVAL_WAYS).format(select=sql.SQL(" UNION ALL ").join(ways)))
        cursor.execute("CREATE INDEX ON rival_ways USING gist (way)")
        cursor.execute("ANALYZE rival_ways")
        cursor.execute(sql.SQL(_RIVALS_NEEDED).format(table=table, below=sql.Literal(BELOW)))


def _finishing(table: sql.Identifier) -> list[sql.Composed]:
    bands = [
        sql.SQL(_BAND).format(table=table, source=sql.Literal(source), below=sql.Literal(below))
        for source in FEATURES
        for below in BANDS
    ]
    labels = sql.SQL("CREATE INDEX ON {} (osm_id) WHERE label_x IS NOT NULL").format(table)
    return [*bands, labels, sql.SQL("ANALYZE {}").format(table)]
