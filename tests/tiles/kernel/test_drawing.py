import numpy as np
import pytest
from mercantile import Tile

from tests.support.features import Feature, make_features
from tests.support.kernel import Vertex, vertices_of
from tilebuild.grid import HALF_WORLD, box
from tilebuild.tiles.features import Shape
from tilebuild.tiles.kernel.drawing import MARGIN, SIDE, paths_near
from tilebuild.tiles.kernel.types import HOLE, LINE, POINT, SHELL

AREA = Tile(538, 359, 10)
CORNER = box(AREA)
UNIT = (CORNER.max_x - CORNER.min_x) / SIDE
"""Metres of a unit of the fine grid."""


def at(x: float, y: float) -> str:
    """Units from the area's north-western corner, as metres in WKT."""
    return f"{CORNER.min_x + x * UNIT!r} {CORNER.max_y - y * UNIT!r}"


def wkt(kind: str, *rings: list[tuple[float, float]]) -> str:
    texts = [", ".join(at(x, y) for x, y in ring) for ring in rings]
    return f"{kind} ({texts[0]})" if kind != "POLYGON" else f"{kind} ({', '.join(f'({text})' for text in texts)})"


def drawn(*features: Feature, area: Tile = AREA) -> list[tuple[int, int, list[Vertex]]]:
    """Feature, kind and vertices of each path."""
    paths = paths_near(*make_features(features), np.arange(len(features)), area)
    return [
        (int(paths.feature[path]), int(paths.kind[path]), vertices_of(paths, path)) for path in range(len(paths.kind))
    ]


SQUARE = [(100.0, 100.0), (900.0, 100.0), (900.0, 900.0), (100.0, 900.0), (100.0, 100.0)]
INNER = [(200.0, 200.0), (200.0, 300.0), (300.0, 300.0), (200.0, 200.0)]


def test_ordinates_are_whole_numbers_from_the_corner_down_and_each_place_comes_once_in_a_row() -> None:
    line = wkt("LINESTRING", [(0, 0), (10.4, 20.4), (10.3, 19.6), (30, 7)])
    assert drawn(Feature(line, Shape.LINE)) == [(0, LINE, [(0, 0), (10, 20), (30, 7)])]


def test_rings_have_no_closing_vertex_and_holes_follow_their_shell() -> None:
    polygon = wkt("POLYGON", SQUARE, INNER)
    (_, shell, outer), (_, hole, inner) = drawn(Feature(polygon, Shape.POLYGON))
    assert (shell, hole) == (SHELL, HOLE)
    assert (outer, inner) == (SQUARE[:-1], INNER[:-1])


def test_of_a_polygon_its_outline_is_drawn_as_lines_that_close_and_its_label_as_a_point() -> None:
    polygon = wkt("POLYGON", SQUARE)
    assert drawn(Feature(polygon, Shape.LINE)) == [(0, LINE, SQUARE)]
    assert drawn(Feature(polygon, Shape.LABEL)) == [(0, POINT, [(500, 500)])]
    assert drawn(Feature(polygon, Shape.POINT)) == [(0, POINT, [(500, 500)])]


def test_what_is_no_more_than_a_place_is_not_drawn_and_takes_its_holes_with_it() -> None:
    flat = [(5.0, 5.0), (9.0, 5.0), (5.0, 5.2), (5.0, 5.0)]
    assert drawn(Feature(wkt("LINESTRING", [(5, 5), (5.3, 5.3)]), Shape.LINE)) == []
    assert drawn(Feature(wkt("POLYGON", flat, INNER), Shape.POLYGON)) == []


def test_only_what_reaches_into_the_area_or_its_margin_is_drawn_and_it_is_cut_off_there() -> None:
    beyond = SIDE + 2 * MARGIN
    features = [
        Feature(wkt("LINESTRING", [(beyond, 0), (beyond, 99)]), Shape.LINE),
        Feature(wkt("LINESTRING", [(SIDE - 9, 50), (beyond, 50)]), Shape.LINE),
        Feature(wkt("POINT", [(SIDE + MARGIN // 2, 7)]), Shape.POINT),
    ]
    assert drawn(*features) == [
        (1, LINE, [(SIDE - 9, 50), (SIDE + MARGIN, 50)]),
        (2, POINT, [(SIDE + MARGIN // 2, 7)]),
    ]


def test_ordinates_near_an_area_are_of_32_bits_however_far_round_the_world_what_is_drawn_goes() -> None:
    world = [(-HALF_WORLD, CORNER.max_y), (HALF_WORLD, CORNER.max_y), (HALF_WORLD, CORNER.min_y)]
    line = "LINESTRING (" + ", ".join(f"{x!r} {y!r}" for x, y in world) + ")"
    paths = paths_near(*make_features([Feature(line, Shape.LINE)]), np.arange(1), AREA)
    assert paths.x.dtype == np.int32
    assert vertices_of(paths, 0) == [(-MARGIN, 0), (SIDE + MARGIN, 0)]


@pytest.mark.parametrize(("column", "x"), [(0, HALF_WORLD - 1), (1023, 1 - HALF_WORLD)], ids=["west", "east"])
def test_at_the_antimeridian_what_lies_beyond_is_drawn_too(column: int, x: float) -> None:
    area = Tile(column, 359, 10)
    (drawn_once,) = drawn(Feature(f"POINT ({x} {CORNER.max_y - 50 * UNIT})", Shape.POINT), area=area)
    beside = round(1 / UNIT)
    assert drawn_once[2] == [(-beside if column == 0 else SIDE + beside, 50)]
