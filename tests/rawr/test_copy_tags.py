import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import copy
from tilebuild.errors import RequestError
from tilebuild.rawr.binary import read_only
from tilebuild.rawr.copy_tags import ARRAY_HEADER, TagFormat, array_length, json_text, read_tags

BEFORE = b"\1\2\3"
"""Whatever stands in front of a column."""


def read(tags: TagFormat, *columns: bytes | None) -> list[list[tuple[str, str]]]:
    """The pairs of some rows, whose columns lie apart from each other."""
    data, fields = BEFORE, []
    for column in columns:
        fields.append((len(data), -1 if column is None else len(data) + len(column)))
        data += (column or b"") + BEFORE
    ranges = np.array(fields, dtype=np.int64).reshape(-1, 2)
    start, texts = read_tags(read_only(data), ranges, tags, "lines")
    words = [texts.strings[code] for code in texts.codes]
    pairs = [*zip(words[::2], words[1::2], strict=True)]
    return [pairs[begin:end] for begin, end in pairwise(start)]


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=9))
def test_the_length_of_an_array_is_how_many_elements_it_has(elements: list[int]) -> None:
    array = copy.bigints(*elements)
    assert array_length(read_only(BEFORE + array), len(BEFORE), len(BEFORE + array)) == len(elements)
    if elements:
        assert array[ARRAY_HEADER:] == b"".join(copy.sized(copy.bigint(element)) for element in elements)


@pytest.mark.parametrize(
    "column", [b"", b"\0" * 11, copy.bigints(1)[:-13], b"\0\0\0\2" + copy.bigints(1)[4:], b"\xff" * 24]
)
def test_what_is_no_array_of_one_dimension_has_no_length(column: bytes) -> None:
    assert array_length(read_only(column), 0, len(column)) == -1


def test_rows_without_tags_stand_before_between_and_behind_others() -> None:
    one = {"a": "b"}
    assert read(TagFormat.HSTORE, None, copy.hstore(one), copy.hstore({}), copy.hstore(one), None) == [
        [], [("a", "b")], [], [("a", "b")], []
    ]  # fmt: skip
    assert read(TagFormat.TEXT_ARRAY, copy.texts(), copy.texts("a", "b"), None) == [[], [("a", "b")], []]
    assert read(TagFormat.JSONB, copy.jsonb("{}"), copy.jsonb('{"a": "b"}'), None) == [[], [("a", "b")], []]


@pytest.mark.parametrize("tags", TagFormat)
def test_no_rows_have_no_tags(tags: TagFormat) -> None:
    assert read(tags) == []


@pytest.mark.parametrize(
    ("tags", "sound", "wrong"),
    [
        (TagFormat.HSTORE, copy.hstore({"a": "b"}), copy.hstore({"a": "b"})[:-1]),
        (TagFormat.TEXT_ARRAY, copy.texts("a", "b"), copy.texts("a")),
        (TagFormat.JSONB, copy.jsonb('{"a": "b"}'), copy.jsonb("[]")),
    ],
)
def test_the_first_row_that_is_wrong_is_named(tags: TagFormat, sound: bytes, wrong: bytes) -> None:
    with pytest.raises(RequestError, match=r"tags in row 2 of the copy of lines are no"):
        read(tags, sound, None, wrong, sound, wrong)


def test_a_text_that_is_no_utf_8_is_told_by_its_place() -> None:
    broken = copy.hstore({"key": "value"}).replace(b"value", b"\xffalue")
    with pytest.raises(RequestError, match=f"lines has a key or value at byte {len(BEFORE) + broken.index(0xFF)}"):
        read(TagFormat.HSTORE, broken)


@given(st.text(), st.booleans())
def test_the_text_of_a_json_string_is_what_it_says(text: str, ascii_only: bool) -> None:
    assert json_text(json.dumps(text, ensure_ascii=ascii_only).encode()) == text


@pytest.mark.parametrize("token", ["3", "4.5e1", "true", '{"a": ["\\n"]}', "[]"])
def test_the_text_of_any_other_json_is_how_it_is_written(token: str) -> None:
    assert json_text(token.encode()) == token


@pytest.mark.parametrize("token", [b'"\xff"', b'"\\q"', b'"\\ud8"', b"\xff"])
def test_a_broken_json_string_has_no_text(token: bytes) -> None:
    with pytest.raises(ValueError):
        json_text(token)
