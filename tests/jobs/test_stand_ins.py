"""Low zooms with Natural Earth's and osmdata's coarser tables in the database, made here."""

from collections.abc import Iterator
from uuid import uuid4

import mapbox_vector_tile
import pytest
from mercantile import Tile

from tests.support.osm_tables import add_feature, create_tables, run
from tilebuild.grid import box
from tilebuild.jobs.low import read_shown
from tilebuild.local.postgres import Cluster, connection
from tilebuild.rawr.database import Database, open_snapshot
from tilebuild.rawr.schema import read_schema
from tilebuild.rawr.stand_ins import with_stand_ins
from tilebuild.tiles.archive import read_member
from tilebuild.tiles.build import features_of
from tilebuild.tiles.engine import metatiles
from tilebuild.tiles.metatile import MetatileLayout
from tilebuild.tiles.style.basemap import BASEMAP

pytestmark = pytest.mark.database

LAYOUT = MetatileLayout()
TILE = Tile(8, 5, 4)
"""Of nominal zoom 7."""
BOX = box(TILE)
WIDTH = BOX.max_x - BOX.min_x

Drawn = set[tuple[str, str, str]]
"""Layer, kind and source of polygons and lines."""


def at(*places: tuple[float, float]) -> str:
    """Places in widths of the tile from its lower left corner."""
    return ", ".join(f"{BOX.min_x + x * WIDTH!r} {BOX.min_y + y * WIDTH!r}" for x, y in places)


def square(x: float, y: float, size: float) -> str:
    return f"POLYGON(({at((x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y))}))"


def add_table(database: Database, name: str, wkt: str, **properties: str) -> None:
    """A table of one row, as a loader of shapefiles makes it."""
    columns = "".join(f", {name} text" for name in properties)
    values = "".join(f", '{value}'" for value in properties.values())
    run(
        database,
        f"DROP TABLE IF EXISTS {name}",
        f"CREATE TABLE {name} (gid int, geom geometry(Geometry, 3857){columns})",
        f"INSERT INTO {name} SELECT 1, ST_GeomFromText('{wkt}', 3857){values}",
    )


@pytest.fixture(scope="module")
def osm(cluster: Cluster) -> Iterator[Database]:
    database = cluster.create_database(f"test_{uuid4().hex}")
    create_tables(database)
    with connection(database) as opened:
        add_feature(opened, "line", -1, f"LINESTRING({at((0.1, 0.5), (0.9, 0.5))})",
                    {"boundary": "administrative", "admin_level": "2"})  # fmt: skip
        add_feature(opened, "line", -2, f"LINESTRING({at((0.1, 0.4), (0.9, 0.4))})",
                    {"boundary": "administrative", "admin_level": "4"})  # fmt: skip
        add_feature(opened, "polygon", 3, square(0.6, 0.6, 0.1), {"natural": "water", "name": "Bodensee"})
    add_table(database, "water_polygons", square(0, 0, 0.3))
    add_table(database, "land_polygons", square(0.3, 0.3, 0.6))
    yield database
    cluster.drop_database(database.names[0])


def drawn(database: Database, tile: Tile = TILE) -> Drawn:
    nominal = LAYOUT.nominal(tile.z)
    with open_snapshot(database) as snapshot:
        schema = with_stand_ins(snapshot, read_schema(snapshot), nominal)
        rows = read_shown(snapshot, schema, tile, nominal, None)
    (metatile,) = metatiles(*features_of(rows, BASEMAP, nominal), tile, (tile.z,), LAYOUT)
    found: Drawn = set()
    for name in LAYOUT.names(tile.z):
        for layer, content in mapbox_vector_tile.decode(read_member(metatile.data, name) or b"").items():
            for feature in content["features"]:
                if feature["geometry"]["type"] not in ("Point", "MultiPoint"):
                    found.add((layer, feature["properties"]["kind"], feature["properties"]["source"]))
    return found


OSM, OSMDATA, NE = "openstreetmap.org", "openstreetmapdata.com", "naturalearthdata.com"
PLAIN = {
    ("boundaries", "country", OSM), ("boundaries", "region", OSM), ("water", "water", OSM),
    ("water", "ocean", OSMDATA), ("earth", "earth", OSMDATA),
}  # fmt: skip


def test_stand_ins_are_drawn_in_place_of_what_they_stand_in_for_and_not_from_nominal_zoom_8_on(osm: Database) -> None:
    deeper = Tile(2 * TILE.x + 1, 2 * TILE.y, 5)
    assert drawn(osm) == PLAIN
    before = drawn(osm, deeper)
    add_table(osm, "ne_10m_ocean", square(0, 0, 0.2))
    assert drawn(osm) == PLAIN - {("water", "ocean", OSMDATA)} | {("water", "ocean", NE)}
    add_table(osm, "simplified_water_polygons", square(0, 0, 0.2))
    add_table(osm, "ne_10m_land", square(0.3, 0.3, 0.6))
    assert drawn(osm) == PLAIN - {("earth", "earth", OSMDATA)} | {("earth", "earth", NE)}
    add_table(osm, "ne_10m_lakes", square(0.6, 0.6, 0.1), featurecla="Reservoir", min_zoom="3")
    line = f"LINESTRING({at((0.1, 0.52), (0.9, 0.52))})"
    add_table(osm, "ne_10m_admin_0_boundary_lines_land", line, featurecla="Disputed (please verify)", min_zoom="0")
    assert drawn(osm) == {
        ("boundaries", "country", NE), ("boundaries", "region", OSM), ("water", "lake", NE),
        ("water", "ocean", OSMDATA), ("earth", "earth", NE),
    }  # fmt: skip
    assert drawn(osm, deeper) == before
    assert ("water", "lake", NE) not in before
