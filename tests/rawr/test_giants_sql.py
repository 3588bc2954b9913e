from typing import Any

import pytest
import shapely
from psycopg2 import sql
from shapely.geometry.base import BaseGeometry

from tilebuild.grid import Box
from tilebuild.rawr.copy_tags import TagFormat
from tilebuild.rawr.database import Database, open_snapshot
from tilebuild.rawr.giants import Giants
from tilebuild.rawr.giants_sql import cut, is_giant, measured

pytestmark = pytest.mark.database

BOX = Box(0, 0, 100, 100)


def asked(
    database: Database, polygon: BaseGeometry, what: sql.Composable, tags: str | None = None, kind: str = "hstore"
) -> Any:
    """What is made of a polygon, ``way``, and its ``tags``, which are written as hstore writes them."""
    query = "WITH row AS (SELECT ST_GeomFromText({}, 3857) AS way, {}::hstore::{} AS tags) SELECT {} FROM row"
    given = (sql.Literal(polygon.wkt), sql.Literal(tags), sql.SQL(kind), what)
    with open_snapshot(database) as snapshot:
        ((found,),) = snapshot.rows(sql.SQL(query).format(*given))
    return found


WAY, TAGS = sql.Identifier("way"), sql.Identifier("tags")
WIDE, HIGH = shapely.box(0, 0, 200.5, 1), shapely.box(0, 0, 1, 200.5)
LARGEST = shapely.box(7, 7, 207, 207)
"""Of those of five points that are no giants."""
ROUND = shapely.Point(0, 0).buffer(1, quad_segs=4)
"""Of 17 points, the first of them twice."""
BAY = shapely.box(-900, -900, 900, 900).difference(shapely.box(-800, -800, 800, 900))
"""Its centroid is outside of it."""


@pytest.mark.parametrize(
    ("giants", "polygon", "expected"),
    [
        (Giants(max_extent=2), WIDE, True),
        (Giants(max_extent=2), HIGH, True),
        (Giants(max_extent=2), LARGEST, False),
        (Giants(max_extent=2), ROUND, False),
        (Giants(max_points=16), ROUND, True),
        (Giants(max_points=17), ROUND, False),
        (Giants(max_points=16), LARGEST, False),
        (Giants(max_extent=2, max_points=16), WIDE, True),
        (Giants(max_extent=2, max_points=16), ROUND, True),
        (Giants(max_extent=2, max_points=17), ROUND, False),
    ],
)
def test_a_giant_is_wider_or_higher_or_of_more_points(
    blank_database: Database, giants: Giants, polygon: BaseGeometry, expected: bool
) -> None:
    assert asked(blank_database, polygon, is_giant(giants, WAY, 100.0)) is expected


@pytest.mark.parametrize("boxes", [(BOX,), (BOX, Box(300, 0, 400, 100))], ids=["one box", "two boxes"])
def test_of_a_giant_a_quarter_of_the_box_more_is_kept_than_the_box(
    blank_database: Database, boxes: tuple[Box, ...]
) -> None:
    wanted = shapely.union_all([shapely.box(one.min_x - 25, -25, one.max_x + 25, 125) for one in boxes])
    polygon = shapely.box(-900, 50, 900, 900)
    kept = shapely.from_wkb(asked(blank_database, polygon, cut(WAY, boxes)))
    assert kept.normalize().equals_exact(polygon.intersection(wanted).normalize(), 1e-9)


@pytest.mark.parametrize("kind", [TagFormat.HSTORE, TagFormat.JSONB])
@pytest.mark.parametrize("tags", ["natural => wood, way_area => mine", "", None])
def test_a_giants_tags_get_the_measures_of_the_whole(
    blank_database: Database, kind: TagFormat, tags: str | None
) -> None:
    found = asked(blank_database, BAY, sql.SQL("to_json({})").format(measured(TAGS, WAY, kind)), tags, kind)
    assert float(found.pop("way_area")) == BAY.area
    assert BAY.contains(shapely.Point(float(found.pop("label_x")), float(found.pop("label_y"))))
    assert found == ({"natural": "wood"} if tags else {})
