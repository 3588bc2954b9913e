import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.rawr import as_rows
from tests.support.rows import POINT
from tilebuild.rawr.binary import read_only
from tilebuild.rawr.rows import Int64s
from tilebuild.rawr.strings import Interned
from tilebuild.rawr.tags import key_order, make_rows

TEXT = st.text(max_size=3) | st.sampled_from(["name", "name:de", "Name", "\uffff", "\U00010000", "é", "z"])
"""U+FFFF stands in front of U+10000 in UTF-8, and behind it in UTF-16."""
ROWS = st.lists(st.lists(st.tuples(TEXT, TEXT), max_size=8, unique_by=lambda pair: pair[0]), max_size=8)

Pairs = list[tuple[str, str]]


def interned(words: list[str]) -> Interned:
    strings = tuple(dict.fromkeys(words))
    return Interned(np.array([strings.index(word) for word in words], dtype=np.int32), strings)


def start_of(rows: list[Pairs]) -> Int64s:
    return np.cumsum([0, *map(len, rows)])


@given(ROWS)
def test_keys_and_values_that_alternate_are_the_tags_of_the_rows(rows: list[Pairs]) -> None:
    words = interned([text for pairs in rows for pair in pairs for text in pair])
    count, ends = len(rows), np.arange(1, len(rows) + 1) * len(POINT)
    made = make_rows(np.arange(count), read_only(POINT * count), ends - len(POINT), ends, start_of(rows), words)
    assert as_rows(made) == [(number, POINT, dict(pairs)) for number, pairs in enumerate(rows)]


@given(ROWS)
@example([[("b", ""), ("a", ""), ("c", "")], [], [("\U00010000", ""), ("\uffff", "")]])
def test_tags_are_ordered_in_each_row_by_the_bytes_of_their_keys(rows: list[Pairs]) -> None:
    keys = interned([key for pairs in rows for key, _ in pairs])
    order = key_order(start_of(rows), keys.codes, keys.strings)
    flat = [pair for pairs in rows for pair in pairs]
    assert [flat[tag] for tag in order] == [
        pair for pairs in rows for pair in sorted(pairs, key=lambda pair: pair[0].encode())
    ]


def test_of_equal_keys_the_first_stays_first() -> None:
    keys = interned(["b", "a", "b", "a"])
    assert key_order(np.array([0, 4]), keys.codes, keys.strings).tolist() == [1, 3, 0, 2]
