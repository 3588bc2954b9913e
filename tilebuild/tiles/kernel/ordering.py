"""Entries by owner: a sort for what has few entries an owner, in one pass over them all.

owner  0 1 2 0 1 0      counted   0: 3, 1: 2, 2: 1
rank   5 1 1 2 1 2      dealt     0: 5 2 2, 1: 1 1, 2: 1   as they came
sorted    0: 2 2 5, 1: 1 1, 2: 1   each owner's few by insertion
once      0: 2 5, 1: 1, 2: 1       the first of equal ones
"""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.kernel.types import Indices, Integer, Ints, Zooms

SECOND = -2
"""From here down are codes of a second kind: those of the first are 0 and up, and -1 is none."""


class Given(NamedTuple):
    """What features are given, in some order; shapes (k,)."""

    feature: Ints
    name: Ints
    code: Ints
    """What value it is."""
    min_zoom: Zooms


@compiled
def gathered(entries: Given, place: Ints, meaning: Ints, values: Integer, features: Integer) -> Given:
    """The entries by feature and name, each feature having each name once, as it was first given it.

    Args:
        entries: of features 0 to ``features - 1``.
        place: shape (names,), where each name comes; names are replaced by it.
        meaning: what codes are replaced by: first those of the first kind, then those from :data:`SECOND` down.
        values: how many are of the first kind.
        features: how many there are.
    """
    order = first_of_each(entries.feature, place[entries.name], features)
    count = len(order)
    feature, name, code = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int64)
    made = Given(feature, name, code, np.empty(count, np.float32))
    _take(entries, order, place, meaning, values, made)
    return made


@lean
def _take(entries: Given, order: Indices, place: Ints, meaning: Ints, values: Integer, made: Given) -> None:
    for at in range(len(order)):
        entry = order[at]
        code = entries.code[entry]
        made.feature[at], made.min_zoom[at] = entries.feature[entry], entries.min_zoom[entry]
        made.name[at], made.code[at] = (
            place[entries.name[entry]],
            meaning[code if code >= 0 else values + SECOND - code],
        )


@compiled
def first_of_each(owner: Ints, rank: Ints, owners: Integer) -> Indices:
    """Which of k entries to take for each owner to have each rank once, by owner and rank; of equal ones the first.

    Args:
        owner: shape (k,), from 0 to ``owners - 1``.
        rank: shape (k,).
        owners: how many there are.
    """
    start, dealt = np.zeros(owners + 1, dtype=np.int32), np.empty(len(owner), dtype=np.int32)
    for entry in range(len(owner)):
        start[owner[entry] + 1] += 1
    for one in range(owners):
        start[one + 1] += start[one]
    _deal(owner, rank, start, start[:-1].copy(), dealt)
    return dealt[: _without_repeats(owner, rank, dealt)]


@lean
def _deal(owner: Ints, rank: Ints, start: Indices, behind: Indices, dealt: Indices) -> None:
    """Write each owner's entries in order of their ranks from its start on; ``behind`` is where the next one goes."""
    for entry in range(len(owner)):
        at, first = behind[owner[entry]], start[owner[entry]]
        behind[owner[entry]] += 1
        while at > first and rank[dealt[at - 1]] > rank[entry]:
            dealt[at] = dealt[at - 1]
            at -= 1
        dealt[at] = entry


@lean
def _without_repeats(owner: Ints, rank: Ints, dealt: Indices) -> Integer:
    """Keep the first of equal ones in a row; how many are left."""
    count = 0
    for place in range(len(dealt)):
        entry = dealt[place]
        before = dealt[count - 1] if count else entry
        if count == 0 or owner[before] != owner[entry] or rank[before] != rank[entry]:
            dealt[count] = entry
            count += 1
    return count
