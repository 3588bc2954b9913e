import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.errors import RequestError
from tilebuild.tiles.classify.entries import Entries
from tilebuild.tiles.property_table import Value, property_order


def listed(entries: Entries) -> list[tuple[int, str, Value, float]]:
    table = entries.table()
    values = [*table.numbers.tolist(), *table.others]
    return [
        (feature, table.names[name], values[value], zoom)
        for feature, name, value, zoom in zip(
            table.feature.tolist(), table.name, table.value, table.min_zoom.tolist(), strict=True
        )
    ]


Given = tuple[int, str, Value | None, float]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 4),
            st.sampled_from(["kind", "id", "name", "a"]),
            st.sampled_from(["x", "y", 1, 2, True, 1.0, None]),
            st.sampled_from([0.0, 14.0]),
        )
    )
)
def test_of_what_is_added_for_a_feature_under_a_name_the_first_stays(given: list[Given]) -> None:
    entries = Entries()
    expected: dict[tuple[int, tuple[int, str]], tuple[int, str, Value, float]] = {}
    for feature, name, value, zoom in given:
        entries.add(np.array([feature]), entries.name(name), entries.codes(name, [value]), zoom)
        if value is not None:
            expected.setdefault((feature, property_order(name)), (feature, name, value, zoom))
    found = listed(entries)
    assert found == [expected[key] for key in sorted(expected)]
    assert [type(value) for _, _, value, _ in found] == [type(expected[key][2]) for key in sorted(expected)]
    assert set(entries.table().names) == {name for _, name, _, _ in found}


def test_numbers_that_are_added_as_such_are_the_same_as_those_that_are_values() -> None:
    entries = Entries()
    entries.add(np.array([0, 1]), entries.name("height"), entries.codes("height", [7, -3]))
    entries.add_numbers(np.array([0, 1]), entries.name("id"), np.array([-3, 9]))
    entries.begin_table(2)
    entries.add_numbers(np.array([0]), entries.name("id"), np.array([7]))
    assert listed(entries) == [
        (0, "id", -3, 0),
        (0, "height", 7, 0),
        (1, "id", 9, 0),
        (1, "height", -3, 0),
        (2, "id", 7, 0),
    ]
    assert entries.table().numbers.tolist() == [-3, 7, 9]


def test_each_entry_may_have_a_name_and_a_zoom_of_its_own() -> None:
    entries = Entries()
    names = np.array([entries.name("b"), entries.name("a")])
    entries.add(np.array([0, 0]), names, entries.codes("b", ["x", "y"]), np.array([3, 5], dtype=np.float32))
    assert listed(entries) == [(0, "a", "y", 5), (0, "b", "x", 3)]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), ["x"], b"x"])
def test_what_no_tile_can_hold_is_refused_by_the_name_of_the_property(value: float) -> None:
    with pytest.raises(RequestError, match="property height is"):
        Entries().codes("height", [value])
