import json
import struct
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.rawr import msgpack_scan as scan
from tilebuild.rawr.binary import read_only

INTEGERS = st.integers(-(2**63), 2**64 - 1)
EXTENSIONS = st.builds(msgpack.ExtType, st.integers(0, 127), st.binary(max_size=20))
SCALARS = st.none() | st.booleans() | INTEGERS | st.floats() | st.text(max_size=40) | st.binary(max_size=40)
VALUES = st.recursive(
    SCALARS | EXTENSIONS,
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(SCALARS, inner, max_size=20),
    max_leaves=20,
)
SIZES = [0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536]
BEFORE = b"\x93\xc1?"
"""Whatever stands in front of a value."""


def at_once(value: Any) -> tuple[int, int, int]:
    """What is found out about a value: kind, size, and how far behind the first byte its body begins."""
    kind, size, body = scan.header(read_only(BEFORE + msgpack.packb(value) + b"\xc1"), len(BEFORE))
    return kind, size, body - len(BEFORE)


@pytest.mark.parametrize("size", SIZES)
def test_the_size_and_place_of_what_a_value_holds_are_found(size: int) -> None:
    assert at_once("a" * size) == (scan.TEXT, size, len(msgpack.packb("a" * size)) - size)
    assert at_once(b"a" * size) == (scan.BINARY, size, len(msgpack.packb(b"a" * size)) - size)
    assert at_once([1] * size) == (scan.ARRAY, size, len(msgpack.packb([1] * size)) - size)
    pairs = msgpack.Packer().pack_map_header(size)
    assert scan.header(read_only(pairs), 0) == (scan.MAP, size, len(pairs))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, scan.NIL),
        (False, scan.BOOL),
        (True, scan.BOOL),
        *((number, scan.INTEGER) for number in (1, -1, 300, -(2**40))),
        (1.5, scan.FLOAT),
        *((msgpack.ExtType(5, b"a" * size), scan.EXTENSION) for size in (1, 2, 3, 4, 8, 16, 17, 256, 65536)),
    ],
    ids=lambda value: str(value)[:20],
)
def test_whatever_else_there_is_has_no_size_and_is_passed_as_a_whole(value: Any, kind: int) -> None:
    assert at_once(value) == (kind, 0, len(msgpack.packb(value)))


def test_a_number_of_single_precision_is_one() -> None:
    assert scan.header(read_only(b"\xca" + struct.pack(">f", 1.5)), 0) == (scan.FLOAT, 0, 5)


def test_the_byte_that_the_format_does_not_use_is_invalid() -> None:
    assert scan.header(read_only(b"\xc1"), 0)[0] == scan.INVALID
    assert scan.skip(read_only(b"\x92\x01\xc1"), 0) == -1


@given(INTEGERS)
def test_a_number_is_read_as_64_bits_hold_it(number: int) -> None:
    wrapped = number - 2**64 if number >= 2**63 else number
    assert scan.integer(read_only(BEFORE + msgpack.packb(number)), len(BEFORE)) == wrapped


@pytest.mark.parametrize(("first", "form"), [*zip(range(0xCC, 0xD4), "BHIQbhiq", strict=True)])
def test_a_number_is_read_in_longer_forms_than_it_needs(first: int, form: str) -> None:
    for number in (0, 5, 127, *((-1, -33, -128) if form.islower() else (200,))):
        assert scan.integer(read_only(bytes([first]) + struct.pack(f">{form}", number)), 0) == number


@given(VALUES)
def test_a_value_is_passed_whatever_it_holds(value: Any) -> None:
    packed = msgpack.packb(value)
    assert scan.skip(read_only(BEFORE + packed + b"\xc1"), len(BEFORE)) == len(BEFORE + packed)


@given(VALUES, st.data())
def test_a_value_that_is_cut_off_is_not_passed(value: Any, data: st.DataObject) -> None:
    packed = msgpack.packb(value)
    end = data.draw(st.integers(0, len(packed) - 1))
    assert scan.skip(read_only(packed[:end]), 0) == -1


