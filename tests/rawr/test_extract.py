from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from mercantile import Tile
from psycopg2 import sql
from shapely.geometry.base import BaseGeometry

from tests.support.osm_tables import TO_NEW_LAYOUT, add_feature, add_relation, add_way, create_tables, run
from tests.support.rawr import Row, as_relations, as_rows, as_ways
from tilebuild.errors import RequestError
from tilebuild.grid import HALF_WORLD, box
from tilebuild.local.postgres import Cluster, connection
from tilebuild.rawr.archive import RawrTile, read_rawr
from tilebuild.rawr.database import Database, open_snapshot
from tilebuild.rawr.extract import Extractor, Filter, Group, Labels, read_tables
from tilebuild.rawr.giants import LABEL_X, LABEL_Y, WAY_AREA, Giants
from tilebuild.rawr.rows import Rows
from tilebuild.rawr.schema import read_schema
from tilebuild.rawr.selection import MARGIN
from tilebuild.rawr.slim_read import decode_relations, decode_ways

pytestmark = pytest.mark.database

TILE = Tile(538, 359, 10)
BOX = box(TILE)
WIDTH = BOX.max_x - BOX.min_x


def at(x: float, y: float) -> str:
    """Coordinates of a place given in widths of the tile from its lower left corner."""
    return f"{BOX.min_x + x * WIDTH!r} {BOX.min_y + y * WIDTH!r}"


def point(x: float, y: float) -> str:
    return f"POINT({at(x, y)})"


def line(*places: tuple[float, float]) -> str:
    return f"LINESTRING({', '.join(at(*place) for place in places)})"


def polygon(*places: tuple[float, float]) -> str:
    return f"POLYGON(({', '.join(at(*place) for place in (*places, places[0]))}))"


def square(x: float, y: float, size: float) -> str:
    return polygon((x, y), (x + size, y), (x + size, y + size), (x, y + size))


def extracted(
    database: Database,
    tile: Tile = TILE,
    margin: float = 0,
    giants: Giants | None = None,
    labels: Labels = "looked up",
) -> Group:
    with open_snapshot(database) as snapshot:
        return Extractor(snapshot, read_schema(snapshot), margin, giants, labels).rawr_tile(tile)


def tables_of(group: Group) -> dict[str, list[Row]]:
    return {name: as_rows(rows) for name, rows in read_rawr(group.data).tables.items()}


def shape(row: Row) -> BaseGeometry:
    assert row[1][0] == 1
    made: BaseGeometry = shapely.from_wkb(row[1])
    return made


def ids(rows: list[Row]) -> list[int]:
    return [row[0] for row in rows]


@pytest.fixture
def osm(blank_database: Database) -> Database:
    create_tables(blank_database)
    return blank_database


@pytest.mark.parametrize("tags", ["hstore", "jsonb"])
def test_a_rawr_tile_holds_the_rows_whole_with_all_tags_ordered_by_id_and_geometry(
    blank_database: Database, tags: str
) -> None:
    create_tables(blank_database, tags)
    with connection(blank_database) as opened:
        add_feature(opened, "point", 9, point(0.5, 0.5), {"name": 'Café "Zur\\Post"', "amenity": "cafe", "ref": ""})
        add_feature(opened, "point", 8, point(0.1, 0.9))
        add_feature(opened, "line", 5, line((0.7, 0.7), (5, 5)), {"highway": "track"})
        add_feature(opened, "line", 5, line((0.2, 0.2), (0.3, 0.3)), {"highway": "track"})
        add_feature(opened, "polygon", -4, square(-3, 0.5, 10), {"landuse": "forest"})
    tables = tables_of(extracted(blank_database))
    assert tables["planet_osm_point"][1][2] == {"amenity": "cafe", "name": 'Café "Zur\\Post"', "ref": ""}
    assert ids(tables["planet_osm_point"]) == [8, 9]
    assert list(tables["planet_osm_point"][1][2]) == ["amenity", "name", "ref"]
    first, second = tables["planet_osm_line"]
    assert {shape(first).wkt, shape(second).wkt} == {
        shapely.from_wkt(line((0.7, 0.7), (5, 5))).wkt, shapely.from_wkt(line((0.2, 0.2), (0.3, 0.3))).wkt
    }  # fmt: skip
    (forest,) = tables["planet_osm_polygon"]
    assert shape(forest).equals(shapely.from_wkt(square(-3, 0.5, 10)))


