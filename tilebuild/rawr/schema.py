"""What a database looks like: which tables it has, how they hold tags, which layout its middle tables have."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from psycopg2 import sql

from tilebuild.errors import RequestError
from tilebuild.rawr.copy_tags import TagFormat
from tilebuild.rawr.database import Snapshot
from tilebuild.rawr.members import FEATURES, OPTIONAL, RELATIONS, WAYS

SRID = 3857
"""Web Mercator: the only coordinate system that RAWR tiles have."""


class Layout(StrEnum):
    """How osm2pgsql stored its middle tables."""

    LEGACY = "legacy"
    """Before 2.0: tags and members as text[], and the members' ids in ``parts``."""
    NEW = "new"
    """``--middle-database-format=new`` of 1.9 and later, always since 2.0: tags and members as jsonb."""


@dataclass(frozen=True)
class Table:
    """A table of features, as far as reading it needs."""

    name: str
    id_column: str
    geometry_column: str
    tag_format: TagFormat
    tag_column: str | None
    """None: the tags are made of ``property_columns``."""
    property_columns: tuple[str, ...] = ()
    indexed_by_id: bool = False
    """Whether all rows of an id are found without looking at every row."""


@dataclass(frozen=True)
class Schema:
    """Everything that reading a database needs to know of it."""

    tables: dict[str, Table]
    """By member name, in the members' order; optional tables only if they exist."""
    layout: Layout | None
    """None: the database has no middle tables (imported without --slim, or dropped)."""


_COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, NULL), coalesce(postgis_typmod_srid(a.atttypmod), 0)
    FROM unnest(%s) AS wanted (name)
    JOIN pg_class c ON c.oid = to_regclass(wanted.name)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
"""
_INDEXED = """
    SELECT EXISTS (
        SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = to_regclass(%s) AND i.indisvalid AND i.indpred IS NULL AND a.attname = %s
    )
"""
_IDS = ("osm_id", "gid", "fid", "ogc_fid", "wof_id", "id")
"""Names of id columns, the likeliest first."""
_GEOMETRIES = ("label_position", "way", "the_geom", "geom", "wkb_geometry", "geometry")
"""Names of geometry columns, the likeliest first; Who's On First has a label position beside its polygon."""
_INTEGERS = ("smallint", "integer", "bigint")
_PROPERTIES = (
    *_INTEGERS, "text", "character varying", "character", "numeric", "real", "double precision", "boolean", "date",
)  # fmt: skip
"""Types whose columns become properties in a table without tags."""
_PLAIN_KEYS = ("highway", "building", "natural")
"""Keys that every import has, and that plain --hstore takes out of the tags of its rows."""

_Columns = dict[str, tuple[str, int]]
"""Type and SRID by column name."""


def read_schema(snapshot: Snapshot) -> Schema:
    """Look at the database's tables.

    Raises:
        RequestError: a table or column is missing or of the wrong kind; the sentence names it.
        UnavailableError: the connection is lost.
    """
    if not snapshot.rows("SELECT 1 FROM pg_extension WHERE extname = 'postgis'"):
        raise RequestError("the database has no extension postgis: create it, and import an extract with osm2pgsql")
    columns = _columns(snapshot, (*FEATURES, *OPTIONAL, WAYS, RELATIONS))
    for name in FEATURES:
        if name not in columns:
            raise RequestError(f"the database has no table {name}: import an extract into it with osm2pgsql")
    tables = _tables(snapshot, {name: columns[name] for name in (*FEATURES, *OPTIONAL) if name in columns})
    for name in FEATURES:
        _check_tags_are_whole(snapshot, tables[name], columns[name])
    return Schema(tables, _layout(columns))


def read_tables_named(snapshot: Snapshot, names: Iterable[str]) -> dict[str, Table]:
    """Those of the tables that there are, by name.

    Raises:
        RequestError: a column is missing or of the wrong kind; the sentence names it.
        UnavailableError: the connection is lost.
    """
    return _tables(snapshot, _columns(snapshot, names))


