"""The same features drawn by PostGIS: ``ST_AsMVT`` over a table of what the style made, one query for each zoom.

Same work: the same features with the same properties, the same zoom filter, the same limits of size, the same buffers,
polygons made valid (``ST_AsMVTGeom`` does that). It does less: no order, no deflating, no metatiles.
"""

import io
import json
from collections.abc import Iterable

import numpy as np
import psycopg2
import shapely
from mercantile import Tile
from psycopg2.extensions import connection as Connection  # noqa: N812

from reference.shapes import shapes_of
from tilebuild.rawr.database import Database
from tilebuild.tiles.features import LAYERS, Features, Shape
from tilebuild.tiles.geometries import Geometries, label_points
from tilebuild.tiles.kernel.engine import BUFFER, BUILDING_BUFFER, POINT_BUFFER, unit
from tilebuild.tiles.metatile import Level

_TABLE = """
    CREATE TEMP TABLE drawn (layer text, min_zoom real, max_zoom real, size float8, squared bool, buffer int,
                             tags jsonb, geom geometry(Geometry, 3857));
    CREATE TYPE pg_temp.piece AS (geom geometry, tags jsonb);
    CREATE TEMP TABLE tile (x int, y int, env geometry, near geometry);
"""
_DRAW = """
    SELECT count(DISTINCT (x, y)), coalesce(sum(length(mvt)), 0) FROM (
        SELECT x, y, ST_AsMVT(ROW(ST_AsMVTGeom(geom, env, 4096, buffer, true), tags)::pg_temp.piece,
                              layer, 4096, 'geom') AS mvt
        FROM tile JOIN drawn ON geom && near
        WHERE min_zoom < %(reach)s AND max_zoom >= %(nominal)s
              AND size >= CASE WHEN squared THEN %(unit)s * %(unit)s ELSE %(unit)s END
        GROUP BY x, y, layer) AS layers
"""


def connect(database: Database) -> Connection:
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
        cursor.execute("SET max_parallel_workers_per_gather = 0; SET jit = off")
        cursor.execute(_TABLE)
    return made


def load(connection: Connection, features: Features, geometries: Geometries) -> None:
    """Fill the table with the features, as rows that a query has nothing left to compute of."""
    buffer = io.StringIO()
    shapes = shapes_of(geometries)
    labels = label_points(geometries, features.row)
    area, length = geometries.area[features.row], geometries.length[features.row]
    tags = _tags(features)
    for index in range(len(features)):
        shape = Shape(int(features.shape[index]))
        whole = shapes[features.row[index]]
        single = shape is Shape.LABEL or (shape is Shape.POINT and whole.geom_type not in ("Point", "MultiPoint"))
        drawn = (
            shapely.Point(labels[index]) if single else whole.boundary if shape is Shape.LINE and whole.area else whole
        )
        size = area[index] if shape is Shape.POLYGON else length[index] if shape is Shape.LINE else np.inf
        layer = LAYERS[features.layer[index]]
        reach = POINT_BUFFER if size == np.inf else BUILDING_BUFFER if layer == "buildings" else BUFFER
        fields = (layer, features.min_zoom[index], features.max_zoom[index], size, shape is Shape.POLYGON, reach)
        row = (*(str(field).lower() for field in fields), json.dumps(tags[index]), f"SRID=3857;{drawn.wkt}")
        buffer.write("\t".join(text.replace("\\", "\\\\") for text in row) + "\n")
    buffer.seek(0)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE drawn")
        cursor.copy_expert("COPY drawn FROM STDIN", buffer)
        cursor.execute("CREATE INDEX IF NOT EXISTS drawn_geom ON drawn USING gist (geom); ANALYZE drawn")


def _tags(features: Features) -> list[dict[str, object]]:
    tags: list[dict[str, object]] = [{} for _ in range(len(features))]
    for name, column in features.columns.items():
        for feature, code in zip(column.feature.tolist(), column.codes.tolist(), strict=True):
            tags[feature][name] = column.values[code]
    return tags


def draw(connection: Connection, area: Tile, levels: Iterable[Level]) -> tuple[int, int]:
    """All tiles of the levels in the area: how many, and their bytes."""
    tiles, size = 0, 0
    with connection.cursor() as cursor:
        for level in levels:
            side = 1 << (level.zoom - area.z)
            cursor.execute("TRUNCATE tile")
            cursor.execute(
                "INSERT INTO tile SELECT x, y, ST_TileEnvelope(%(z)s, x, y),"
                " ST_TileEnvelope(%(z)s, x, y, margin => 128.0 / 4096)"
                " FROM generate_series(%(x)s, %(x)s + %(side)s - 1) x, generate_series(%(y)s, %(y)s + %(side)s - 1) y",
                {"z": level.zoom, "x": area.x * side, "y": area.y * side, "side": side},
            )
            reach = 1e9 if level.everything else level.nominal + 1
            cursor.execute(_DRAW, {"reach": reach, "nominal": level.nominal, "unit": unit(level.zoom)})
            found, length = cursor.fetchone() or (0, 0)
            tiles, size = tiles + int(found), size + int(length)
    return tiles, size