def test_rows_are_chosen_by_bounding_box_and_the_margin_widens_the_choice(osm: Database) -> None:
    with connection(osm) as opened:
        add_feature(opened, "point", 1, point(1, 1))
        add_feature(opened, "point", 2, point(1 + MARGIN * 0.9, 0.5))
        add_feature(opened, "point", 3, point(1 + MARGIN * 1.1, 0.5))
        add_feature(opened, "line", 4, line((-0.5, 0.5), (0.5, -0.5), (-0.4, -0.4)))
    narrow, wide = (tables_of(extracted(osm, margin=margin)) for margin in (0, MARGIN))
    assert ids(narrow["planet_osm_point"]) == [1]
    assert ids(wide["planet_osm_point"]) == [1, 2]
    assert ids(narrow["planet_osm_line"]) == [4]


@pytest.mark.parametrize(("x", "near", "far"), [(0, 1, -1), (1023, -1, 1)])
def test_the_other_side_of_the_antimeridian_is_near_and_keeps_its_coordinates(
    osm: Database, x: int, near: int, far: int
) -> None:
    tile = Tile(x, 300, 10)
    middle = (box(tile).min_y + box(tile).max_y) / 2
    with connection(osm) as opened:
        for osm_id, inset in ((1, 0.5), (2, 3.0)):
            add_feature(opened, "point", osm_id, f"POINT({near * (HALF_WORLD - inset * WIDTH * MARGIN)} {middle})")
        add_feature(opened, "point", 3, f"POINT({far * (HALF_WORLD - WIDTH / 2)} {middle})")
    rows = tables_of(extracted(osm, tile, MARGIN))["planet_osm_point"]
    assert ids(rows) == [1, 3]
    assert shape(rows[0]).bounds[0] == pytest.approx(near * (HALF_WORLD - 0.5 * WIDTH * MARGIN))
    assert ids(tables_of(extracted(osm, tile, 0))["planet_osm_point"]) == [3]


def test_sea_that_reaches_over_the_antimeridian_is_kept_on_both_sides(osm: Database) -> None:
    tile = Tile(0, 300, 10)
    low, high = box(tile).min_y, box(tile).max_y
    run(
        osm,
        "CREATE TABLE land_polygons (gid serial, way geometry(Polygon, 3857))",
        f"INSERT INTO land_polygons (way) VALUES (ST_MakeEnvelope({-HALF_WORLD}, {low}, {HALF_WORLD}, {high}, 3857))",
    )
    (land,) = tables_of(extracted(osm, tile, MARGIN))["land_polygons"]
    west, east = sorted(shapely.get_parts(shape(land)), key=lambda part: part.bounds[0])
    assert west.bounds == pytest.approx((-HALF_WORLD, low, -HALF_WORLD + WIDTH * (1 + MARGIN), high))
    assert east.bounds == pytest.approx((HALF_WORLD - WIDTH * MARGIN, low, HALF_WORLD, high))


BOW_TIE = polygon((0.8, 0.1), (1.6, 0.9), (1.6, 0.1), (0.8, 0.9))
"""Invalid; of its left half, half a square high 0.8, the tile holds the outer 0.2 of 0.4."""


def area_of(rows: list[Row]) -> dict[int, float]:
    return {row[0]: shape(row).area / WIDTH**2 for row in rows}


def test_areas_are_clipped_to_the_box_and_water_to_a_larger_one(osm: Database) -> None:
    with connection(osm) as opened, opened.cursor() as cursor:
        for table in ("land_polygons", "water_polygons", "admin_areas", "buffered_land", "ne_10m_urban_areas"):
            cursor.execute(f"CREATE TABLE {table} (gid integer, way geometry(Geometry, 3857))")
            for gid, wkt in enumerate(
                (
                    square(0.25, 0.25, 0.5),
                    square(-1, -1, 3),
                    square(1, 0, 0.5),
                    square(0.5, 0.5, 2).replace("POLYGON((", "MULTIPOLYGON(((").replace("))", ")))"),
                    BOW_TIE,
                )
            ):
                cursor.execute(f"INSERT INTO {table} VALUES (%s, ST_GeomFromText(%s, 3857))", (gid, wkt))
    tables = tables_of(extracted(osm))
    clipped = {0: 0.25, 1: 1.0, 3: 0.25, 4: 0.12}
    for table in ("land_polygons", "admin_areas", "buffered_land"):
        assert area_of(tables[table]) == pytest.approx(clipped)
        assert all(shape(row).is_valid and shape(row).geom_type.endswith("Polygon") for row in tables[table])
    assert area_of(tables["water_polygons"])[1] == pytest.approx(1.1**2)
    assert area_of(tables["water_polygons"])[2] == pytest.approx(0.05 * 0.5)
    assert area_of(tables["ne_10m_urban_areas"])[1] == pytest.approx(9)


