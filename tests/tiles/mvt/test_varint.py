import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.tiles.mvt.varint import encoded, field, put, size, zigzag


@pytest.mark.parametrize(("value", "expected"), [(0, "00"), (1, "01"), (127, "7f"), (128, "8001"), (300, "ac02")])
def test_vectors_of_the_protocol_buffers_documentation(value: int, expected: str) -> None:
    assert encoded(value).hex() == expected


@pytest.mark.parametrize(("value", "expected"), [(0, 0), (-1, 1), (1, 2), (-2, 3), (2147483647, 4294967294)])
def test_zigzag_vectors_of_the_protocol_buffers_documentation(value: int, expected: int) -> None:
    assert zigzag(value) == expected


@given(st.integers(0, (1 << 63) - 1))
def test_compiled_and_plain_encoding_agree(value: int) -> None:
    out = np.zeros(16, dtype=np.uint8)
    end = put(out, 3, value)
    assert out[3:end].tobytes() == encoded(value)
    assert size(value) == end - 3


def test_a_field_says_its_number_and_length() -> None:
    assert field(3, b"name").hex() == "1a04" + b"name".hex()
