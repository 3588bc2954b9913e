"""Tags of rows, looked through without a Python object for a row: which rows are alike, and what features take of them.

Keys that matter have a *slot*, a number that their caller gave them; all other tags have the slot ABSENT and are passed
over. A row has a handful of tags, so a key is looked up by going through them.

    tags    highway=path  name=X  source=gps      slots    2  7  -1     facts of the row    (2, path) (7, X)
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.kernel.types import Bools, Flag, Integer, Ints

ABSENT = -1

Strings = NDArray[np.int32]
"""Indices of strings."""


class Facts(NamedTuple):
    """Tags that matter, by row and in a row by slot, each slot once; m of n rows."""

    start: Ints
    """Shape (n + 1,): where each row's begin."""
    slot: Ints
    """Shape (m,)."""
    value: Ints
    """Shape (m,)."""


class Tagged(NamedTuple):
    """The tags of rows, m in all, as they came."""

    start: Ints
    """Shape (rows + 1,): where each row's begin."""
    key: Strings
    """Shape (m,): index of a string."""
    value: Strings
    """Shape (m,): index of a string."""
    filled: Bools
    """Shape (strings,): which strings are values at all: those that hold more than white space."""


@compiled
def facts_in_order(tagged: Tagged, slot_of: Ints) -> Facts:
    """The tags that have a value and whose key has a slot; of several in one slot of a row the first.

    ``slot_of``, shape (strings,), is the slot of each key, :data:`ABSENT` of what does not matter.
    """
    room = len(tagged.key)
    facts = Facts(np.zeros_like(tagged.start), np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64))
    count = _in_order(tagged, slot_of, facts)
    return Facts(facts.start, facts.slot[:count].copy(), facts.value[:count].copy())


@lean
def _in_order(tagged: Tagged, slot_of: Ints, facts: Facts) -> Integer:
    end = 0
    for row in range(len(tagged.start) - 1):
        end = _row_in_order(tagged, row, slot_of, facts, end)
        facts.start[row + 1] = end
    return end


@lean
def _row_in_order(tagged: Tagged, row: Integer, slot_of: Ints, facts: Facts, begin: Integer) -> Integer:
    """Write a row's facts from ``begin`` on; the position behind them."""
    end = begin
    for tag in range(tagged.start[row], tagged.start[row + 1]):
        slot, value = slot_of[tagged.key[tag]], tagged.value[tag]
        if slot == ABSENT or not tagged.filled[value]:
            continue
        at = end
        while at > begin and facts.slot[at - 1] > slot:
            at -= 1
        if at > begin and facts.slot[at - 1] == slot:
            continue
        for other in range(end, at, -1):
            facts.slot[other], facts.value[other] = facts.slot[other - 1], facts.value[other - 1]
        facts.slot[at], facts.value[at] = slot, value
        end += 1
    return end


@compiled
def alike_rows(facts: Facts, other: Ints) -> tuple[Ints, Ints]:
    """The first row of each kind, ascending, and for each row which kind it is of.

    Rows are of one kind if they have the same facts, and the same of what is not a tag: ``other``, shape (rows,).
    """
    rows = len(other)
    table = np.full(table_size(rows), ABSENT, dtype=np.int64)
    first, kind = np.empty(rows, dtype=np.int64), np.empty(rows, dtype=np.int64)
    return first[: _kinds(facts, other, table, first, kind)], kind


@lean
def _kinds(facts: Facts, other: Ints, table: Ints, first: Ints, kind: Ints) -> Integer:
    """Note the first row of each kind and each row's kind; how many kinds there are."""
    count, mask = 0, len(table) - 1
    for row in range(len(other)):
        slot = _hash_row(facts, other, row) & mask
        while table[slot] != ABSENT and not _same_row(facts, other, first[table[slot]], row):
            slot = (slot + 1) & mask
        if table[slot] == ABSENT:
            table[slot], first[count] = count, row
            count += 1
        kind[row] = table[slot]
    return count


@lean
def _hash_row(facts: Facts, other: Ints, row: Integer) -> Integer:
    mixed = spread(other[row])
    for fact in range(facts.start[row], facts.start[row + 1]):
        mixed = spread(mixed ^ (facts.slot[fact] << 32 | facts.value[fact]))
    return mixed


