"""The same features drawn by PostGIS, as well as it can: ``ST_AsMVT`` over a table of what the style made.

Same work: the features that a zoom shows, with the properties that it shows, those too small left out, the others
simplified as far (each once, not in every tile), clipped with the same buffers, polygons made valid (``ST_AsMVTGeom``
does that), in one query for a whole zoom of an area. It does less than the job: the features and their labels are
there already, nothing is read from a RAWR tile, shared edges come apart, like lines are not joined, nothing is
deflated or put into metatiles.
"""

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import psycopg2
import shapely
from mercantile import Tile
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class with a lower-case name
from shapely.geometry.base import BaseGeometry

from bench.cost import best_of_each, total
from bench.measured import Measured
from reference.quantise import SIMPLE
from reference.shapes import shapes_of
from tilebuild.rawr.database import Database
from tilebuild.tiles.features import LAYERS, Features, Shape
from tilebuild.tiles.geometries import Geometries, label_points
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.resolution import BUFFER, BUILDING_BUFFER, POINT_BUFFER, tolerance, unit
from tilebuild.tiles.visibility import reached_below

_TABLES = """
    CREATE TEMP TABLE drawn (id bigint, layer text, min_zoom real, max_zoom real, size float8, squared bool,
                             buffer int, coarse bool, geom geometry(Geometry, 3857), {tags});
    CREATE TYPE pg_temp.piece AS (geom geometry, tags jsonb, id bigint);
    CREATE TEMP TABLE tile (x int, y int, env geometry, near geometry);
"""
_TILES = """
    TRUNCATE tile;
    INSERT INTO tile SELECT x, y, ST_TileEnvelope(%(z)s, x, y), ST_TileEnvelope(%(z)s, x, y, margin => 128.0 / 4096)
    FROM generate_series(%(x)s, %(x)s + %(side)s - 1) x, generate_series(%(y)s, %(y)s + %(side)s - 1) y
"""
_SHOW = """
    DROP TABLE IF EXISTS shown;
    CREATE TEMP TABLE shown AS
        SELECT id, layer, buffer, {tags} AS tags,
               CASE WHEN coarse THEN geom ELSE ST_Simplify(geom, %(tolerance)s, true) END AS geom
        FROM drawn
        WHERE geom && ST_Expand(ST_TileEnvelope(%(z)s, %(x)s, %(y)s), %(reached)s)
              AND min_zoom < %(reach)s AND max_zoom >= %(nominal)s
              AND size >= CASE WHEN squared THEN %(unit)s * %(unit)s ELSE %(unit)s END;
    CREATE INDEX ON shown USING gist (geom);
    ANALYZE shown
"""
_DRAW = """
    SELECT count(DISTINCT (x, y)), coalesce(sum(length(mvt)), 0) FROM (
        SELECT x, y, ST_AsMVT(ROW(clipped, tags, id)::pg_temp.piece, layer, 4096, 'geom', 'id') AS mvt
        FROM (SELECT x, y, layer, tags, id, ST_AsMVTGeom(geom, env, 4096, buffer, true) AS clipped
              FROM tile JOIN shown ON geom && near OFFSET 0) AS pieces
        WHERE clipped IS NOT NULL
        GROUP BY x, y, layer) AS layers
"""


@dataclass(frozen=True)
class Table:
    """Features that are there in a table, and what is drawn of them."""

    drawn: tuple[Features, Geometries]
    areas: Sequence[Tile]
    """Drawn one after the other, each of the features near it."""
    levels: Sequence[Level]


def measured(name: str, beside: str, database: Database, tables: Iterable[Table], most: int) -> Measured:
    """What PostGIS takes to draw the levels of each area."""
    costs, drawn = [], []
    for table in tables:
        connection = connect(database, table.levels)
        load(connection, *table.drawn, table.levels)
        works = [partial(draw, connection, area, table.levels) for area in table.areas]
        cost, some = best_of_each(most, works, connection.info.backend_pid)
        costs.append(cost)
        drawn += some
        connection.close()
    tiles, size = map(sum, zip(*drawn, strict=True))
    return Measured(name, total(costs), size, tiles, "tiles", beside, ours=False)


