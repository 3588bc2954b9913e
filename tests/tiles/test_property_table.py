import math

import numpy as np
import pytest

from tests.support.features import Feature, make_features
from tilebuild.tiles.features import Shape
from tilebuild.tiles.mvt.values import encode_value
from tilebuild.tiles.property_table import PropertyTable, Value, is_value, is_whole


def table(*features: dict[str, Value]) -> PropertyTable:
    return make_features([Feature("POINT (0 0)", Shape.POINT, properties=properties) for properties in features])[
        0
    ].properties


def test_a_column_is_one_property_of_those_that_have_it() -> None:
    column = table({"a": 1, "b": "x"}, {"b": "y"}, {"a": True}, {"a": 1.0}, {"a": 1}).column("a")
    assert column.feature.tolist() == [0, 2, 3, 4]
    found = [column.values[code] for code in column.codes]
    assert [(type(value), value) for value in found] == [(int, 1), (bool, True), (float, 1.0), (int, 1)]


def test_a_column_that_no_feature_has_is_empty() -> None:
    column = table({"b": 1}).column("a")
    assert (len(column.feature), column.values, table({"b": 1}).number_of("a")) == (0, (), -1)


def test_features_at_new_places_keep_the_order_of_their_properties() -> None:
    before = table({"kind": "x", "a": 1}, {"kind": "y"}, {"kind": "z", "b": 2})
    after = before.placed(np.array([1, -1, 0]))
    assert after.feature.tolist() == [0, 0, 1, 1]
    assert [after.names[name] for name in after.name] == ["kind", "b", "kind", "a"]


@pytest.mark.parametrize(
    ("value", "expected"), [(1, True), (-(1 << 63), True), (1 << 63, False), (True, False), (1.0, False), ("1", False)]
)
def test_whole_numbers_are_those_that_64_bits_hold(value: Value, expected: bool) -> None:
    assert is_whole(value) is expected


@pytest.mark.parametrize("value", ["", "x", 0, -1, 1 << 63, 10**308, 0.0, 1e308, True, False])
def test_a_tile_holds_texts_numbers_and_truth(value: Value) -> None:
    assert is_value(value)
    encode_value(value)


@pytest.mark.parametrize("value", [None, b"x", ["x"], 10**309, -(10**309), math.inf, -math.inf, math.nan, 1j])
def test_a_tile_holds_nothing_else(value: object) -> None:
    assert not is_value(value)
