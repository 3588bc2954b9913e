import pytest

from tests.support.osm_tables import TO_NEW_LAYOUT, create_tables, run
from tilebuild.errors import RequestError
from tilebuild.rawr.copy_tags import TagFormat
from tilebuild.rawr.database import Database, open_snapshot
from tilebuild.rawr.schema import Layout, Schema, Table, read_schema

pytestmark = pytest.mark.database


def schema_of(database: Database) -> Schema:
    with open_snapshot(database) as snapshot:
        return read_schema(snapshot)


@pytest.mark.parametrize("tags", ["hstore", "jsonb"])
def test_the_tables_of_an_import_are_found(blank_database: Database, tags: str) -> None:
    create_tables(blank_database, tags)
    schema = schema_of(blank_database)
    assert list(schema.tables) == ["planet_osm_point", "planet_osm_line", "planet_osm_polygon"]
    assert schema.tables["planet_osm_line"] == Table("planet_osm_line", "osm_id", "way", TagFormat(tags), "tags")
    assert schema.layout is Layout.LEGACY


def test_middle_tables_are_told_apart_and_missed(blank_database: Database) -> None:
    create_tables(blank_database)
    run(blank_database, TO_NEW_LAYOUT)
    assert schema_of(blank_database).layout is Layout.NEW
    run(blank_database, "DROP TABLE planet_osm_rels")
    assert schema_of(blank_database).layout is None


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            "gid serial, way geometry(Polygon, 3857)",
            Table("land_polygons", "gid", "way", TagFormat.JSONB, None, ()),
        ),
        (
            "fid integer, the_geom geometry, name text, area double precision, raw bytea",
            Table("land_polygons", "fid", "the_geom", TagFormat.JSONB, None, ("name", "area")),
        ),
        (
            "id bigint, osm_id bigint, geom geometry, tags hstore, name text",
            Table("land_polygons", "osm_id", "geom", TagFormat.HSTORE, "tags"),
        ),
        (
            "wof_id bigint, label_position geometry(Point, 3857), geometry geometry(Polygon, 3857), name text",
            Table("land_polygons", "wof_id", "label_position", TagFormat.JSONB, None, ("name",)),
        ),
    ],
)
def test_an_optional_table_is_understood_however_it_was_loaded(
    blank_database: Database, columns: str, expected: Table
) -> None:
    create_tables(blank_database)
    run(blank_database, f"CREATE TABLE land_polygons ({columns})")
    assert schema_of(blank_database).tables["land_polygons"] == expected


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("DROP TABLE planet_osm_line", "no table planet_osm_line"),
        ("ALTER TABLE planet_osm_line DROP tags", "planet_osm_line has no column tags"),
        ("ALTER TABLE planet_osm_line ALTER tags TYPE text", "tags of table planet_osm_line is of type text"),
        ("ALTER TABLE planet_osm_line RENAME way TO shape", "planet_osm_line has no geometry column"),
        ("ALTER TABLE planet_osm_line RENAME osm_id TO number", "planet_osm_line has no id column"),
        (
            "ALTER TABLE planet_osm_line ALTER way TYPE geometry(LineString, 4326) USING ST_Transform(way, 4326)",
            "way of table planet_osm_line has SRID 4326",
        ),
        (
            "ALTER TABLE planet_osm_line ALTER way TYPE geometry;"
            " INSERT INTO planet_osm_line VALUES (1, ST_GeomFromText('LINESTRING(0 0,1 1)', 900913))",
            "way of table planet_osm_line has SRID 900913",
        ),
        (
            "ALTER TABLE planet_osm_line ADD highway text;"
            " INSERT INTO planet_osm_line VALUES (1, 'SRID=3857;LINESTRING(0 0,1 1)', 'name=>A', 'track')",
            "tags of table planet_osm_line lacks 'highway'.*--hstore-all",
        ),
    ],
)
def test_a_database_that_cannot_be_read_is_refused_by_what_is_wrong(
    blank_database: Database, change: str, wrong: str
) -> None:
    create_tables(blank_database)
    run(blank_database, change)
    with pytest.raises(RequestError, match=wrong):
        schema_of(blank_database)


def test_columns_beside_whole_tags_are_fine(blank_database: Database) -> None:
    create_tables(blank_database)
    run(
        blank_database,
        "ALTER TABLE planet_osm_line ADD highway text",
        "INSERT INTO planet_osm_line VALUES (1, 'SRID=3857;LINESTRING(0 0,1 1)', 'highway=>track', 'track')",
    )
    assert "planet_osm_line" in schema_of(blank_database).tables


def test_a_database_without_postgis_is_refused(empty_database: Database) -> None:
    run(empty_database, "DROP EXTENSION postgis CASCADE")
    with pytest.raises(RequestError, match="no extension postgis"):
        schema_of(empty_database)
