"""Which of the rows that are parts of one feature carries its label."""

import numpy as np
from numpy.typing import NDArray

from tilebuild.rawr.rows import Int64s

Floats = NDArray[np.float64]


def carries_label(ids: Int64s, area: Floats) -> NDArray[np.bool_]:
    """Shape (n,): false for the rows of a relation that are not its largest part (of equal ones the first)."""
    part = np.flatnonzero(ids < 0)
    part = part[np.lexsort((part, -area[part], ids[part]))]
    carries = ids >= 0
    carries[part[np.diff(ids[part], prepend=0) != 0]] = True
    return carries