@lean
def _same_row(facts: Facts, other: Ints, one: Integer, row: Integer) -> Flag:
    first, second = facts.start[one], facts.start[row]
    size = facts.start[row + 1] - second
    if other[one] != other[row] or facts.start[one + 1] - first != size:
        return False
    for fact in range(size):
        if facts.slot[first + fact] != facts.slot[second + fact]:
            return False
        if facts.value[first + fact] != facts.value[second + fact]:
            return False
    return True


@lean
def spread(number: Integer) -> Integer:
    """A number >= 0 of which all bits depend on all bits of the given one (the finaliser of MurmurHash3)."""
    mixed = (np.uint64(number) + np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xFF51AFD7ED558CCD)
    mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return np.int64((mixed ^ (mixed >> np.uint64(33))) >> np.uint64(1))


@lean
def table_size(entries: Integer) -> Integer:
    """A power of two that so many entries fill to less than a half."""
    size = 1024
    while size <= 2 * entries:
        size *= 2
    return size


@compiled
def numbered(values: Ints) -> tuple[Ints, Ints]:
    """Where each distinct value stands first, and for each value the number of the distinct one that it is."""
    table = np.full(table_size(len(values)), ABSENT, dtype=np.int64)
    first, number = np.empty(len(values), dtype=np.int64), np.empty(len(values), dtype=np.int64)
    return first[: _numbers(values, table, first, number)], number


@lean
def _numbers(values: Ints, table: Ints, first: Ints, number: Ints) -> Integer:
    count, mask = 0, len(table) - 1
    for index in range(len(values)):
        slot = spread(values[index]) & mask
        while table[slot] != ABSENT and values[first[table[slot]]] != values[index]:
            slot = (slot + 1) & mask
        if table[slot] == ABSENT:
            table[slot], first[count] = count, index
            count += 1
        number[index] = table[slot]
    return count


class Taken(NamedTuple):
    """What k times a feature takes of its row's tags, by feature; shapes (k,)."""

    feature: Ints
    what: Ints
    """The number of what is taken."""
    value: Ints


@compiled
def taken(row: Ints, recipe: Ints, wanted_start: Ints, wanted: Ints, wanted_slot: Ints, facts: Facts) -> Taken:
    """The values of tags that features ask for, of each feature in the order of its recipe.

    Args:
        row: shape (features,).
        recipe: shape (features,).
        wanted_start: shape (recipes + 1,), where what each recipe asks for begins in ``wanted``.
        wanted: numbers of what is asked for.
        wanted_slot: by that number, the slot of its tag.
        facts: of all rows.
    """
    room = 0
    for feature in range(len(row)):
        room += wanted_start[recipe[feature] + 1] - wanted_start[recipe[feature]]
    made = Taken(np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64))
    count = _take(row, recipe, wanted_start, wanted, wanted_slot, facts, made)
    return Taken(made.feature[:count].copy(), made.what[:count].copy(), made.value[:count].copy())


@lean
def _take(
    row: Ints, recipe: Ints, wanted_start: Ints, wanted: Ints, wanted_slot: Ints, facts: Facts, made: Taken
) -> Integer:
    count = 0
    for feature in range(len(row)):
        for place in range(wanted_start[recipe[feature]], wanted_start[recipe[feature] + 1]):
            slot = wanted_slot[wanted[place]]
            for fact in range(facts.start[row[feature]], facts.start[row[feature] + 1]):
                if facts.slot[fact] == slot:
                    made.feature[count], made.what[count] = feature, wanted[place]
                    made.value[count] = facts.value[fact]
                    count += 1
    return count


@compiled
def all_taken(row: Ints, asks: Bools, facts: Facts) -> Taken:
    """Every fact of the rows of those features that ask, by slot; what is taken is numbered by its slot."""
    room = 0
    for feature in range(len(row)):
        room += facts.start[row[feature] + 1] - facts.start[row[feature]]
    made = Taken(np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64))
    count = _take_all(row, asks, facts, made)
    return Taken(made.feature[:count].copy(), made.what[:count].copy(), made.value[:count].copy())


@lean
def _take_all(row: Ints, asks: Bools, facts: Facts, made: Taken) -> Integer:
    count = 0
    for feature in range(len(row)):
        if not asks[feature]:
            continue
        for fact in range(facts.start[row[feature]], facts.start[row[feature] + 1]):
            made.feature[count], made.what[count], made.value[count] = feature, facts.slot[fact], facts.value[fact]
            count += 1
    return count
