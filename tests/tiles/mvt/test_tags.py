import itertools

import numpy as np
import pytest

from tests.support.features import Feature, make_features
from tilebuild.tiles.features import Shape
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.tags import tags_of
from tilebuild.tiles.mvt.values import encode_value, encode_values
from tilebuild.tiles.property_table import Value, is_whole


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ü", "0a02c3bc"),
        (True, "3801"),
        (False, "3800"),
        (1, "2001"),
        (300, "20ac02"),
        (-1, "3001"),
        (0.5, "150000003f"),
        (0.1, "199a9999999999b93f"),
        (1 << 64, "19" + np.float64(1 << 64).tobytes().hex()),
    ],
)
def test_a_value_keeps_its_type(value: Value, expected: str) -> None:
    assert encode_value(value).hex() == expected
    message = bytes.fromhex(expected)
    numbers, others = ([value], []) if is_whole(value) else ([], [value])
    assert (
        encode_values(np.array(numbers, dtype=np.int64), others).data.tobytes() == bytes((0x22, len(message))) + message
    )


def test_equal_values_of_other_types_are_other_values() -> None:
    rows = [Feature("POINT (0 0)", Shape.POINT, properties={"a": value}) for value in (1, True, 1.0, 1)]
    tags = tags_of(make_features(rows)[0])
    assert tags.table.value.tolist() == [0, 1, 2, 0]


def test_a_whole_number_is_one_value_whatever_stands_beside_it() -> None:
    rows = [
        Feature("POINT (0 0)", Shape.POINT, properties={"a": 7, "b": "x"}),
        Feature("POINT (0 0)", Shape.POINT, properties={"a": 0.5, "b": 7}),
        Feature("POINT (0 0)", Shape.POINT, properties={"id": -7, "c": 1 << 70}),
        Feature("POINT (0 0)", Shape.POINT, properties={"id": 7}),
    ]
    tags = tags_of(make_features(rows)[0])
    data, start = tags.values
    written = [data[begin:end].tobytes() for begin, end in itertools.pairwise(start)]
    expected = [encode_value(value) for value in (-7, 7, "x", 0.5, 1 << 70)]
    assert written == [bytes((0x22, len(message))) + message for message in expected]
    assert tags.table.value.tolist() == [1, 2, 3, 1, 0, 4, 1]


def test_a_property_is_written_from_its_zoom_on() -> None:
    rows = [
        Feature("POINT (0 0)", Shape.POINT, properties={"kind": "x", "name": "y"}, property_zooms={"name": 14}),
        Feature("POINT (0 0)", Shape.POINT, properties={"name": "z"}),
    ]
    tags = tags_of(make_features(rows)[0])
    start, key, _ = tags.at(Level(10, 13), 2)
    assert (start.tolist(), key.tolist()) == ([0, 1, 2], [0, 1])
    start, key, _ = tags.at(Level(11, 14), 2)
    assert (start.tolist(), key.tolist()) == ([0, 2, 3], [0, 1, 1])


def test_what_is_unnamed_is_written_without_its_names() -> None:
    names = {"name": "y", "name:de": "z", "script": "Latin"}
    rows = [Feature("POINT (0 0)", Shape.POINT, properties={"kind": "x", **names}) for _ in range(2)]
    tags = tags_of(make_features(rows)[0])
    start, key, _ = tags.at(Level(10, 13), 2, np.array([True, False]))
    assert [tags.table.names[one] for one in key] == ["kind", "kind", *names]
    assert start.tolist() == [0, 1, 5]


def test_features_without_properties_have_no_entries_before_between_and_behind_others() -> None:
    rows = [Feature("POINT (0 0)", Shape.POINT, properties={"kind": "x"} if full else {}) for full in (0, 1, 0, 1, 0)]
    start, key, value = tags_of(make_features(rows)[0]).at(Level(10, 13), 5)
    assert start.tolist() == [0, 0, 1, 1, 2, 2]
    assert len(key) == len(value) == 2
