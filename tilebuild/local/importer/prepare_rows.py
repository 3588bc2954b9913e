"""The rows of a database through a style's rules, batch by batch: which are worth an entry of a prepared table.

Out of PostgreSQL and into it again by COPY in binary; no Python per row.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class with a lower-case name

from tilebuild.rawr.copy_binary import Fields, integers, read_fields
from tilebuild.rawr.copy_tags import read_tags
from tilebuild.rawr.copy_write import INTEGER, REAL, TID, Fixed, stream, text
from tilebuild.rawr.database import Snapshot
from tilebuild.rawr.members import FEATURES, LINE, POINT, POLYGON
from tilebuild.rawr.parts_sql import LARGEST_PARTS
from tilebuild.rawr.rows import Bytes, Int64s, Rows
from tilebuild.rawr.schema import Schema, Table
from tilebuild.rawr.tags import make_rows
from tilebuild.tiles.classify.zooms import Borders, FirstZooms, first_zooms
from tilebuild.tiles.features import LAYERS
from tilebuild.tiles.style.model import Geometry, Style

RIVALS = "rivals"
"""The temporary table that lines of boundaries are written to, whenever they are shown."""

KINDS = {POINT: Geometry.POINT, LINE: Geometry.LINE, POLYGON: Geometry.POLYGON}
OSM_PREFIX = "planet_osm_"

BATCH_BYTES = 64 << 20
"""Of a table, with what of it lies out of line: about so much is gone through at once."""

_SIZE = """
    SELECT pg_relation_size(%s::regclass) / current_setting('block_size')::int,
           pg_table_size(%s::regclass) / current_setting('block_size')::int
"""
_BATCH = """
    SELECT {osm_id}::bigint, {tags}, {table}.ctid, {area},
           ST_XMax({way}), ST_YMax({way}), ST_XMin({way}), ST_YMin({way}), label_x, label_y
    FROM {table} LEFT JOIN {parts} ON relation_id = {osm_id} AND {is_polygon}
    WHERE {table}.ctid >= {first} AND {table}.ctid < {last}
"""
_COLUMNS = 10


@dataclass(frozen=True)
class Target:
    """Where entries go, and which are written."""

    table: str
    below: float
    """Entries of this ``min_zoom`` and more are not."""


@dataclass(frozen=True)
class Batch:
    """``n`` rows without their geometries."""

    source: str
    rows: Rows
    place: Bytes
    """Shape (n, 6): where each row lies, as PostgreSQL sends a tid."""
    area: NDArray[np.float64]
    """Shape (n,): of polygons."""
    extent: NDArray[np.float64]
    """Shape (n, 4): largest x and y, smallest x and y, as PostgreSQL sends a box."""
    label: NDArray[np.float64]
    """Shape (n, 2): NaN where there is none."""


def write_rows(
    opened: Connection, schema: Schema, style: Style, target: Target, progress: Callable[[float], None]
) -> None:
    """Go through all rows of OpenStreetMap; ``progress`` is told how much of them is done, 0 to 1.

    Raises:
        UnavailableError: the connection is lost, or the server gave up.
        RequestError: the database cannot answer, or a rule makes what no tile can hold.
    """
    snapshot = Snapshot(opened, opened.info.dbname)
    ranges = [(source, *pages) for source in FEATURES for pages in _ranges(snapshot, source)]
    for done, (source, first, last) in enumerate(ranges):
        batch = _read(snapshot, schema.tables[source], first, last)
        kind = KINDS[source]
        shown, borders = first_zooms(batch.rows, source.removeprefix(OSM_PREFIX), kind, batch.area, style)
        _write_shown(opened, batch, shown, target)
        _write_borders(opened, batch, borders)
        progress((done + 1) / len(ranges))


def _ranges(snapshot: Snapshot, source: str) -> Iterator[tuple[int, int]]:
    """Ranges of the table's pages."""
    ((pages, all_pages),) = snapshot.rows(_SIZE, (source, source))
    step = max(1, int(BATCH_BYTES / 8192 * pages / max(all_pages, 1)))
    return ((first, first + step) for first in range(0, pages, step))


