import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tilebuild.tiles.kernel.tagged import (
    ABSENT,
    Facts,
    Tagged,
    alike_rows,
    all_taken,
    facts_in_order,
    numbered,
    spread,
    taken,
)

Ints = NDArray[np.int64]
Row = list[tuple[int, int]]
"""Slot and value of each tag of a row."""

EMPTY = 3
TAGS = st.tuples(st.integers(ABSENT, 4), st.integers(0, EMPTY))
ROWS = st.lists(st.lists(TAGS, max_size=5), max_size=12)


FILLED = np.arange(5000) != EMPTY
"""Which values are any."""


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def facts_of(rows: list[Row]) -> Facts:
    start = np.cumsum([0, *map(len, rows)])
    flat = [tag for row in rows for tag in row]
    key, value = (np.array(some, dtype=np.int32) for some in ([slot + 1 for slot, _ in flat], [v for _, v in flat]))
    return facts_in_order(Tagged(start, key, value, FILLED), ints(ABSENT, *range(5)))


def by_row(facts: Facts) -> list[Row]:
    pairs = list(zip(facts.slot.tolist(), facts.value.tolist(), strict=True))
    return [pairs[first:last] for first, last in zip(facts.start[:-1], facts.start[1:], strict=True)]


def first_of_each_slot(row: Row) -> Row:
    first: dict[int, int] = {}
    for slot, value in row:
        if slot != ABSENT and value != EMPTY:
            first.setdefault(slot, value)
    return sorted(first.items())


@given(ROWS)
@example([[(3, 1), (ABSENT, 9), (1, 2), (3, 0), (2, 5)], []])
def test_facts_are_the_tags_with_a_slot_by_slot_the_first_of_each(rows: list[Row]) -> None:
    assert by_row(facts_of(rows)) == [first_of_each_slot(row) for row in rows]


@given(st.lists(st.tuples(st.lists(TAGS, max_size=3), st.integers(-2, 1)), max_size=12))
def test_rows_are_alike_if_their_facts_and_the_rest_are(rows: list[tuple[Row, int]]) -> None:
    seen = [(tuple(first_of_each_slot(row)), other) for row, other in rows]
    first, kind = alike_rows(facts_of([row for row, _ in rows]), ints(*(other for _, other in rows)))
    assert [seen[row] for row in first] == list(dict.fromkeys(seen))
    assert [seen[first[number]] for number in kind] == seen


def test_many_rows_find_room() -> None:
    rows: list[Row] = [[(0, number % 4000 + 10)] for number in range(12_000)]
    first, kind = alike_rows(facts_of(rows), np.zeros(len(rows), dtype=np.int64))
    assert first.tolist() == list(range(4000))
    assert kind.tolist() == [number % 4000 for number in range(12_000)]


@given(st.lists(st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(0, 3), max_size=50))
def test_numbers_are_given_in_the_order_in_which_values_are_met(values: list[int]) -> None:
    first, number = numbered(ints(*values))
    distinct = list(dict.fromkeys(values))
    assert [values[place] for place in first] == distinct
    assert [distinct[one] for one in number] == values


@given(st.integers(-(1 << 63), (1 << 63) - 1))
def test_a_number_is_spread_over_what_is_not_negative(number: int) -> None:
    assert 0 <= spread(np.int64(number)) < 1 << 63


def test_features_take_what_their_recipe_asks_for_in_its_order() -> None:
    facts = facts_of([[(0, 10), (1, 11)], [(1, 21)]])
    # Recipe 0 asks for 5 (slot 1) and 4 (slot 0), recipe 1 for nothing, recipe 2 for 5.
    wanted_start, wanted, slots = ints(0, 2, 2, 3), ints(5, 4, 5), ints(9, 9, 9, 9, 0, 1)
    found = taken(ints(0, 0, 1, 1), ints(0, 1, 0, 2), wanted_start, wanted, slots, facts)
    assert found.feature.tolist() == [0, 0, 2, 3]
    assert found.what.tolist() == [5, 4, 5, 5]
    assert found.value.tolist() == [11, 10, 21, 21]


def test_features_that_ask_take_all_facts_of_their_rows() -> None:
    facts = facts_of([[(1, 11), (0, 10)], [], [(2, 30)]])
    found = all_taken(ints(0, 0, 1, 2), np.array([False, True, True, True]), facts)
    assert found.feature.tolist() == [1, 1, 3]
    assert found.what.tolist() == [0, 1, 2]
    assert found.value.tolist() == [10, 11, 30]
