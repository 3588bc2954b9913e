import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.rawr.binary import read_only
from tilebuild.rawr.json_scan import after_value, next_token

TEXT = st.text(max_size=6) | st.sampled_from(['"', "\\", '\\"', "{[", "]}", ", :", "é😀\n"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)
WRITTEN = st.builds(
    lambda indent, separators, ascii_only: {"indent": indent, "separators": separators, "ensure_ascii": ascii_only},
    st.sampled_from([None, 1]),
    st.sampled_from([(", ", ": "), (",", ":"), (" , ", "\t:\r\n")]),
    st.booleans(),
)
"""Ways to write JSON."""


def tokens(text: bytes) -> list[bytes]:
    """What stands in an array or object, as it is written."""
    data, end, found = read_only(text), len(text), []
    position = next_token(data, 1, end)
    while text[position] not in b"]}":
        behind = after_value(data, position, end)
        found.append(text[position:behind])
        position = next_token(data, behind, end)
    assert position == end - 1
    return found


@given(VALUES, WRITTEN, st.sampled_from([b"", b" ", b", 1", b"}", b"]}"]))
def test_a_value_ends_where_the_standard_library_says(value: Any, written: dict[str, Any], behind: bytes) -> None:
    whole = json.dumps(value, **written).encode()
    assert after_value(read_only(b'["x",' + whole + behind), 5, 5 + len(whole + behind)) == 5 + len(whole)


@given(st.lists(VALUES, max_size=5), WRITTEN)
def test_an_array_is_gone_through_element_by_element(values: list[Any], written: dict[str, Any]) -> None:
    assert [json.loads(token) for token in tokens(json.dumps(values, **written).encode())] == values


@given(st.dictionaries(TEXT, VALUES, max_size=5), WRITTEN)
def test_an_object_is_gone_through_key_by_key_and_value_by_value(
    value: dict[str, Any], written: dict[str, Any]
) -> None:
    found = [json.loads(token) for token in tokens(json.dumps(value, **written).encode())]
    assert found == [one for pair in value.items() for one in pair]


@given(VALUES, WRITTEN, st.data())
def test_what_is_cut_off_is_read_up_to_the_cut(value: Any, written: dict[str, Any], data: st.DataObject) -> None:
    whole = json.dumps(value, **written).encode()
    end = data.draw(st.integers(0, len(whole)))
    assert after_value(read_only(whole + b'"]}'), 0, end) == end


@pytest.mark.parametrize(
    ("text", "start", "found"),
    [
        (b"true", 0, 0),
        (b' \t\r\n,:"a"', 0, 6),
        (b'"a": {}', 3, 5),
        (b"[ ]", 1, 2),
        (b"1,  ", 1, 4),
        (b"1", 1, 1),
    ],
)
def test_what_stands_between_values_is_passed_over(text: bytes, start: int, found: int) -> None:
    assert next_token(read_only(text), start, len(text)) == found


def test_the_next_value_is_not_looked_for_behind_the_end() -> None:
    assert next_token(read_only(b"1,   2"), 1, 3) == 3