def _tables(snapshot: Snapshot, columns: dict[str, _Columns]) -> dict[str, Table]:
    tables = {}
    for name, its in columns.items():
        table = _table(name, its)
        ((indexed,),) = snapshot.rows(_INDEXED, (name, table.id_column))
        _check_srid(snapshot, table, its[table.geometry_column][1])
        tables[name] = replace(table, indexed_by_id=bool(indexed))
    return tables


def _columns(snapshot: Snapshot, tables: Iterable[str]) -> dict[str, _Columns]:
    """The columns of those of the tables that exist on the search path."""
    found: dict[str, _Columns] = {}
    for table, column, kind, srid in snapshot.rows(_COLUMNS, (list(tables),)):
        found.setdefault(table, {})[column] = (kind, srid)
    return found


def _table(name: str, columns: _Columns) -> Table:
    osm_id = _first(name, columns, "id", _IDS, _INTEGERS)
    geometry = _first(name, columns, "geometry", _GEOMETRIES, ("geometry",))
    if "tags" in columns:
        return Table(name, osm_id, geometry, _tag_format(name, columns["tags"][0]), "tags")
    if name in FEATURES:
        raise RequestError(f"table {name} has no column tags: import with tags as hstore or jsonb")
    properties = tuple(
        column for column, (kind, _) in columns.items() if kind in _PROPERTIES and column not in (osm_id, geometry)
    )
    return Table(name, osm_id, geometry, TagFormat.JSONB, None, properties)


def _first(table: str, columns: _Columns, role: str, names: tuple[str, ...], kinds: tuple[str, ...]) -> str:
    for name in names:
        if name in columns and columns[name][0].split(".")[-1] in kinds:
            return name
    raise RequestError(
        f"table {table} has no {role} column: it may be called {', '.join(names)}, of {' or '.join(kinds)}"
    )


def _tag_format(table: str, kind: str) -> TagFormat:
    for known in (TagFormat.HSTORE, TagFormat.JSONB):
        if kind.rsplit(".", maxsplit=1)[-1] == known:
            return known
    raise RequestError(f"column tags of table {table} is of type {kind}: it must be hstore or jsonb")


def _check_srid(snapshot: Snapshot, table: Table, declared: int) -> None:
    """Refuse another coordinate system, even one that only the rows tell of."""
    query = sql.SQL("SELECT ST_SRID({}) FROM {} LIMIT 1").format(_name(table.geometry_column), _name(table.name))
    srid = declared or next((row[0] for row in snapshot.rows(query)), SRID)
    if srid != SRID:
        raise RequestError(
            f"column {table.geometry_column} of table {table.name} has SRID {srid}: it must be {SRID}, Web Mercator"
        )


def _check_tags_are_whole(snapshot: Snapshot, table: Table, columns: _Columns) -> None:
    """Refuse an import with plain --hstore, whose tags lack the keys that have a column of their own."""
    for key in _PLAIN_KEYS:
        if key not in columns:
            continue
        query = sql.SQL(
            "SELECT 1 FROM (SELECT tags FROM {table} WHERE {key} IS NOT NULL LIMIT 100) AS sample"
            " WHERE sample.tags IS NULL OR sample.tags -> {literal} IS NULL LIMIT 1"
        ).format(table=_name(table.name), key=_name(key), literal=sql.Literal(key))
        if snapshot.rows(query):
            raise RequestError(
                f"column tags of table {table.name} lacks {key!r}, which has a column of its own: "
                "the database was imported with --hstore, import it with --hstore-all"
            )


def _layout(columns: dict[str, _Columns]) -> Layout | None:
    if WAYS not in columns or RELATIONS not in columns:
        return None
    return Layout.LEGACY if "parts" in columns[RELATIONS] else Layout.NEW


def _name(name: str) -> sql.Identifier:
    return sql.Identifier(name)
