"""Arrays and numbers that compiled functions take."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Integer = Any
"""A number inside compiled code, where Python's int and numpy's integers are one."""

Number = Any
"""A fraction inside compiled code."""

Flag = Any
"""True or false inside compiled code."""

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Kinds = NDArray[np.int8]
Ints = NDArray[np.int64]
Indices = NDArray[np.int32]
Floats = NDArray[np.float64]
Zooms = NDArray[np.float32]
Ordinates = NDArray[np.integer[Any]]
"""Whole numbers on a grid. 32 bits hold what is near an area, and half as many bytes are moved as for 64; what reaches
round the world takes these. A difference or product in compiled code has 64 bits whatever the ordinates have."""

POINT, LINE, SHELL, HOLE = 1, 2, 3, 4
"""What a path is. A polygon is a shell and the holes that follow it; rings close without a closing vertex on grids."""