def test_a_polygon_of_which_only_an_edge_touches_the_box_is_dropped(osm: Database) -> None:
    run(
        osm,
        "CREATE TABLE land_polygons (gid integer, way geometry)",
        f"INSERT INTO land_polygons VALUES (1, ST_GeomFromText('{square(1, 0, 1)}', 3857))",
    )
    assert tables_of(extracted(osm))["land_polygons"] == []


CENTRES = [shapely.Point(BOX.min_x + x * WIDTH / 7, BOX.min_y + y * WIDTH / 4) for x in range(8) for y in range(5)]
RINGS = [centre.buffer(WIDTH * 0.3).difference(centre.buffer(WIDTH * 0.2)) for centre in CENTRES]


def test_clipping_is_what_an_intersection_with_the_box_is(osm: Database) -> None:
    with connection(osm) as opened, opened.cursor() as cursor:
        cursor.execute("CREATE TABLE admin_areas (gid integer, way geometry)")
        for gid, ring in enumerate(RINGS):
            cursor.execute("INSERT INTO admin_areas VALUES (%s, ST_GeomFromWKB(%s, 3857))", (gid, ring.wkb))
    rows = tables_of(extracted(osm))["admin_areas"]
    assert len(rows) == len(RINGS)
    for row in rows:
        expected = RINGS[row[0]].intersection(shapely.box(*BOX))
        assert shape(row).symmetric_difference(expected).area < 1e-9 * WIDTH**2


def test_columns_of_a_table_without_tags_become_properties(osm: Database) -> None:
    run(
        osm,
        "CREATE TABLE wof_neighbourhood (wof_id bigint, label_position geometry(Point, 3857), name text,"
        " placetype text, min_zoom double precision, is_aoi boolean)",
        "INSERT INTO wof_neighbourhood VALUES"
        f" (85, ST_GeomFromText('{point(0.5, 0.5)}', 3857), 'Ébène', NULL, 12.5, true)",
    )
    ((osm_id, _, tags),) = tables_of(extracted(osm))["wof_neighbourhood"]
    assert (osm_id, tags) == (85, {"is_aoi": "true", "min_zoom": "12.5", "name": "Ébène"})


def test_optional_tables_are_members_only_if_they_exist(osm: Database) -> None:
    run(osm, "CREATE TABLE water_polygons (gid serial, way geometry(Polygon, 3857))")
    group = extracted(osm)
    assert group.rows == {
        "planet_osm_point": 0, "planet_osm_line": 0, "planet_osm_polygon": 0, "water_polygons": 0,
        "planet_osm_ways": 0, "planet_osm_rels": 0,
    }  # fmt: skip
    assert list(tables_of(group)) == ["planet_osm_point", "planet_osm_line", "planet_osm_polygon", "water_polygons"]


def fill_with_relations(database: Database) -> None:
    with connection(database) as opened:
        add_feature(opened, "point", 1, point(0.5, 0.5), {"place": "town"})
        add_feature(opened, "line", 2, line((0.1, 0.1), (0.2, 0.2)), {"highway": "track", "bridge": "yes"})
        add_feature(opened, "polygon", 3, square(0.1, 0.1, 0.1), {"building": "yes"})
        add_feature(opened, "polygon", -4, square(0.1, 0.1, 0.5), {"natural": "wood"})
        add_feature(opened, "line", 5, line((7, 7), (8, 8)), {"highway": "track"})
        for way in (2, 3, 4, 5):
            add_way(opened, way, [way * 10, way * 10 + 1], {"source": "survey", "highway": "x"} if way != 3 else None)
        add_relation(opened, 4, [("w", 2, "outer")], {"type": "multipolygon", "natural": "wood"})
        add_relation(opened, 6, [("r", 4, "")], {"type": "site"})
        add_relation(opened, 7, [("n", 1, "label"), ("w", 99, "outer")], {"type": "boundary"})
        add_relation(opened, 8, [("w", 5, ""), ("n", 2, ""), ("r", 1, "")])


def test_ways_and_relations_of_the_rows_are_carried(osm: Database) -> None:
    fill_with_relations(osm)
    group = extracted(osm)
    tile = read_rawr(group.data)
    assert as_ways(decode_ways(tile.ways)) == [
        (2, [20, 21], {"highway": "x", "source": "survey"}),
        (3, [30, 31], {}),
    ]
    assert as_relations(decode_relations(tile.relations)) == [
        (4, [("w", 2, "outer")], {"natural": "wood", "type": "multipolygon"}),
        (6, [("r", 4, "")], {"type": "site"}),
        (7, [("n", 1, "label"), ("w", 99, "outer")], {"type": "boundary"}),
    ]
    assert (group.rows["planet_osm_ways"], group.rows["planet_osm_rels"]) == (2, 3)