def _read(snapshot: Snapshot, table: Table, first: int, last: int) -> Batch:
    name, way = sql.Identifier(table.name), sql.Identifier(table.geometry_column)
    is_polygon = table.name == POLYGON
    query = sql.SQL(_BATCH).format(
        osm_id=sql.Identifier(table.id_column),
        tags=sql.Identifier(table.tag_column or "tags"),
        way=way,
        table=name,
        parts=sql.Identifier(LARGEST_PARTS),
        area=sql.SQL("ST_Area({})").format(way) if is_polygon else sql.SQL("0::double precision"),
        is_polygon=sql.Literal(is_polygon),
        first=sql.SQL("{}::tid").format(sql.Literal(f"({first},0)")),
        last=sql.SQL("{}::tid").format(sql.Literal(f"({last},0)")),
    )
    data, fields = read_fields(snapshot.copy(query), _COLUMNS, table.name)
    return Batch(
        table.name,
        _rows(data, fields, table),
        _fixed(data, fields, 2, 6),
        _numbers(data, fields, slice(3, 4))[:, 0],
        _numbers(data, fields, slice(4, 8)),
        _numbers(data, fields, slice(8, 10)),
    )


def _rows(data: Bytes, fields: Fields, table: Table) -> Rows:
    ids = integers(data, fields, 0, table.name)
    tag_start, interned = read_tags(data, fields[:, 1], table.tag_format, table.name)
    nowhere = np.zeros(len(ids), dtype=np.int64)
    return make_rows(ids, data, nowhere, nowhere, tag_start, interned)


def _fixed(data: Bytes, fields: Fields, column: int, size: int) -> Bytes:
    """Shape (n, size): the bytes of a column whose values all have that many."""
    values: Bytes = data[fields[:, column, 0][:, None] + np.arange(size)]
    return values


def _numbers(data: Bytes, fields: Fields, columns: slice) -> NDArray[np.float64]:
    """Shape (n, columns): columns of type double precision, NaN for NULL."""
    start, end = fields[:, columns, 0], fields[:, columns, 1]
    given = end >= 0
    bytes_of = data[np.where(given, start, 0)[:, :, None] + np.arange(8)]
    values = bytes_of.view(">f8")[:, :, 0].astype(np.float64)
    return np.where(given, values, np.nan)


def _write_shown(opened: Connection, batch: Batch, shown: FirstZooms, target: Target) -> None:
    """An entry for each row and layer; of one length each, and so apart by layer and by having a label."""
    labelled = ~np.isnan(batch.label[shown.row, 0])
    for layer, name in enumerate(LAYERS):
        for has_label in (False, True):
            chosen = np.flatnonzero((shown.layer == layer) & (labelled == has_label) & (shown.min_zoom < target.below))
            row = shown.row[chosen]
            label = batch.label[row] if has_label else None
            columns = [
                text(batch.source),
                Fixed(INTEGER, batch.rows.ids[row]),
                text(name),
                Fixed(REAL, shown.min_zoom[chosen]),
                Fixed(TID, batch.place[row]),
                Fixed(">f8", batch.extent[row]),
                Fixed(">f8", None if label is None else label[:, 0]),
                Fixed(">f8", None if label is None else label[:, 1]),
            ]
            _copy(opened, target.table, stream(columns, len(row)))


def _write_borders(opened: Connection, batch: Batch, borders: Borders) -> None:
    row: Int64s = borders.row
    columns = [
        text(batch.source),
        Fixed(INTEGER, batch.rows.ids[row]),
        Fixed(REAL, borders.min_zoom),
        Fixed(REAL, borders.level),
        Fixed(TID, batch.place[row]),
        Fixed(">f8", batch.extent[row]),
    ]
    _copy(opened, RIVALS, stream(columns, len(row)))


def _copy(opened: Connection, table: str, rows: bytes) -> None:
    copy = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table))
    with opened.cursor() as cursor:
        cursor.copy_expert(copy, io.BytesIO(rows))
