"""The sample through osm2pgsql and the project's own style: what arrives in the tables."""

from collections.abc import Callable

import pytest

from tests.support.postgres import Importer
from tilebuild.local.sample import SamplePaths
from tilebuild.rawr.database import open_snapshot

pytestmark = pytest.mark.database

Count = Callable[..., int]


@pytest.fixture(scope="module")
def count(imported: Importer, paths: SamplePaths) -> Count:
    """``count(table, condition)``: how many rows of a table fulfil a condition."""
    database = imported(paths.pbf, paths.water_polygons, paths.land_polygons)

    def rows(table: str, condition: str = "true") -> int:
        with open_snapshot(database) as snapshot:
            return int(snapshot.rows(f"SELECT count(*) FROM {table} WHERE {condition}")[0][0])

    return rows


def test_relations_with_holes_become_polygons(count: Count) -> None:
    assert count("planet_osm_polygon", "osm_id < 0 AND ST_NumInteriorRings(way) > 0") > 10


def test_only_the_polygon_that_crosses_itself_needs_repair_or_goes(count: Count) -> None:
    assert count("planet_osm_polygon", "NOT ST_IsValid(way)") == 0
    assert count("planet_osm_polygon", "tags->'building' IS NOT NULL") > 15_000


def test_a_park_keeps_its_whole_huge_outline(count: Count) -> None:
    assert count("planet_osm_polygon", "tags->'boundary' = 'national_park' AND ST_NPoints(way) > 2000") == 1


def test_boundaries_come_as_lines_of_relations(count: Count) -> None:
    assert count("planet_osm_line", "osm_id < 0 AND tags->'admin_level' = '2'") > 0


def test_sea_and_land_are_in_their_tables(count: Count) -> None:
    assert count("water_polygons", "ST_IsValid(way)") == count("water_polygons") > 0
    assert count("land_polygons", "ST_IsValid(way)") == count("land_polygons") > 20
