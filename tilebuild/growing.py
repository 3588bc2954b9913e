"""Arrays that compiled code fills without knowing how long they will be."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tilebuild.compiled import compiled


@compiled
def doubled(array: NDArray[Any]) -> NDArray[Any]:
    """A copy with room for twice as many elements, or rows."""
    larger = np.empty((2 * len(array), *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger


@compiled
def with_room(array: NDArray[Any], needed: Any) -> NDArray[Any]:
    """The array itself if it holds ``needed`` elements, else a copy with room for them and as many again."""
    if needed <= len(array):
        return array
    larger = np.empty(2 * needed, array.dtype)
    larger[: len(array)] = array
    return larger
