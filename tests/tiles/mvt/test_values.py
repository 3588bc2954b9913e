from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mapbox_vector_tile.Mapbox import vector_tile_pb2

from tilebuild.tiles.mvt.values import encode_value, encode_values
from tilebuild.tiles.property_table import Value

WHOLE = st.integers(-(1 << 63), (1 << 63) - 1)
SINGLE = st.floats(width=32, allow_nan=False, allow_infinity=False)
DOUBLE = st.floats(-1e38, 1e38).filter(lambda number: float(np.float32(number)) != number)

Told = tuple[str, Value]
"""A value as an independent reader sees it: in which field of the message it is, and what it is."""


def told(message: bytes) -> list[Told]:
    """Of one value."""
    return [(field.name, value) for field, value in vector_tile_pb2.tile.value.FromString(message).ListFields()]


def told_of_layer(fields: bytes) -> list[list[Told]]:
    """Of each value of a layer that has nothing else."""
    layer = vector_tile_pb2.tile.layer()
    layer.MergeFromString(fields)
    assert {field.name for field, _ in layer.ListFields()} <= {"values"}
    return [told(value.SerializeToString()) for value in layer.values]


@given(WHOLE)
def test_a_whole_number_is_one_to_a_reader_and_a_negative_one_takes_little_room(number: int) -> None:
    assert told(encode_value(number)) == [("int_value" if number >= 0 else "sint_value", number)]
    assert len(encode_value(number)) <= 2 + abs(number).bit_length() // 7 + 1


@given(st.text(max_size=300))
@example("é" * 63 + "ab")
def test_a_text_of_any_length_is_that_text(text: str) -> None:
    assert told(encode_value(text)) == [("string_value", text)]


@given(SINGLE)
def test_a_fraction_that_single_precision_holds_takes_four_bytes(number: float) -> None:
    assert told(encode_value(number)) == [("float_value", number)]


@given(DOUBLE)
@example(1e300)
@example(-1.7e308)
def test_any_other_fraction_loses_nothing(number: float) -> None:
    assert told(encode_value(number)) == [("double_value", number)]


@pytest.mark.parametrize("number", [1 << 63, -(1 << 63) - 1, 10**30])
def test_a_number_that_64_bits_do_not_hold_is_a_fraction(number: int) -> None:
    assert told(encode_value(number)) == [("double_value", float(number))]


@pytest.mark.parametrize("truth", [True, False])
def test_true_and_false_are_no_numbers(truth: bool) -> None:
    ((field, value),) = told(encode_value(truth))
    assert (field, value) == ("bool_value", truth)


OTHERS = st.lists(st.text(max_size=300) | st.booleans() | SINGLE | DOUBLE | st.just(1 << 70), max_size=10)


@given(st.lists(WHOLE, max_size=10), OTHERS)
@example([127, 128, -64, -65, (1 << 63) - 1, -(1 << 63)], ["", "a" * 125, "a" * 126, "a" * 127, "a" * 128])
def test_many_values_are_each_alone_one_after_the_other(numbers: list[int], others: list[Value]) -> None:
    data, start = encode_values(np.array(numbers, dtype=np.int64), others)
    assert (start[0], start[-1]) == (0, len(data))
    each = [told_of_layer(data[begin:end].tobytes()) for begin, end in pairwise(start)]
    assert each == [[told(encode_value(value))] for value in (*numbers, *others)]
    assert told_of_layer(data.tobytes()) == [value for (value,) in each]


def test_no_values_are_no_bytes() -> None:
    data, start = encode_values(np.empty(0, dtype=np.int64), [])
    assert (data.tobytes(), start.tolist()) == (b"", [0])
