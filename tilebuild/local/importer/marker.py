"""The table ``tilebuild_import``: what a database holds, written last, so that a half-finished import shows.

One row: the fingerprint from the beginning, ``meta`` only when everything else is there.
"""

import json
from dataclasses import asdict, dataclass
from typing import Literal

from psycopg2.extensions import connection as Connection  # noqa: N812 - a class with a lower-case name
from pydantic import TypeAdapter

from tilebuild.local.importer.extract import Bbox

OSM_TABLES = ("planet_osm_point", "planet_osm_line", "planet_osm_polygon")
COUNTED = (*OSM_TABLES, "land_polygons", "water_polygons")


@dataclass(frozen=True)
class ImportMeta:
    """A finished import."""

    fingerprint: str
    source: str
    """Name of the extract's file."""
    bbox: Bbox
    """The extract's area: west, south, east, north in degrees."""
    coast: Literal["files", "coastline", "none"]
    """Where sea and land came from; none: there is no sea."""
    counts: dict[str, int]
    """Rows by table."""
    seconds: float
    finished: str
    """When, ISO 8601 in UTC."""


_META = TypeAdapter(ImportMeta)

Holds = Literal["nothing", "unfinished", "foreign"]


def read(opened: Connection) -> ImportMeta | Holds:
    """The finished import in the database; else what it holds: nothing, a half-finished import, or others' tables."""
    with opened.cursor() as cursor:
        cursor.execute("SELECT to_regclass('tilebuild_import') IS NOT NULL, to_regclass('planet_osm_line') IS NOT NULL")
        marked, filled = cursor.fetchone() or (False, False)
        if not marked:
            return "foreign" if filled else "nothing"
        cursor.execute("SELECT meta FROM tilebuild_import WHERE meta IS NOT NULL")
        row = cursor.fetchone()
    return _META.validate_python(row[0]) if row else "unfinished"


def begin(opened: Connection, fingerprint: str) -> None:
    """Mark the database as ours and not finished."""
    with opened.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS tilebuild_import (fingerprint text NOT NULL, meta jsonb)")
        cursor.execute("DELETE FROM tilebuild_import")
        cursor.execute("INSERT INTO tilebuild_import VALUES (%s)", (fingerprint,))


def finish(opened: Connection, meta: ImportMeta) -> None:
    """Mark the import as finished."""
    with opened.cursor() as cursor:
        cursor.execute("UPDATE tilebuild_import SET meta = %s", (json.dumps(asdict(meta)),))


def count_rows(opened: Connection) -> dict[str, int]:
    """Rows by table."""
    counts = {}
    with opened.cursor() as cursor:
        for table in COUNTED:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - the names are ours
            counts[table] = int((cursor.fetchone() or (0,))[0])
    return counts
