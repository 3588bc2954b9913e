import numpy as np
import pytest

from tests.support.classified import decode
from tests.support.rows import POINT, make_rows, tagged_rows
from tilebuild.tiles.classify import Table, classify, whole_areas
from tilebuild.tiles.classify.labels import carries_label
from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.basemap import BASEMAP
from tilebuild.tiles.style.model import Geometry


@pytest.mark.parametrize(
    ("ids", "area", "expected"),
    [
        ([-1, -1, -1], [1, 3, 2], [False, True, False]),
        ([-1, -2, -1], [1, 1, 1], [True, True, False]),
        ([5, 5], [1, 2], [True, True]),
        ([], [], []),
    ],
)
def test_of_a_relation_only_the_largest_part_carries_a_label(
    ids: list[int], area: list[float], expected: list[bool]
) -> None:
    assert carries_label(np.array(ids, dtype=np.int64), np.array(area, dtype=np.float64)).tolist() == expected


def test_a_lake_of_two_parts_is_two_areas_and_one_label() -> None:
    lake = {"natural": "water", "name": "Lac"}
    rows = make_rows([(-4, POINT, lake), (-4, POINT, lake)])
    found = decode(classify([Table(rows, "polygon", Geometry.POLYGON, np.array([1e4, 1e6]))], BASEMAP))
    assert [(one.row, one.shape) for one in found] == [(0, Shape.POLYGON), (1, Shape.POLYGON), (1, Shape.LABEL)]


def test_the_area_that_a_clipped_row_states_wins() -> None:
    rows = tagged_rows({"way_area": "9e10"}, {}, {"way_area": "unknown"}, {"way_area": "-5"}, {"way_area": "inf"})
    areas = np.arange(5.0)
    assert whole_areas(rows, areas).tolist() == [9e10, 1, 2, 3, 4]
    assert areas.tolist() == [0, 1, 2, 3, 4]


def test_a_clipped_lake_comes_as_early_as_the_whole_one() -> None:
    lake = {"natural": "water"}
    rows = tagged_rows(lake, {**lake, "way_area": "1e12"}, lake)
    found = decode(classify([Table(rows, "polygon", Geometry.POLYGON, np.array([1e4, 1e4, 1e12]))], BASEMAP))
    assert found[0].min_zoom > found[1].min_zoom == found[2].min_zoom
