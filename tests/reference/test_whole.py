import numpy as np
import pytest
from mercantile import Tile

from reference import whole
from tests.support.features import Feature, make_features
from tilebuild.grid import HALF_WORLD
from tilebuild.tiles.features import Shape

WORLD = Tile(0, 0, 0)

DONUT = "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 6 3, 6 6, 3 6, 3 3))"
TWO = "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0)), ((20 20, 29 20, 29 29, 20 20)))"
MIXED = f"GEOMETRYCOLLECTION (POINT (1 1), MULTILINESTRING ((0 0, 1 0), (2 0, 3 0)), {TWO})"


@pytest.mark.parametrize(
    ("wkt", "shape", "points", "lines", "rings"),
    [
        ("POINT (1 2)", Shape.POINT, 1, 0, 0),
        ("MULTIPOINT (1 2, 3 4)", Shape.POINT, 2, 0, 0),
        ("POINT (1 2)", Shape.LINE, 0, 0, 0),
        ("LINESTRING (0 0, 1 1)", Shape.LINE, 0, 1, 0),
        ("LINESTRING (0 0, 1 1)", Shape.POLYGON, 0, 0, 0),
        ("LINESTRING (0 0, 1 1)", Shape.LABEL, 1, 0, 0),
        (DONUT, Shape.POLYGON, 0, 0, 2),
        (DONUT, Shape.LINE, 0, 2, 0),
        (DONUT, Shape.POINT, 1, 0, 0),
        (TWO, Shape.LABEL, 1, 0, 0),
        (TWO, Shape.POLYGON, 0, 0, 2),
        (MIXED, Shape.POLYGON, 0, 0, 2),
        (MIXED, Shape.LINE, 0, 4, 0),
        (MIXED, Shape.POINT, 1, 0, 0),
    ],
)
def test_what_a_shape_draws_of_a_geometry(wkt: str, shape: Shape, points: int, lines: int, rings: int) -> None:
    features = make_features([Feature("POINT (0 0)", Shape.POINT), Feature(wkt, shape)])
    for made, count in ((whole.points, points), (whole.lines, lines), (whole.rings, rings)):
        drawn = made(*features, WORLD)
        here = drawn.take((drawn.feature == 1) & (drawn.wrap == 0))
        assert len(here.shapes) == count


def test_rings_of_one_polygon_are_one_part_and_its_holes_are_known() -> None:
    rings = whole.rings(*make_features([Feature(DONUT, Shape.POLYGON), Feature(TWO, Shape.POLYGON)]), Tile(8, 8, 4))
    assert rings.hole.tolist() == [False, True, False, False]
    assert rings.part[0] == rings.part[1]
    assert len(set(rings.part.tolist())) == 3


def test_only_what_touches_the_area_or_its_margin_is_drawn() -> None:
    area = Tile(9, 8, 4)  # its western edge is 1/8 of half the world east of the meridian
    edge = HALF_WORLD / 8
    near = [Feature(f"POINT ({edge - edge * share} -1000)", Shape.POINT) for share in (0, 1 / 33, 1 / 31)]
    assert whole.points(*make_features(near), area).feature.tolist() == [0, 1]


@pytest.mark.parametrize(("x", "wraps"), [(0, [0, -1]), (15, [0, 1]), (7, [0])])
def test_at_the_antimeridian_what_is_one_world_away_is_drawn_too(x: int, wraps: list[int]) -> None:
    world = Feature(f"LINESTRING ({-HALF_WORLD} -1000, {HALF_WORLD} -1000)", Shape.LINE)
    lines = whole.lines(*make_features([world]), Tile(x, 8, 4))
    assert lines.wrap.tolist() == wraps
    assert len(set(lines.part.tolist())) == len(wraps)
    assert np.array_equal(lines.feature, np.zeros(len(wraps)))