def connect(database: Database, levels: Iterable[Level]) -> Connection:
    """A connection of its own, with no parallel workers: one processor against one."""
    made = psycopg2.connect(
        host=database.hosts[0],
        port=database.port,
        dbname=database.names[0],
        user=database.user,
        password=database.password,
    )
    made.autocommit = True
    with made.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0; SET jit = off; SET client_min_messages = warning")
        cursor.execute(_TABLES.format(tags=", ".join(f"{_tags_at(level)} jsonb" for level in levels)))
    return made


def _tags_at(level: Level) -> str:
    """The column of the properties that a level shows."""
    return f"tags_{level.zoom}"


def load(connection: Connection, features: Features, geometries: Geometries, levels: Sequence[Level]) -> None:
    """Fill the table with the features, as rows that a query has nothing left to compute of."""
    buffer = io.StringIO()
    tags = [_tags(features, level) for level in levels]
    for index, fields in enumerate(_fields(features, geometries)):
        row = (*(str(field) for field in fields), *(tags_at[index] for tags_at in tags))
        buffer.write("\t".join(text.replace("\\", "\\\\") for text in row) + "\n")
    buffer.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY drawn FROM STDIN", buffer)
        cursor.execute("CREATE INDEX ON drawn USING gist (geom); ANALYZE drawn")


def _fields(features: Features, geometries: Geometries) -> Iterable[tuple[object, ...]]:
    """Each feature's row, without its properties."""
    shapes = shapes_of(geometries)
    labels = label_points(geometries, features.row)
    area, length = geometries.area[features.row], geometries.length[features.row]
    for index in range(len(features)):
        shape, whole = Shape(int(features.shape[index])), shapes[features.row[index]]
        drawn = _drawn(shape, whole, labels[index])
        size = area[index] if shape is Shape.POLYGON else length[index] if shape is Shape.LINE else np.inf
        layer = LAYERS[features.layer[index]]
        reach = POINT_BUFFER if size == np.inf else BUILDING_BUFFER if layer == "buildings" else BUFFER
        coarse = bool(shapely.get_num_coordinates(drawn) <= SIMPLE)
        geometry = shapely.to_wkb(shapely.set_srid(drawn, 3857), hex=True, include_srid=True)
        zooms = features.min_zoom[index], features.max_zoom[index]
        yield features.mvt_id[index], layer, *zooms, size, shape is Shape.POLYGON, reach, coarse, geometry


def _drawn(shape: Shape, whole: BaseGeometry, label: tuple[float, float]) -> BaseGeometry:
    """What a feature draws of its row."""
    if shape is Shape.LABEL or (shape is Shape.POINT and whole.geom_type not in ("Point", "MultiPoint")):
        return shapely.Point(label)
    return whole.boundary if shape is Shape.LINE and whole.area else whole


def _tags(features: Features, level: Level) -> list[str]:
    """Each feature's properties at a level, as JSON."""
    tags: list[dict[str, object]] = [{} for _ in range(len(features))]
    for name in features.properties.names:
        column = features.properties.column(name)
        written = column.min_zoom < reached_below(level)
        for feature, code in zip(column.feature[written].tolist(), column.codes[written].tolist(), strict=True):
            tags[feature][name] = column.values[code]
    return [json.dumps(one) for one in tags]


def draw(connection: Connection, area: Tile, levels: Iterable[Level]) -> tuple[int, int]:
    """All tiles of the levels in the area: how many, and their bytes."""
    tiles, size = 0, 0
    with connection.cursor() as cursor:
        for level in levels:
            side = 1 << (level.zoom - area.z)
            cursor.execute(_TILES, {"z": level.zoom, "x": area.x * side, "y": area.y * side, "side": side})
            cursor.execute(_SHOW.format(tags=_tags_at(level)), _limits(area, level))
            cursor.execute(_DRAW)
            found, length = cursor.fetchone() or (0, 0)
            tiles, size = tiles + int(found), size + int(length)
    return tiles, size


def _limits(area: Tile, level: Level) -> dict[str, float]:
    """Which features of the table a level shows in an area, and how."""
    fine = unit(level.zoom)
    return {
        **area._asdict(),
        "reached": fine * POINT_BUFFER,
        "reach": 1e9 if level.everything else level.nominal + 1,
        "nominal": level.nominal,
        "unit": fine,
        "tolerance": fine * tolerance(level),
    }
