"""The rows of a tile out of PostgreSQL, and RAWR tiles made of them.

Selected are the rows whose bounding box overlaps the tile's box grown by a margin, whole and with all tags; polygons
of sea, land and areas are clipped to it. One connection reads all groups of a job, in one snapshot.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from mercantile import Tile
from psycopg2 import sql

from tilebuild import grid
from tilebuild.rawr.ancestry import objects_of
from tilebuild.rawr.archive import write_rawr
from tilebuild.rawr.copy_binary import read_features
from tilebuild.rawr.database import Snapshot
from tilebuild.rawr.giants import Giants
from tilebuild.rawr.giants_sql import cut, is_giant, measured
from tilebuild.rawr.members import POLYGON, RELATIONS, WAYS
from tilebuild.rawr.msgpack_rows import encode
from tilebuild.rawr.parts_sql import chosen_parts, joined_parts, labelled
from tilebuild.rawr.prepared import Prepared
from tilebuild.rawr.rows import Rows, in_order
from tilebuild.rawr.schema import Schema, Table
from tilebuild.rawr.selection import MARGIN, Boxes, boxes, clipped, grown, overlaps
from tilebuild.rawr.slim import Slim
from tilebuild.rawr.slim_write import encode_relations, encode_ways
from tilebuild.rawr.stand_ins import INSTEAD_OF

CLIPPED = frozenset({"water_polygons", "land_polygons", "admin_areas", "buffered_land", *chain(*INSTEAD_OF.values())})
"""Members whose polygons are clipped to the selection's box."""

WATER = "water_polygons"
_WATER_GROWTH = 0.05
"""On every side: the box for water is 1.1 times as wide, as in the original."""

_GROUP_WIDTH = grid.box(Tile(0, 0, grid.GROUP_ZOOM)).max_x + grid.HALF_WORLD
"""Width of a zoom-10 tile in metres."""

Labels = Literal["none", "looked up"] | Prepared
"""Where rows of relations with several polygons have the label point of the whole from; ``none``: they carry none, as
in the original."""

_SELECT = """
    {first} SELECT {osm_id}::bigint, ST_AsBinary({shape}, 'NDR'), {tags}
    FROM {table} WHERE {where}{order}
"""
_SELECT_SHAPED = """
    {first} SELECT id, ST_AsBinary(shape, 'NDR'), tags
    FROM (SELECT {osm_id}::bigint AS id, {way} AS way, {shape} AS shape, {tags} AS tags
          FROM {table} WHERE {where}) AS cut
    WHERE NOT ST_IsEmpty(shape){order}
"""


@dataclass(frozen=True)
class Filter:
    """What further limits the rows of a table: for low zooms, where most rows are too small to be seen."""

    min_size: float = 0.0
    """Rows narrower and lower than this, in metres, are left out. Not for lines that are pieces of longer ones."""
    where: sql.Composable | None = None
    """A condition on the table's own columns."""


@dataclass(frozen=True)
class Group:
    """A RAWR tile that was made."""

    data: bytes
    """The zip."""
    rows: dict[str, int]
    """Number of rows by member."""


