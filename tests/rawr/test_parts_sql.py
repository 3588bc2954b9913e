from itertools import permutations

import pytest
import shapely
from psycopg2 import sql
from shapely.geometry.base import BaseGeometry

from tests.support.osm_tables import add_feature, create_tables, run
from tilebuild.local.postgres import connection
from tilebuild.rawr.copy_tags import TagFormat
from tilebuild.rawr.database import Database, open_snapshot
from tilebuild.rawr.members import POLYGON
from tilebuild.rawr.parts_sql import LARGEST_PARTS, chosen_parts, joined_parts, labelled, largest_parts
from tilebuild.rawr.schema import read_schema

pytestmark = pytest.mark.database

Place = tuple[float, float]

SMALL, LARGE, FAR = shapely.box(0, 0, 1, 1), shapely.box(5, 0, 8, 3), shapely.box(50, 0, 51, 1)
BAY = shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 8, 9))
"""Its centroid is outside of it."""


@pytest.fixture
def osm(blank_database: Database) -> Database:
    create_tables(blank_database)
    return blank_database


def add(database: Database, *rows: tuple[int, BaseGeometry]) -> None:
    with connection(database) as opened:
        for osm_id, polygon in rows:
            add_feature(opened, "polygon", osm_id, polygon.wkt)


def of_all(database: Database) -> dict[int, Place]:
    """The label of each relation of several polygons, as it is found for the whole table."""
    with open_snapshot(database) as snapshot:
        schema = read_schema(snapshot)
    with connection(database) as opened, opened.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(largest_parts(schema))
        cursor.execute(f"SELECT relation_id, label_x, label_y FROM {LARGEST_PARTS}")
        found = cursor.fetchall()
    assert len(found) == len({row[0] for row in found})
    return {osm_id: (x, y) for osm_id, x, y in found}


def of_chosen(database: Database, where: str = "true") -> list[tuple[int, Place | None]]:
    """Each row that meets the condition, with the label that is looked up for it."""
    with open_snapshot(database) as snapshot:
        table = read_schema(snapshot).tables[POLYGON]
        query = sql.SQL("{} SELECT osm_id, label_x, label_y FROM planet_osm_polygon {} WHERE {} ORDER BY osm_id")
        condition = sql.SQL(where)
        found = snapshot.rows(query.format(chosen_parts(table, condition), joined_parts(table), condition))
    return [(osm_id, None if x is None else (x, y)) for osm_id, x, y in found]


def test_the_label_of_a_relation_lies_inside_its_largest_polygon(osm: Database) -> None:
    add(osm, (-4, SMALL), (-4, LARGE), (-5, SMALL), (-5, BAY), (-5, FAR))
    labels = of_all(osm)
    assert set(labels) == {-4, -5}
    assert LARGE.contains(shapely.Point(labels[-4]))
    assert BAY.contains(shapely.Point(labels[-5]))
    assert of_chosen(osm) == [(osm_id, labels[osm_id]) for osm_id in (-5, -5, -5, -4, -4)]


def test_ways_and_relations_of_one_polygon_have_none(osm: Database) -> None:
    add(osm, (-4, SMALL), (6, SMALL), (6, LARGE), (0, SMALL), (0, LARGE))
    assert of_all(osm) == {}
    assert of_chosen(osm) == [(-4, None), (0, None), (0, None), (6, None), (6, None)]


def test_a_part_that_is_not_chosen_is_a_part_all_the_same(osm: Database) -> None:
    add(osm, (-4, SMALL), (-4, LARGE), (-5, LARGE), (-5, FAR), (-6, SMALL))
    labels = of_all(osm)
    assert of_chosen(osm, "ST_XMax(way) < 2") == [(-6, None), (-4, labels[-4])]
    assert of_chosen(osm, "ST_XMax(way) > 60") == []


def test_of_parts_of_one_size_it_is_the_same_one_however_the_rows_lie(osm: Database) -> None:
    found = set()
    for order in permutations((SMALL, FAR, shapely.box(9, 9, 10, 10))):
        run(osm, "TRUNCATE planet_osm_polygon")
        add(osm, *((-4, part) for part in order))
        ((_, label),) = set(of_chosen(osm))
        found |= {label, of_all(osm)[-4]}
    assert len(found) == 1


@pytest.mark.parametrize("kind", [TagFormat.HSTORE, TagFormat.JSONB])
@pytest.mark.parametrize(
    ("tags", "expected"), [('natural=>water, name=>"Lac, 1"', {"natural": "water", "name": "Lac, 1"}), ("", {})]
)
def test_tags_get_the_label_as_texts_and_stay_as_they_are_without(
    blank_database: Database, kind: TagFormat, tags: str, expected: dict[str, str]
) -> None:
    label = {"label_x": "-20037508.342789244", "label_y": repr(1 / 3)}
    assert tagged(blank_database, kind, tags, (-20037508.342789244, 1 / 3)) == expected | label
    assert tagged(blank_database, kind, tags, (None, None)) == expected


@pytest.mark.parametrize("kind", [TagFormat.HSTORE, TagFormat.JSONB])
def test_a_row_without_tags_gets_the_label_and_nothing_else(blank_database: Database, kind: TagFormat) -> None:
    assert tagged(blank_database, kind, None, (1.5, -2)) == {"label_x": "1.5", "label_y": "-2"}
    assert tagged(blank_database, kind, None, (None, None)) is None


def tagged(
    database: Database, kind: TagFormat, tags: str | None, label: tuple[float | None, float | None]
) -> dict[str, str] | None:
    """Tags, written as hstore writes them, of a row that has that label, or none."""
    query = """
        WITH several AS (SELECT {}::double precision AS label_x, {}::double precision AS label_y),
             row AS (SELECT {}::hstore::{} AS tags)
        SELECT to_json({}) FROM row, several
    """
    given = (*map(sql.Literal, (*label, tags)), sql.SQL(kind), labelled(sql.Identifier("tags"), kind))
    with open_snapshot(database) as snapshot:
        found: list[tuple[dict[str, str] | None]] = snapshot.rows(sql.SQL(query).format(*given))
    return found[0][0]
