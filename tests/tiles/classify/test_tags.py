from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.support.rows import tagged_rows
from tilebuild.tiles.classify.tags import ABSENT, Tags

TEXTS = st.sampled_from(["a", "b", "name", "", " ", "\t\u3000\n", "x ", "é"])
ROWS = st.lists(st.dictionaries(TEXTS, TEXTS, max_size=5), max_size=6)


@given(ROWS)
def test_what_is_more_than_white_space_is_a_value(rows: list[dict[str, str]]) -> None:
    tags = Tags(tagged_rows(*rows))
    filled = dict(zip(tags.rows.strings, tags.filled.tolist(), strict=True))
    assert filled == {text: bool(text.strip()) for row in rows for pair in row.items() for text in pair}


@given(ROWS)
def test_keys_are_those_of_the_rows_and_no_values(rows: list[dict[str, str]]) -> None:
    keys = Tags(tagged_rows(*rows)).keys
    assert sorted(keys) == sorted({key for row in rows for key in row})


def asked(rows: list[dict[str, str]], *wanted: str) -> list[list[tuple[str, str]]]:
    """Key and value of each row's facts, where those keys are asked for, the first ones first."""
    tags = Tags(tagged_rows(*rows))
    slots = [wanted.index(text) if text in wanted else ABSENT for text in tags.rows.strings]
    start, slot, value = tags.facts(np.array(slots, dtype=np.int64))
    facts = [(wanted[key], tags.rows.strings[text]) for key, text in zip(slot, value, strict=True)]
    return [facts[begin:end] for begin, end in pairwise(start)]


@given(ROWS)
def test_the_tags_that_are_asked_for_are_found_in_every_row_if_they_have_a_value(rows: list[dict[str, str]]) -> None:
    wanted = ("name", "b", "")
    expected = [[(key, row[key]) for key in wanted if row.get(key, "").strip()] for row in rows]
    assert asked(rows, *wanted) == expected


def test_a_value_that_is_spelt_like_a_key_is_none() -> None:
    assert asked([{"name": "b"}, {"b": "name"}], "b") == [[], [("b", "name")]]