class Extractor:
    """Makes RAWR tiles out of a snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        schema: Schema,
        margin: float = MARGIN,
        giants: Giants | None = None,
        labels: Labels = "looked up",
    ) -> None:
        """``margin`` is in widths of a zoom-10 tile; ``giants`` are clipped, None: no polygon is.

        Raises:
            RequestError: the database has no middle tables.
        """
        self._snapshot = snapshot
        self._schema = schema
        self._margin = margin
        self._giants = giants
        self._labels = labels
        self._slim = Slim(snapshot, schema.layout)

    def rawr_tile(self, tile: Tile) -> Group:
        """The RAWR tile of a zoom-10 tile.

        Raises:
            UnavailableError: the connection is lost, or the server gave up.
            RequestError: the database cannot answer; the snapshot can still be read.
        """
        with self._snapshot.part():
            tables = read_tables(
                self._snapshot, self._schema, tile, self._margin, giants=self._giants, labels=self._labels
            )
            objects = objects_of(tables)
            ways = self._slim.ways(objects.ways)
            relations = self._slim.relations_of(objects)
        members = {name: encode(rows) for name, rows in tables.items()}
        members |= {WAYS: encode_ways(ways), RELATIONS: encode_relations(relations)}
        counts = {name: len(rows) for name, rows in tables.items()} | {WAYS: len(ways), RELATIONS: len(relations)}
        return Group(write_rawr(members), counts)


def read_tables(
    snapshot: Snapshot,
    schema: Schema,
    tile: Tile,
    margin: float = MARGIN,
    *,
    giants: Giants | None = None,
    filters: Mapping[str, Filter] | None = None,
    labels: Labels = "looked up",
    ordered_by_server: bool = True,
) -> dict[str, Rows]:
    """The rows of a tile of any zoom by member name, ordered by id and geometry; no ways and relations.

    Args:
        snapshot: where to read.
        schema: what the database looks like.
        tile: of any zoom; margin is in its widths.
        margin: how far the selection reaches over the tile.
        giants: polygons that carry their measures, and are clipped if wanted; None: none.
        filters: by table.
        labels: of relations with several polygons; they are not looked up where that would take a look at every row.
        ordered_by_server: whether the server orders rows, those of one id as PostGIS orders geometries, or we do, by
            their bytes: a server sorts whole rows, which takes longer than reading them where there are many.

    Raises:
        UnavailableError: the connection is lost, or the server gave up.
        RequestError: the database cannot answer.
    """
    around = boxes(tile, margin)
    chosen = filters or {}
    tables = {}
    for name, table in schema.tables.items():
        query = _select(name, table, around, giants or Giants(), chosen.get(name, Filter()), labels, ordered_by_server)
        rows = read_features(snapshot.copy(query), table.tag_format, name)
        tables[name] = rows if ordered_by_server else in_order(rows)
    return tables


def _select(
    name: str, table: Table, around: Boxes, giants: Giants, chosen: Filter, labels: Labels, ordered: bool
) -> sql.Composed:
    """The query for the rows of a member: id, geometry as WKB, tags."""
    way, tags = sql.Identifier(table.geometry_column), _tags(table)
    if name == WATER:
        around = tuple(grown(box, _WATER_GROWTH) for box in around)
    shape: sql.Composable = way
    if name in CLIPPED:
        shape = clipped(way, around)
    elif table.name == POLYGON and giants:
        giant = is_giant(giants, way, _GROUP_WIDTH)
        shape = _either(giant, cut(way, around), way) if giants.clipped else way
        tags = _either(giant, measured(tags, way, table.tag_format), tags)
    where = _where(way, around, chosen)
    first, join = _label_source(table, labels, where)
    osm_id = sql.Identifier(table.id_column)
    columns = (osm_id, way) if shape is way else (sql.Identifier("id"), sql.Identifier("way"))
    return sql.SQL(_SELECT if shape is way else _SELECT_SHAPED).format(
        first=first,
        osm_id=osm_id,
        way=way,
        shape=shape,
        tags=labelled(tags, table.tag_format) if join else tags,
        table=sql.Identifier(table.name) + (join or sql.SQL("")),
        where=where,
        order=sql.SQL(" ORDER BY {}, {}").format(*columns) if ordered else sql.SQL(""),
    )


def _label_source(table: Table, labels: Labels, where: sql.Composable) -> tuple[sql.Composable, sql.Composable | None]:
    """What the query begins with, and what its table is joined with, for the labels of relations; None: nothing."""
    if table.name == POLYGON and isinstance(labels, Prepared):
        return sql.SQL(""), labels.label(table)
    if table.name == POLYGON and labels == "looked up" and table.indexed_by_id:
        return chosen_parts(table, where), joined_parts(table)
    return sql.SQL(""), None


def _tags(table: Table) -> sql.Composable:
    if table.tag_column is not None:
        return sql.Identifier(table.tag_column)
    pairs = [part for name in table.property_columns for part in (sql.Literal(name), sql.Identifier(name))]
    return sql.SQL("jsonb_strip_nulls(jsonb_build_object({}))").format(sql.SQL(", ").join(pairs))


def _either(condition: sql.Composable, then: sql.Composable, otherwise: sql.Composable) -> sql.Composed:
    return sql.SQL("CASE WHEN {} THEN {} ELSE {} END").format(condition, then, otherwise)


def _where(way: sql.Composable, around: Boxes, chosen: Filter) -> sql.Composed:
    conditions: list[sql.Composable] = [overlaps(way, around)]
    if chosen.min_size > 0:
        text = "greatest(ST_XMax({way}) - ST_XMin({way}), ST_YMax({way}) - ST_YMin({way})) >= {size}"
        conditions.append(sql.SQL(text).format(way=way, size=sql.Literal(chosen.min_size)))
    if chosen.where is not None:
        conditions.append(sql.SQL("({})").format(chosen.where))
    return sql.SQL(" AND ").join(conditions)
