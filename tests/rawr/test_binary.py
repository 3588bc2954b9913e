import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.rawr.binary import copy_bytes, read_only, same_bytes, signed, unsigned, word
from tilebuild.rawr.rows import Bytes

AROUND = st.binary(max_size=10)
"""What stands in front of the bytes in question, or behind them."""


@pytest.mark.parametrize("data", [b"abc", memoryview(b"abc"), np.frombuffer(bytearray(b"abc"), dtype=np.uint8)])
def test_bytes_of_any_kind_become_an_array_that_cannot_be_written(data: bytes | memoryview | Bytes) -> None:
    array = read_only(data)
    assert array.tolist() == [*b"abc"]
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1


def test_an_array_itself_stays_as_it_is_and_is_not_copied() -> None:
    data = np.zeros(3, dtype=np.uint8)
    array = read_only(data)
    data[1] = 7
    assert array.tolist() == [0, 7, 0]


@given(AROUND, st.binary(max_size=7), AROUND)
def test_an_unsigned_number_begins_with_its_highest_byte(before: bytes, number: bytes, behind: bytes) -> None:
    found = unsigned(read_only(before + number + behind), len(before), len(number))
    assert found == int.from_bytes(number, "big")


@given(AROUND, st.binary(min_size=8, max_size=8), AROUND)
def test_an_unsigned_number_of_eight_bytes_is_the_signed_one(before: bytes, number: bytes, behind: bytes) -> None:
    found = unsigned(read_only(before + number + behind), len(before), 8)
    assert found == int.from_bytes(number, "big", signed=True)


@given(AROUND, st.binary(min_size=1, max_size=8), AROUND)
def test_a_signed_number_is_below_nothing_if_its_highest_bit_is_set(
    before: bytes, number: bytes, behind: bytes
) -> None:
    found = signed(read_only(before + number + behind), len(before), len(number))
    assert found == int.from_bytes(number, "big", signed=True)


@given(AROUND, st.binary(min_size=8, max_size=8), AROUND)
def test_a_word_begins_with_its_lowest_byte(before: bytes, number: bytes, behind: bytes) -> None:
    found = word(read_only(before + number + behind), np.uint64(len(before)))
    assert int(found) == int.from_bytes(number, "little")


@given(AROUND, st.binary(max_size=40), AROUND)
def test_equal_bytes_are_the_same_whatever_stands_around_them(before: bytes, content: bytes, between: bytes) -> None:
    data = before + content + between + content
    assert same_bytes(read_only(data), len(before), len(data) - len(content), len(content))


@given(st.binary(min_size=1, max_size=40), st.data())
def test_bytes_that_differ_in_one_bit_are_not_the_same(content: bytes, data: st.DataObject) -> None:
    other = bytearray(content)
    other[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert not same_bytes(read_only(content + other), 0, len(content), len(content))


@given(AROUND, st.binary(max_size=40), AROUND, st.integers(0, 5))
def test_bytes_are_copied_and_nothing_else_is_written(
    before: bytes, content: bytes, behind: bytes, position: int
) -> None:
    out = np.full(60, 0x77, dtype=np.uint8)
    start = len(before)
    end = copy_bytes(out, position, read_only(before + content + behind), start, start + len(content))
    assert end == position + len(content)
    assert out.tobytes() == b"w" * position + content + b"w" * (60 - end)
