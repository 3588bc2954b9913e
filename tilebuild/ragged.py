"""Runs of elements in one array, as where each begins: the shape of nearly everything here."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def starts(counts: Ints) -> Ints:
    """Shape (n + 1,): running sum from 0."""
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)))


def ragged_take(start: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Indices of the elements of the chosen runs, one run after the other, and where each run then starts."""
    counts = start[chosen + 1] - start[chosen]
    target = starts(counts)
    return np.arange(target[-1]) + np.repeat(start[chosen] - target[:-1], counts), target
