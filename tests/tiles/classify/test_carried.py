import numpy as np
import pytest

from tests.support.rows import make_rows
from tilebuild.tiles.classify.carried import WORLD, carried, numbers, whole_areas

GIANT = {"way_area": "9e10", "label_x": "-1", "label_y": "2"}

CASES = [
    ("a clipped giant", 1, GIANT, 9e10, [-1, 2]),
    ("a part of a relation", -1, {"label_x": "1", "label_y": "2"}, None, [1, 2]),
    ("a clipped part of a relation", -1, GIANT, 9e10, [-1, 2]),
    ("an area from a mapper", 1, {"way_area": "9"}, None, None),
    ("a label from a mapper", 1, {"label_x": "1", "label_y": "2"}, None, None),
    ("half a label", -1, {"label_x": "1"}, None, None),
    ("an area that is a text", 1, {**GIANT, "way_area": "large"}, None, None),
    ("an area below nothing", 1, {**GIANT, "way_area": "-5"}, None, None),
    ("an area larger than the world", 1, {**GIANT, "way_area": str(2 * WORLD)}, None, None),
    ("an area without end", 1, {**GIANT, "way_area": "inf"}, None, None),
    ("a label that is no place", -1, {**GIANT, "label_y": "nan"}, None, None),
    ("nothing", 1, {}, None, None),
]


@pytest.mark.parametrize(("osm_id", "tags", "area", "label"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_what_a_row_carries_is_believed_where_it_can_be_of_a_whole(
    osm_id: int, tags: dict[str, str], area: float | None, label: list[float] | None
) -> None:
    found = carried(make_rows([(7, b"", {}), (osm_id, b"", tags)]))
    assert np.array_equal(found.area, [np.nan, np.nan if area is None else area], equal_nan=True)
    assert np.array_equal(found.label, [[np.nan] * 2, label or [np.nan] * 2], equal_nan=True)


def test_an_area_that_is_carried_wins() -> None:
    areas = np.array([1.0, 2.0])
    assert whole_areas(make_rows([(1, b"", GIANT), (2, b"", {})]), areas).tolist() == [9e10, 2]
    assert areas.tolist() == [1, 2]


def test_numbers_are_read_where_they_are_numbers() -> None:
    rows = make_rows([(1, b"", {"a": "1"}), (2, b"", {"b": "2"}), (3, b"", {"a": "x"}), (4, b"", {"b": "3", "a": "1"})])
    assert str(numbers(rows, "a").tolist()) == "[1.0, nan, nan, 1.0]"
    assert np.isnan(numbers(rows, "c")).all()