@pytest.mark.parametrize("value", ["abc", b"abc", 300, 1.5, msgpack.ExtType(5, b"abc")], ids=str)
def test_of_what_holds_no_others_a_cut_is_seen_at_once(value: Any) -> None:
    packed = msgpack.packb(value)
    assert {scan.header(read_only(packed[:end]), 0)[0] for end in range(len(packed))} == {scan.TRUNCATED}


def scanned(packed: bytes) -> tuple[int, int, int, list[bytes]]:
    """What is wrong, whether there is a value, where the pair ends, and its tokens."""
    start, end = np.zeros(6, np.int64), np.zeros(6, np.int64)
    wrong, present, position = scan.scan_pair(read_only(packed), 0, start, end, 2)
    assert not start[[0, 1, 4, 5]].any()
    assert not end[[0, 1, 4, 5]].any()
    return wrong, present, position, [packed[start[token] : end[token]] for token in (2, 3)]


@given(st.text(max_size=40) | st.binary(max_size=40), VALUES)
def test_a_pair_is_key_and_value_as_they_are_written_and_nil_is_no_value(key: str | bytes, value: Any) -> None:
    tokens = [msgpack.packb(key), msgpack.packb(value)]
    assert scanned(b"".join(tokens) + b"\xc1") == (0, value is not None, sum(map(len, tokens)), tokens)


@pytest.mark.parametrize(
    ("packed", "wrong", "place"),
    [
        (b"", scan.BROKEN, 0),
        (b"\xa2k", scan.BROKEN, 0),
        (b"\x92\x01", scan.BROKEN, 0),
        (b"\xc1\xa1v", scan.BROKEN, 0),
        (b"\xa1k", scan.BROKEN, 2),
        (b"\xa1k\xa2v", scan.BROKEN, 2),
        (b"\xa1k\x92\x01", scan.BROKEN, 2),
        (b"\xa1k\xc1", scan.BROKEN, 2),
        (b"\x01\xa1v", scan.NO_KEY, 0),
        (b"\xc0\xa1v", scan.NO_KEY, 0),
        (b"\x90\xa1v", scan.NO_KEY, 0),
    ],
)
def test_a_pair_that_is_none_is_told_by_what_is_wrong_and_where(packed: bytes, wrong: int, place: int) -> None:
    assert (scanned(packed)[0], scanned(packed)[2]) == (wrong, place)


@given(st.lists(VALUES, min_size=1, max_size=8))
def test_where_a_text_stands_is_told_of_strings_alone(values: list[Any]) -> None:
    packed = [msgpack.packb(value) for value in values]
    ends = np.cumsum([len(token) for token in packed])
    first, last = scan.NOTATION.plain(read_only(b"".join(packed)), ends - [len(token) for token in packed], ends)
    for value, begin, end in zip(values, first, last, strict=True):
        content = value.encode() if isinstance(value, str) else value if isinstance(value, bytes) else None
        assert (b"".join(packed)[begin:end] if end >= 0 else None) == content


@given(st.text(max_size=40))
def test_the_text_of_a_string_is_the_string(text: str) -> None:
    assert scan.text_of(msgpack.packb(text)) == scan.text_of(msgpack.packb(text.encode())) == text


@pytest.mark.parametrize("value", [3, -4.5, True, None, [1, "é"], {"a": [None]}], ids=str)
def test_the_text_of_anything_else_is_json_of_the_same(value: Any) -> None:
    assert json.loads(scan.text_of(msgpack.packb(value))) == value
    assert "\\" not in scan.text_of(msgpack.packb(value))


@pytest.mark.parametrize(
    "token",
    [
        b"\xa1\xff",
        b"\xc4\1\xff",
        b"\xd4\5a",
        b"\x91\xc4\1a",
        b"\xa2a",
        b"\xa1aa",
        b"",
        b"\x81\x90\1",
        b"\x91" * 5000 + b"\1",
    ],
    ids=lambda token: token[:4].hex(),
)
def test_what_json_has_no_word_for_has_no_text(token: bytes) -> None:
    with pytest.raises(ValueError):
        scan.text_of(token)
