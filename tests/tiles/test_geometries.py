import struct

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from reference.shapes import geometries_of, shapes_of
from tests.support.rows import make_rows
from tilebuild.errors import EXIT_TILES_FAILED
from tilebuild.tiles.geometries import FARTHEST, GeometryError, label_points, parse

SQUARE = shapely.box(0, 0, 10, 10)


def wkb(text: str | BaseGeometry) -> bytes:
    shape = shapely.from_wkt(text) if isinstance(text, str) else text
    made: bytes = shapely.to_wkb(shape, byte_order=1)
    return made


def line_wkb(*ordinates: float) -> bytes:
    return struct.pack("<BII", 1, 2, len(ordinates) // 2) + np.array(ordinates).tobytes()


def test_rows_are_parsed_and_measured_from_anywhere_in_the_buffer() -> None:
    rows = make_rows(
        [(1, wkb("POINT (1 2)"), {}), (-2, wkb(SQUARE), {"a": "b"}), (3, wkb("LINESTRING (0 0, 9 0)"), {})]
    )
    geometries = parse({"planet_osm_polygon": rows})
    assert [shape.wkt for shape in shapes_of(geometries)] == ["POINT (1 2)", SQUARE.wkt, "LINESTRING (0 0, 9 0)"]
    assert geometries.area.tolist() == [0, 100, 0]
    assert np.isnan(geometries.label).all()


def test_tables_are_laid_end_to_end_each_with_its_own_measures() -> None:
    points = make_rows([(1, wkb("POINT (1 2)"), {})])
    giants = make_rows([(2, wkb(SQUARE), {"way_area": "7", "label_x": "1", "label_y": "3"}), (3, wkb(SQUARE), {})])
    geometries = parse({"planet_osm_polygon": giants, "planet_osm_line": make_rows([]), "planet_osm_point": points})
    assert [shape.wkt for shape in shapes_of(geometries)] == [SQUARE.wkt, SQUARE.wkt, "POINT (1 2)"]
    assert geometries.area.tolist() == [7, 100, 0]
    assert label_points(geometries, np.arange(3)).tolist() == [[1, 3], [5, 5], [1, 2]]


def test_no_rows_are_no_geometries() -> None:
    assert len(parse({"planet_osm_point": make_rows([])})) == len(parse({})) == 0


BROKEN = [
    ("cut short", wkb(SQUARE)[:-9], "is not WKB"),
    ("no bytes", b"", "is not WKB"),
    ("another type", b"\1\x63\0\0\0", "is not WKB"),
    ("an unclosed ring", b"\1\3\0\0\0\1\0\0\0\3\0\0\0" + np.arange(6.0).tobytes(), "is not WKB"),
    ("empty", wkb("POLYGON EMPTY"), "is empty"),
    ("empty point", wkb("POINT EMPTY"), "is empty"),
    ("not a number", line_wkb(0, 0, np.nan, 1), r"no number within 1e\+09 metres"),
    ("infinite", line_wkb(0, 0, np.inf, 1), "no number within"),
    ("too far east", line_wkb(0, 0, 2 * FARTHEST, 1), "no number within"),
    ("too far south", line_wkb(0, -2 * FARTHEST, 0, 1), "no number within"),
]


@pytest.mark.parametrize(("broken", "said"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_geometry_is_an_error_that_names_its_row(broken: bytes, said: str) -> None:
    before, rows = make_rows([(1, wkb("POINT (1 2)"), {})]), make_rows([(1, wkb(SQUARE), {}), (-4711, broken, {})])
    with pytest.raises(GeometryError, match=rf"planet_osm_polygon -4711 \(row 1\): its geometry .*{said}") as raised:
        parse({"planet_osm_point": before, "planet_osm_polygon": rows, "planet_osm_line": before})
    assert raised.value.exit_code == EXIT_TILES_FAILED


def test_a_clipped_giant_keeps_the_area_and_label_of_the_whole() -> None:
    rows = make_rows(
        [
            (1, wkb(SQUARE), {"way_area": "5000.5", "label_x": "-77.5", "label_y": "3"}),
            (2, wkb(SQUARE), {}),
            (3, wkb(SQUARE), {"way_area": "7"}),
        ]
    )
    geometries = parse({"planet_osm_polygon": rows})
    assert geometries.area.tolist() == [5000.5, 100, 100]
    assert label_points(geometries, np.arange(3)).tolist() == [[-77.5, 3], [5, 5], [5, 5]]


LABELS = [
    ("a point is its own", "POINT (1 2)", (1, 2)),
    ("the middle of a line", "LINESTRING (0 0, 2 0, 10 0)", (5, 0)),
    ("the middle of the longest line", "MULTILINESTRING ((0 0, 1 0), (5 5, 5 9))", (5, 7)),
    ("a line of no length", "LINESTRING (3 3, 3 3)", (3, 3)),
    ("the centroid where it is inside", SQUARE.wkt, (5, 5)),
    ("the largest part", "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((20 20, 30 20, 30 30, 20 30, 20 20)))", (25, 25)),
    ("the areal part of a collection", f"GEOMETRYCOLLECTION (LINESTRING (0 0, 99 99), {SQUARE.wkt})", (5, 5)),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in LABELS], ids=[row[0] for row in LABELS])
def test_label_points(text: str, expected: tuple[float, float]) -> None:
    geometries = geometries_of(np.array([shapely.from_wkt(text)], dtype=object))
    assert label_points(geometries, np.array([0, 0])).tolist() == [list(expected)] * 2


@given(st.floats(0.05, 0.99), st.floats(0, 1))
def test_a_label_never_lies_in_a_hole(hole: float, shift: float) -> None:
    half = 5 * hole
    x = 5 + (5 - half) * shift * 0.99
    ring = SQUARE.difference(shapely.box(x - half, 5 - half, x + half, 5 + half))
    (point,) = label_points(geometries_of(np.array([ring], dtype=object)), np.array([0]))
    assert ring.contains(shapely.Point(point))
