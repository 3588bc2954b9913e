import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from reference import polygons
from reference.paths import Paths, twice_area
from reference.polygons import valid_polygons
from tilebuild.ragged import starts
from tilebuild.tiles.geometries import GeometryError

Vertex = tuple[int, int]
Ring = list[Vertex]

IDS = np.array([41, 42])


def make_rings(*several: list[Ring], tiles: list[int] | None = None, features: list[int] | None = None) -> Paths:
    """Polygons, each a list of an exterior ring and holes; all in one tile and of one feature unless given."""
    rings = [ring for polygon in several for ring in polygon]
    counts = [len(polygon) for polygon in several]
    vertices = np.array([vertex for ring in rings for vertex in ring], dtype=np.int64)
    return Paths(
        vertices[:, 0].copy(),
        vertices[:, 1].copy(),
        starts(np.array([len(ring) for ring in rings])),
        np.repeat(np.array(features or [0] * len(several)), counts),
        np.repeat(np.arange(len(several)), counts),
        np.array([index > 0 for polygon in several for index in range(len(polygon))]),
        np.repeat(np.array(tiles or [0] * len(several)), counts),
        np.zeros(len(rings), dtype=np.int64),
    )


def shape_of(rings: Paths) -> BaseGeometry:
    """The rings of one tile and feature as OGC sees them, by orientation alone."""
    made: list[list[Ring]] = []
    for index, area in enumerate(twice_area(rings).tolist()):
        begin, end = rings.start[index : index + 2]
        ring = list(zip(rings.x[begin:end].tolist(), rings.y[begin:end].tolist(), strict=True))
        assert (area < 0) == rings.hole[index]
        if area > 0:
            made.append([ring])
        else:
            made[-1].append(ring)
    return shapely.MultiPolygon([(polygon[0], polygon[1:]) for polygon in made])


def square(x: int, y: int, side: int) -> Ring:
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]


CASES = [
    ("a square either way round", [[square(0, 0, 9)[::-1]]], 81),
    ("a hole either way round", [[square(0, 0, 9), square(3, 3, 2)]], 77),
    ("a hole as large as its polygon leaves nothing", [[square(0, 0, 9), square(0, 0, 9)]], 0),
    ("a hole along the edge", [[square(0, 0, 9), square(0, 3, 3)]], 72),
    ("a hole without its polygon is gone", [[[(0, 0), (9, 0), (0, 0)], square(1, 1, 3)]], 0),
    ("a bow tie keeps both halves", [[[(0, 0), (4, 4), (4, 0), (0, 4)]]], 8),
    ("two parts that share an edge become one", [[square(0, 0, 4)], [square(4, 0, 4)]], 32),
    ("a bridge of no width is taken out", [[[(0, 0), (4, 0), (4, 8), (6, 8), (6, 0), (9, 0), (9, 9), (0, 9)]]], 65),
    ("a spike is cut off", [[[(0, 0), (4, 0), (4, 4), (9, 9), (4, 4), (0, 4)]]], 16),
    ("repeated vertices do no harm", [[[(0, 0), (0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]]], 16),
    ("a line is nothing", [[[(0, 0), (4, 0), (8, 0)]]], 0),
]


@pytest.mark.parametrize(("written", "area"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_rings_become_a_valid_polygon(written: list[list[Ring]], area: float) -> None:
    shape = shape_of(valid_polygons(make_rings(*written), IDS))
    assert shape.is_valid
    assert shape.area == area


def test_valid_polygons_are_left_as_they_are_beside_a_repaired_one() -> None:
    bow = [(0, 0), (4, 4), (4, 0), (0, 4)]
    rings = valid_polygons(make_rings([bow], [square(1, 1, 3)], tiles=[3, 2], features=[0, 1]), IDS)
    assert rings.feature.tolist() == [1, 0, 0]
    assert rings.column.tolist() == [2, 3, 3]
    assert rings.x[:4].tolist() == [1, 4, 4, 1]


VERTICES = st.tuples(st.integers(-64, 64), st.integers(-64, 64))
RINGS = st.lists(VERTICES, min_size=3, max_size=12)


@given(st.lists(st.lists(RINGS, min_size=1, max_size=3), min_size=1, max_size=3))
def test_whatever_the_rings_the_polygon_is_valid(written: list[list[Ring]]) -> None:
    assert shape_of(valid_polygons(make_rings(*written), IDS)).is_valid


def test_a_polygon_that_no_repair_mends_is_an_error_with_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polygons, "ATTEMPTS", 0)
    with pytest.raises(GeometryError, match="feature 42: its polygon is still invalid"):
        valid_polygons(make_rings([[(0, 0), (4, 4), (4, 0), (0, 4)]], features=[1]), IDS)
