"""Properties of features, while they are being gathered from several sources."""

from collections.abc import Iterable
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from tilebuild.errors import RequestError
from tilebuild.ragged import Ints
from tilebuild.tiles.classify.tags import ABSENT
from tilebuild.tiles.kernel.ordering import FIRST_NUMBER, gathered
from tilebuild.tiles.property_table import EntryColumns, PropertyTable, Value, is_value, is_whole, property_order

Zooms = NDArray[np.float32]

Key = str | tuple[type, Value]
"""What values are told apart by: numbers by their type too, since 1, 1.0 and True are three values."""


def value_key(name: str, value: Value) -> Key:
    """The key of a value that is to stand under a name.

    Raises:
        RequestError: no tile can hold it.
    """
    if type(value) is str:
        return value
    if not is_value(value):
        raise RequestError(f"style: property {name} is {value!r}: it must be a text, a number, true or false")
    return value if isinstance(value, str) else (type(value), value)


class Entries:
    """Entries of features; of what is added for one feature under one name, the first stays."""

    def __init__(self) -> None:
        self._first = 0
        self._features: list[Ints] = [np.empty(0, dtype=np.int64)]
        self._names: list[Ints] = [np.empty(0, dtype=np.int64)]
        self._codes: list[Ints] = [np.empty(0, dtype=np.int64)]
        self._zooms: list[Zooms] = [np.empty(0, dtype=np.float32)]
        self._numbers: list[Ints] = [np.empty(0, dtype=np.int64)]
        self._name: dict[str, int] = {}
        self._value: dict[Key, int] = {}

    def begin_table(self, first: int) -> None:
        """From now on features are those of another table: its feature 0 is this one of all."""
        self._first = first

    def name(self, name: str) -> int:
        """The number of a property's name."""
        return self._name.setdefault(name, len(self._name))

    def names(self, names: Iterable[str]) -> Ints:
        """The numbers of several."""
        known = self._name
        return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)

    def codes(self, name: str, values: Iterable[Value | None]) -> Ints:
        """The numbers of values that are to stand under a name; :data:`ABSENT` of None.

        Raises:
            RequestError: no tile can hold one of them.
        """
        return self.codes_of(None if value is None else value_key(name, value) for value in values)

    def codes_of(self, keys: Iterable[Key | None]) -> Ints:
        """The numbers of the values of some keys; :data:`ABSENT` of None."""
        known = self._value
        return np.array([ABSENT if key is None else known.setdefault(key, len(known)) for key in keys], dtype=np.int64)

    def add(self, features: Ints, names: Ints | int, codes: Ints, zooms: Zooms | float = 0.0) -> None:
        """Give each of k features the value of a name, from a nominal zoom on.

        Args:
            features: shape (k,), in any order.
            names: shape (k,), numbers of names; or one for all.
            codes: shape (k,), numbers of values; :data:`ABSENT` leaves a feature out.
            zooms: shape (k,); or one for all.
        """
        given = np.flatnonzero(codes != ABSENT)
        count = len(given)
        self._features.append(features[given] + self._first)
        self._names.append(names[given] if isinstance(names, np.ndarray) else np.full(count, names, dtype=np.int64))
        self._codes.append(codes[given])
        self._zooms.append(zooms[given] if isinstance(zooms, np.ndarray) else np.full(count, zooms, dtype=np.float32))

    def add_numbers(self, features: Ints, name: int, numbers: Ints) -> None:
        """Give each of k features a whole number of its own, at every zoom."""
        before = sum(map(len, self._numbers))
        self.add(features, name, FIRST_NUMBER - before - np.arange(len(numbers)))
        self._numbers.append(numbers)

    def table(self) -> PropertyTable:
        """Everything that was added."""
        feature, name, code = map(np.concatenate, (self._features, self._names, self._codes))
        used = np.bincount(name, minlength=len(self._name)) > 0
        names = sorted(compress(self._name, used.tolist()), key=property_order)
        place = np.full(len(self._name), ABSENT, dtype=np.int64)
        place[[self._name[one] for one in names]] = np.arange(len(names))
        numbers, others, meaning = self._values()
        added = EntryColumns(feature, name, code, np.concatenate(self._zooms))
        made = gathered(added, place, meaning, len(self._value), int(feature.max(initial=-1)) + 1)
        return PropertyTable(*made, tuple(names), numbers, others)

    def _values(self) -> tuple[Ints, tuple[Value, ...], Ints]:
        """Whole numbers, other values, and what each code means: first values, then added numbers."""
        values = [key if type(key) is str else key[1] for key in self._value]
        are_whole = [type(value) is not str and is_whole(value) for value in values]
        whole = np.array(are_whole, dtype=bool)
        added = np.concatenate(self._numbers)
        listed = np.array([*compress(values, are_whole)], dtype=np.int64)
        numbers, place = np.unique(np.concatenate((listed, added)), return_inverse=True)
        meaning = np.empty(len(values), dtype=np.int64)
        meaning[whole], meaning[~whole] = place[: len(listed)], len(numbers) + np.arange(len(values) - len(listed))
        others = tuple(compress(values, (~whole).tolist()))
        return numbers, others, np.concatenate((meaning, place[len(listed) :]))
