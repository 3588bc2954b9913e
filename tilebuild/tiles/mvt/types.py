"""Arrays that the encoder works on, and tables of byte strings."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Kinds = NDArray[np.int8]
Ordinates = NDArray[np.integer[Any]]
"""Of vertices, in tile units."""

POINT, LINE, POLYGON = 1, 2, 3
"""Geometry types as the vector tile specification numbers them."""


class Ragged(NamedTuple):
    """``n`` byte strings in one buffer."""

    data: Bytes
    start: Ints
    """Shape (n + 1,): where each string begins in ``data``."""


def ragged(strings: Iterable[bytes]) -> Ragged:
    """The byte strings one after the other."""
    listed = list(strings)
    start = np.cumsum(np.array([0, *(len(one) for one in listed)], dtype=np.int64))
    return Ragged(np.frombuffer(bytearray(b"".join(listed)), dtype=np.uint8), start)
