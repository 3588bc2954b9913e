import pytest

from tests.support.osm_tables import create_tables, run
from tilebuild.errors import RequestError
from tilebuild.rawr.database import Database, open_snapshot
from tilebuild.rawr.schema import read_schema
from tilebuild.rawr.stand_ins import with_stand_ins

pytestmark = pytest.mark.database

OCEANS = ("ne_110m_ocean", "ne_50m_ocean", "ne_10m_ocean")


def make(database: Database, *tables: str, rows: int = 1) -> None:
    """Polygon tables as a loader of shapefiles makes them."""
    for table in tables:
        run(database, f"CREATE TABLE {table} (gid serial PRIMARY KEY, the_geom geometry(MultiPolygon, 3857))")
        for _ in range(rows):
            run(database, f"INSERT INTO {table} (the_geom) SELECT ST_Multi(ST_MakeEnvelope(0, 0, 9, 9, 3857))")


def read(database: Database, nominal: float) -> dict[str, str]:
    """Member -> table that it is read from, without the three of OpenStreetMap."""
    with open_snapshot(database) as snapshot:
        schema = with_stand_ins(snapshot, read_schema(snapshot), nominal)
    return {name: table.name for name, table in schema.tables.items() if not name.startswith("planet_osm_")}


@pytest.fixture
def osm(blank_database: Database) -> Database:
    create_tables(blank_database)
    make(blank_database, "water_polygons", "land_polygons")
    return blank_database


@pytest.mark.parametrize(
    ("nominal", "table"),
    [(0, OCEANS[0]), (3, OCEANS[0]), (4, OCEANS[1]), (5, OCEANS[1]), (6, OCEANS[2]), (7, OCEANS[2])],
)
def test_below_nominal_zoom_8_the_coarsest_scale_that_is_fine_enough_stands_in(
    osm: Database, nominal: float, table: str
) -> None:
    make(osm, *OCEANS)
    assert read(osm, nominal) == {"land_polygons": "land_polygons", "ne_ocean": table}


def test_from_nominal_zoom_8_on_nothing_does(osm: Database) -> None:
    make(osm, *OCEANS, "simplified_land_polygons", "ne_10m_lakes")
    assert read(osm, 8) == {"water_polygons": "water_polygons", "land_polygons": "land_polygons"}


def test_a_finer_scale_stands_in_for_one_that_is_not_there(osm: Database) -> None:
    make(osm, "ne_10m_ocean", "ne_10m_lakes")
    assert read(osm, 1) == {
        "land_polygons": "land_polygons", "ne_ocean": "ne_10m_ocean", "ne_lakes": "ne_10m_lakes"
    }  # fmt: skip


def test_simplified_polygons_go_before_natural_earths(osm: Database) -> None:
    make(osm, *OCEANS, "simplified_water_polygons", "simplified_land_polygons", "ne_50m_land")
    assert read(osm, 4) == {
        "simplified_water_polygons": "simplified_water_polygons",
        "simplified_land_polygons": "simplified_land_polygons",
    }


def test_a_table_without_rows_is_as_good_as_none(osm: Database) -> None:
    make(osm, "simplified_water_polygons", "ne_110m_ocean", rows=0)
    make(osm, "ne_50m_ocean")
    assert read(osm, 3)["ne_ocean"] == "ne_50m_ocean"


def test_one_that_is_not_in_web_mercator_is_refused(osm: Database) -> None:
    run(osm, "CREATE TABLE ne_110m_ocean (gid int, the_geom geometry(MultiPolygon, 4326))")
    with pytest.raises(RequestError, match="column the_geom of table ne_110m_ocean has SRID 4326"):
        read(osm, 3)
