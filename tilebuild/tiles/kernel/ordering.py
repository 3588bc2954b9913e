"""Entries by owner: a sort for what has few entries an owner, in one pass over them all.

owner  0 1 2 0 1 0      counted   0: 3, 1: 2, 2: 1
rank   5 1 1 2 1 2      dealt     0: 5 2 2, 1: 1 1, 2: 1   as they came
sorted    0: 2 2 5, 1: 1 1, 2: 1   each owner's few by insertion
once      0: 2 5, 1: 1, 2: 1       the first of equal ones
"""

import numpy as np

from tilebuild.compiled import compiled
from tilebuild.tiles.kernel.types import Ints


@compiled
def first_of_each(owner: Ints, rank: Ints, owners: int) -> Ints:
    """Which of k entries to take for each owner to have each rank once, by owner and rank; of equal ones the first.

    Args:
        owner: shape (k,), from 0 to ``owners - 1``.
        rank: shape (k,).
        owners: how many there are.
    """
    start = np.zeros(owners + 1, dtype=np.int64)
    for entry in range(len(owner)):
        start[owner[entry] + 1] += 1
    start = np.cumsum(start)
    behind = start[:-1].copy()
    dealt = np.empty(len(owner), dtype=np.int64)
    for entry in range(len(owner)):
        at, first = behind[owner[entry]], start[owner[entry]]
        behind[owner[entry]] += 1
        while at > first and rank[dealt[at - 1]] > rank[entry]:
            dealt[at] = dealt[at - 1]
            at -= 1
        dealt[at] = entry
    return dealt[_is_first(owner, rank, dealt)]


@compiled
def _is_first(owner: Ints, rank: Ints, dealt: Ints) -> Ints:
    """Where in ``dealt`` something else begins."""
    found, count = np.empty(len(dealt), dtype=np.int64), 0
    for place in range(len(dealt)):
        before, entry = dealt[place - 1], dealt[place]
        if place == 0 or owner[before] != owner[entry] or rank[before] != rank[entry]:
            found[count] = place
            count += 1
    return found[:count]
