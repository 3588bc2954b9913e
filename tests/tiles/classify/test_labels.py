import numpy as np
import pytest

from tests.support.classified import decode
from tests.support.rows import POINT, make_rows
from tilebuild.tiles.classify import Table, classify
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
