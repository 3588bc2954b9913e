"""Entries by owner: a sort for what has few entries an owner, in one pass over them all.

owner  0 1 2 0 1 0      counted   0: 3, 1: 2, 2: 1
rank   5 1 1 2 1 2      dealt     0: 5 2 2, 1: 1 1, 2: 1   as they came
sorted    0: 2 2 5, 1: 1 1, 2: 1   each owner's few by insertion
once      0: 2 5, 1: 1, 2: 1       the first of equal ones
"""

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.kernel.types import Indices, Integer, Ints
from tilebuild.tiles.property_table import EntryColumns

FIRST_NUMBER = -2
"""What stands for the first whole number that is nobody's object, and from here down for further ones: other values are
numbered from 0 up, and -1 is none."""


@compiled
def gathered(entries: EntryColumns, place: Ints, meaning: Ints, values: Integer, features: Integer) -> EntryColumns:
    """The entries by feature and name, each feature having each name once, as it was first given it.

    Args:
        entries: of features 0 to ``features - 1``.
        place: shape (names,), where each name comes; names are replaced by it.
        meaning: what values are replaced by: first those from 0 up, then those from :data:`FIRST_NUMBER` down.
        values: how many are numbered from 0 up.
        features: how many there are.
    """
    order = first_of_each(entries.feature, place[entries.name], features)
    count = len(order)
    feature, name, value = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int64)
    made = EntryColumns(feature, name, value, np.empty(count, np.float32))
    _take(entries, order, place, meaning, values, made)
    return made


@lean
def _take(
    entries: EntryColumns, order: Indices, place: Ints, meaning: Ints, values: Integer, made: EntryColumns
) -> None:
    for at in range(len(order)):
        entry, value = order[at], entries.value[order[at]]
        made.feature[at], made.min_zoom[at] = entries.feature[entry], entries.min_zoom[entry]
        made.name[at] = place[entries.name[entry]]
        made.value[at] = meaning[value if value >= 0 else values + FIRST_NUMBER - value]


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