def test_both_middle_layouts_and_two_runs_give_the_same_bytes(osm: Database) -> None:
    fill_with_relations(osm)
    first, again = extracted(osm), extracted(osm)
    run(osm, TO_NEW_LAYOUT)
    assert first.data == again.data == extracted(osm).data


def test_a_group_that_fails_leaves_the_next_ones_readable(osm: Database) -> None:
    with open_snapshot(osm) as snapshot:
        extractor = Extractor(snapshot, read_schema(snapshot))
        run(osm, "ALTER TABLE planet_osm_rels RENAME TO hidden")
        with pytest.raises(RequestError, match="planet_osm_rels"):
            extractor.rawr_tile(TILE)
        run(osm, "ALTER TABLE hidden RENAME TO planet_osm_rels")
        assert extractor.rawr_tile(TILE).rows["planet_osm_rels"] == 0


@pytest.mark.parametrize("tags", ["hstore", "jsonb"])
@pytest.mark.parametrize("giants", [Giants(max_extent=2), Giants(max_points=6)])
def test_giants_are_clipped_and_carry_what_was_measured_on_the_whole(
    blank_database: Database, giants: Giants, tags: str
) -> None:
    create_tables(blank_database, tags)
    giant = polygon((-10, -10), (0, -10), (10, -10), (10, 0), (10, 10), (-10, 10))
    beside = polygon((-10, -10), (0, -10), (4, -10), (7, -10), (10, -10), (10, 5))
    with connection(blank_database) as opened:
        add_feature(opened, "polygon", -1, giant, {"natural": "wood", "way_area": "from a mapper"})
        add_feature(opened, "polygon", 2, square(0, 0, 1.5), {"building": "yes"})
        add_feature(opened, "polygon", -3, beside, {"natural": "water"})
        add_feature(opened, "line", 4, line((-10, -10), (10, 10)))
    tables = tables_of(extracted(blank_database, margin=0, giants=giants))
    clipped, small = tables["planet_osm_polygon"]
    assert (clipped[0], small[0]) == (-1, 2)
    assert shape(clipped).bounds == pytest.approx(
        (BOX.min_x - 0.25 * WIDTH, BOX.min_y - 0.25 * WIDTH, BOX.max_x + 0.25 * WIDTH, BOX.max_y + 0.25 * WIDTH)
    )
    assert float(clipped[2][WAY_AREA]) == pytest.approx(400 * WIDTH**2)
    whole = shapely.from_wkt(square(-10, -10, 20))
    assert whole.contains(shapely.Point(float(clipped[2][LABEL_X]), float(clipped[2][LABEL_Y])))
    assert clipped[2]["natural"] == "wood"
    assert small[2] == {"building": "yes"}
    assert shape(small).equals(shapely.from_wkt(square(0, 0, 1.5)))
    assert shape(tables["planet_osm_line"][0]).bounds[0] == pytest.approx(BOX.min_x - 10 * WIDTH)


def test_tables_of_any_zoom_are_read_and_filtered(osm: Database) -> None:
    run(osm, f"CREATE TABLE land_polygons (gid integer, way geometry); INSERT INTO land_polygons VALUES"
             f" (1, ST_GeomFromText('{square(0, 0, 0.01)}', 3857))")  # fmt: skip
    with connection(osm) as opened:
        add_feature(opened, "point", 1, point(0, 0), {"place": "city"})
        add_feature(opened, "point", 2, point(0, 0), {"amenity": "bench"})
        add_feature(opened, "polygon", 3, square(0, 0, 1))
        add_feature(opened, "polygon", 4, square(0, 0, 0.1))
        add_feature(opened, "line", 5, line((0, 0), (0.01, 0)))
    filters = {
        "planet_osm_point": Filter(where=sql.SQL("tags ? 'place'")),
        "planet_osm_polygon": Filter(min_size=0.5 * WIDTH),
    }
    with open_snapshot(osm) as snapshot:
        schema = read_schema(snapshot)
        chosen = read_tables(snapshot, schema, Tile(4, 2, 3), filters=filters)
        everything = read_tables(snapshot, schema, Tile(0, 0, 0))
    assert [rows.ids.tolist() for rows in chosen.values()] == [[1], [5], [3], [1]]
    assert [rows.ids.tolist() for rows in everything.values()] == [[1, 2], [5], [3, 4], [1]]


