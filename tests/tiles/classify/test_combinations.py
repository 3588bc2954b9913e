import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.support.rows import POINT, make_rows, tagged_rows
from tilebuild.tiles.classify.combinations import area_buckets, area_of_bucket, find_combinations
from tilebuild.tiles.classify.tags import Tags
from tilebuild.tiles.style.model import Draw, Geometry, Row, Style


def nothing(row: Row) -> tuple[Draw, ...]:
    return ()


STYLE = Style((nothing,), frozenset({"a", "b"}), frozenset({"name", "c"}), (("n", lambda text: text[:1] or None),))


def combinations(*tags: dict[str, str]) -> tuple[list[int], list[dict[str, str]]]:
    rows = tagged_rows(*tags)
    found = find_combinations(Tags(rows), "point", Geometry.POINT, np.zeros(len(rows)), STYLE)
    return found.of_row.tolist(), [dict(row.tags) for row in found.rows]


def test_rows_are_alike_if_what_the_style_looks_at_is_alike() -> None:
    of_row, seen = combinations(
        {"a": "1", "b": "2", "unread": "x"},
        {"b": "2", "a": "1", "unread": "y"},
        {"a": "2", "b": "1"},
        {"a": "1"},
        {},
        {"unread": "z"},
    )
    assert of_row == [0, 0, 1, 2, 3, 3]
    assert seen == [{"a": "1", "b": "2"}, {"a": "2", "b": "1"}, {"a": "1"}, {}]


def test_of_some_tags_only_the_presence_counts_and_of_a_name_any_language() -> None:
    of_row, seen = combinations(
        {"c": "1"}, {"c": "2"}, {"name": "A"}, {"name:de": "B", "name:fr": "C"}, {"name:left": "D"}
    )
    assert of_row == [0, 0, 1, 1, 2]
    assert seen == [{"c": ""}, {"name": ""}, {}]


def test_of_many_values_a_function_makes_few_and_may_hide_the_tag() -> None:
    style = Style((nothing,), frozenset(), coarse=(("n", lambda text: None if text == "x" else text[:1]),))
    rows = tagged_rows({"n": "12"}, {"n": "19"}, {"n": "2"}, {"n": "x"}, {})
    found = find_combinations(Tags(rows), "point", Geometry.POINT, np.zeros(5), style)
    assert found.of_row.tolist() == [0, 0, 1, 2, 2]
    assert [dict(row.tags) for row in found.rows] == [{"n": "1"}, {"n": "2"}, {}]


def test_an_empty_value_is_no_tag() -> None:
    assert combinations({"a": " ", "c": ""}, {}) == ([0, 0], [{}])


def test_relations_and_areas_keep_rows_apart() -> None:
    rows = make_rows([(1, POINT, {}), (-1, POINT, {}), (2, POINT, {}), (3, POINT, {})])
    found = find_combinations(Tags(rows), "polygon", Geometry.POLYGON, np.array([4.0, 4.0, 4.1, 8.0]), STYLE)
    assert found.of_row.tolist() == [0, 1, 0, 2]
    assert [(row.relation, row.area, row.table) for row in found.rows] == [
        (False, 4.0, "polygon"),
        (True, 4.0, "polygon"),
        (False, 8.0, "polygon"),
    ]


@given(st.lists(st.floats(1e-6, 1e14), min_size=1))
def test_a_bucket_is_at_most_a_square_root_of_two_wide(areas: list[float]) -> None:
    lower = [area_of_bucket(bucket) for bucket in area_buckets(np.array(areas)).tolist()]
    for least, area in zip(lower, areas, strict=True):
        assert least <= area * (1 + 1e-12)
        assert area < least * math.sqrt(2) * (1 + 1e-12)


def test_no_area_is_no_area() -> None:
    assert area_of_bucket(int(area_buckets(np.zeros(1))[0])) == 0.0


@given(st.lists(st.dictionaries(st.sampled_from("ab"), st.sampled_from("12"), max_size=2), max_size=12))
def test_combinations_are_exactly_the_distinct_maps(tags: list[dict[str, str]]) -> None:
    of_row, seen = combinations(*tags)
    assert [seen[index] for index in of_row] == tags
    assert len({tuple(sorted(one.items())) for one in seen}) == len(seen)
