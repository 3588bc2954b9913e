"""Properties of many features as one table: a map has hundreds of property names, a feature a handful of them."""

import sys
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tilebuild.ragged import Ints

Value = str | int | float | bool

FIRST_PROPERTIES = ("kind", "kind_detail", "name", "min_zoom", "sort_rank", "id", "source")
"""Properties that a tile writes first, in this order; all others follow alphabetically."""

_INT64 = 1 << 63


def property_order(name: str) -> tuple[int, str]:
    """What to sort property names by."""
    first = FIRST_PROPERTIES.index(name) if name in FIRST_PROPERTIES else len(FIRST_PROPERTIES)
    return first, name


def is_value(value: object) -> bool:
    """Whether a tile can hold it: a text, a number that 64 bits can say, true or false."""
    return isinstance(value, str) or (isinstance(value, int | float) and abs(value) <= sys.float_info.max)


def is_whole(value: Value) -> bool:
    """Whether a value is a whole number that 64 bits hold; true and false are none."""
    return type(value) is int and -_INT64 <= value < _INT64


class EntryColumns(NamedTuple):
    """Properties that k features are given, as compiled code takes them."""

    feature: Ints
    """Shape (k,)."""
    name: Ints
    """Shape (k,): number of the name."""
    value: Ints
    """Shape (k,): number of the value."""
    min_zoom: NDArray[np.float32]
    """Shape (k,): nominal zoom from which the property is written (0: always)."""


@dataclass(frozen=True)
class Column:
    """One property of those k features that have it."""

    feature: Ints
    """Shape (k,): which features, ascending."""
    codes: Ints
    """Shape (k,): index into ``values``."""
    values: tuple[Value, ...]
    """Each distinct value, with the Python type that the MVT value gets."""
    min_zoom: NDArray[np.float32]
    """Shape (k,): nominal zoom from which the property is written (0: always)."""


@dataclass(frozen=True)
class PropertyTable:
    """``m`` entries, by feature and then in the order in which a tile writes them; a feature has each name once."""

    feature: Ints
    """Shape (m,), ascending."""
    name: Ints
    """Shape (m,): index into ``names``."""
    value: Ints
    """Shape (m,): index into ``numbers``, or behind these into ``others``."""
    min_zoom: NDArray[np.float32]
    """Shape (m,): nominal zoom from which the property is written (0: always)."""
    names: tuple[str, ...]
    """In the order in which a tile writes them."""
    numbers: Ints
    """Each distinct whole number, ascending: most values of a map are ids, and these are nobody's objects."""
    others: tuple[Value, ...]
    """Each distinct value that is none, with the Python type that the MVT value gets."""

    @property
    def entries(self) -> EntryColumns:
        """The entries alone."""
        return EntryColumns(self.feature, self.name, self.value, self.min_zoom)

    def number_of(self, name: str) -> int:
        """Where a name stands in ``names``; -1 if no feature has it."""
        return self.names.index(name) if name in self.names else -1

    def column(self, name: str) -> Column:
        """One property of all features."""
        entries = np.flatnonzero(self.name == self.number_of(name))
        distinct, codes = np.unique(self.value[entries], return_inverse=True)
        return Column(self.feature[entries], codes, tuple(map(self._value, distinct.tolist())), self.min_zoom[entries])

    def _value(self, code: int) -> Value:
        return int(self.numbers[code]) if code < len(self.numbers) else self.others[code - len(self.numbers)]

    def placed(self, place: Ints) -> "PropertyTable":
        """The table with its features at new places, shape (features,); those whose place is -1 are gone."""
        feature = place[self.feature]
        kept = np.flatnonzero(feature >= 0)
        if (np.diff(feature[kept]) < 0).any():
            kept = kept[np.argsort(feature[kept], kind="stable")]
        return PropertyTable(
            feature[kept],
            self.name[kept],
            self.value[kept],
            self.min_zoom[kept],
            self.names,
            self.numbers,
            self.others,
        )