def test_giants_that_are_not_clipped_carry_the_same_measures(osm: Database) -> None:
    giant = polygon((-10, -10), (0, -10), (10, -10), (10, 0), (10, 10), (-10, 10))
    with connection(osm) as opened:
        add_feature(opened, "polygon", 1, giant, {"natural": "wood"})
    (clipped,) = tables_of(extracted(osm, giants=Giants(max_extent=2)))["planet_osm_polygon"]
    (whole,) = tables_of(extracted(osm, giants=Giants(max_extent=2, clipped=False)))["planet_osm_polygon"]
    assert whole[2] == clipped[2]
    assert shape(whole).equals(shapely.from_wkt(giant))
    assert not shape(clipped).equals(shape(whole))


def label_of(row: Row) -> tuple[float, float] | None:
    return (float(row[2][LABEL_X]), float(row[2][LABEL_Y])) if LABEL_X in row[2] else None


@pytest.mark.parametrize("tags", ["hstore", "jsonb"])
def test_each_polygon_of_a_relation_carries_a_point_inside_the_largest(blank_database: Database, tags: str) -> None:
    create_tables(blank_database, tags)
    run(blank_database, "CREATE INDEX ON planet_osm_polygon (osm_id)")
    with connection(blank_database) as opened:
        add_feature(opened, "polygon", -4, square(0.2, 0.2, 0.1), {"natural": "water"})
        add_feature(opened, "polygon", -4, square(0.5, 0.2, 0.2), {"natural": "water"})
        add_feature(opened, "polygon", -4, square(3, 3, 1), {"natural": "water"})
        add_feature(opened, "polygon", -5, square(0.2, 0.6, 0.1), {"natural": "wood"})
        add_feature(opened, "polygon", 6, square(0.5, 0.6, 0.1))
        add_feature(opened, "polygon", 6, square(0.8, 0.6, 0.1))
    rows = tables_of(extracted(blank_database))["planet_osm_polygon"]
    labels = [label_of(row) for row in rows if row[0] == -4]
    assert len(labels) == 2
    assert len(set(labels)) == 1
    assert labels[0] is not None
    assert shapely.from_wkt(square(3, 3, 1)).contains(shapely.Point(labels[0]))
    assert [label_of(row) for row in rows if row[0] != -4] == [None, None, None]
    plain = tables_of(extracted(blank_database, labels="none"))["planet_osm_polygon"]
    assert [label_of(row) for row in plain] == [None] * 5


def test_without_an_index_of_ids_labels_are_not_looked_up(osm: Database) -> None:
    with connection(osm) as opened:
        add_feature(opened, "polygon", -4, square(0.2, 0.2, 0.1))
        add_feature(opened, "polygon", -4, square(0.5, 0.2, 0.2))
    assert [label_of(row) for row in tables_of(extracted(osm))["planet_osm_polygon"]] == [None, None]


@pytest.mark.shared
@pytest.mark.parametrize("group", [358, 359])
def test_with_margin_0_and_no_labels_the_rows_are_the_originals(
    shared_data: Path, imported: Callable[..., Database], group: int
) -> None:
    golden = read_rawr((shared_data / "golden" / "rawr" / "10" / "538" / f"{group}.zip").read_bytes())
    database = imported(shared_data / "osm" / "liechtenstein-2015.osm.pbf")
    ours = read_rawr(extracted(database, Tile(538, group, 10), margin=0, labels="none").data)
    for table, rows in golden.tables.items():
        assert in_order(ours.tables[table]) == in_order(rows)
    assert sorted(as_ways(decode_ways(ours.ways))) == sorted(as_ways(decode_ways(golden.ways)))
    assert relations_of(ours) == relations_of(golden)


def in_order(rows: Rows) -> list[Row]:
    return sorted(as_rows(rows), key=lambda row: row[:2])


def relations_of(tile: RawrTile) -> list[tuple[int, list[tuple[str, int, str]], dict[str, str]]]:
    return sorted(as_relations(decode_relations(tile.relations)))


@pytest.mark.shared
def test_a_real_extract_gives_the_same_bytes_from_both_middle_layouts(
    shared_data: Path, imported: Callable[..., Database], cluster: Cluster
) -> None:
    legacy = imported(shared_data / "osm" / "liechtenstein-2015.osm.pbf")
    new = replace(legacy, names=("liechtenstein_new",))
    run(cluster.database("postgres"), f"CREATE DATABASE {new.names[0]} TEMPLATE {legacy.names[0]}")
    run(new, TO_NEW_LAYOUT)
    for tile in (Tile(538, 358, 10), Tile(538, 359, 10), Tile(539, 359, 10)):
        assert extracted(new, tile, MARGIN).data == extracted(legacy, tile, MARGIN).data
