from collections.abc import Callable
from itertools import pairwise

import msgpack
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tilebuild.rawr import msgpack_write as writing
from tilebuild.rawr.rows import Bytes

Put = Callable[[Bytes, int, int], int]

SIZES = st.sampled_from([2**power + step for power in (0, 4, 5, 8, 16, 31) for step in (-1, 0, 1)]) | st.integers(
    0, 2**32 - 1
)
"""Of arrays and maps: around where one form becomes another, and any."""
LENGTHS = [0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536]
"""Of strings."""


def written(put: Put, value: int) -> bytes:
    """What is written of a value; around it nothing is."""
    out = np.full(32, 0x77, dtype=np.uint8)
    end = put(out, 3, value)
    assert {*out[:3].tolist(), *out[end:].tolist()} == {0x77}
    return out[3:end].tobytes()


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_number_is_written_as_the_msgpack_library_does(number: int) -> None:
    assert written(writing.put_integer, number) == msgpack.packb(number)
    assert writing.integer_size(number) == len(msgpack.packb(number))


@pytest.mark.parametrize("power", [5, 7, 8, 15, 16, 31, 32, 63])
def test_numbers_around_every_power_are_written_as_short_as_can_be(power: int) -> None:
    for near in (sign * 2**power + step for sign in (-1, 1) for step in (-1, 0, 1)):
        if -(2**63) <= near < 2**63:
            assert written(writing.put_integer, near) == msgpack.packb(near)
            assert writing.integer_size(near) == len(msgpack.packb(near))


@given(SIZES)
def test_arrays_and_maps_begin_as_the_msgpack_library_begins_them(size: int) -> None:
    array, pairs = msgpack.Packer().pack_array_header(size), msgpack.Packer().pack_map_header(size)
    assert written(writing.put_array_header, size) == array
    assert written(writing.put_map_header, size) == pairs
    assert writing.collection_header_size(size) == len(array) == len(pairs)


@pytest.mark.parametrize("length", LENGTHS)
def test_strings_begin_as_the_msgpack_library_begins_them(length: int) -> None:
    text, binary = msgpack.packb("a" * length), msgpack.packb(b"a" * length)
    assert written(writing.put_text_header, length) + b"a" * length == text
    assert written(writing.put_binary_header, length) + b"a" * length == binary
    assert writing.binary_header_size(length) == len(binary) - length


@given(st.integers(-(2**63), 2**63 - 1), st.integers(1, 8))
def test_of_a_number_the_lowest_bytes_are_written_highest_first(number: int, size: int) -> None:
    lowest = (number % 256**size).to_bytes(size, "big")
    assert written(lambda out, position, value: writing.put_big_endian(out, position, value, size), number) == lowest


@given(st.lists(st.text(max_size=40), max_size=20), st.booleans())
@example(["a" * length for length in LENGTHS], False)
@example(["é" * length for length in LENGTHS], True)
def test_packed_strings_are_those_of_the_msgpack_library_one_after_the_other(values: list[str], binary: bool) -> None:
    packed = writing.pack(values, binary=binary)
    assert [packed.data[begin:end].tobytes() for begin, end in pairwise(packed.start)] == [
        msgpack.packb(value.encode() if binary else value) for value in values
    ]
    assert packed.start[-1] == len(packed.data)


def test_nil_is_the_byte_of_the_msgpack_library() -> None:
    assert bytes([writing.NIL]) == msgpack.packb(None)
