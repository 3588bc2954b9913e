"""Properties of features as entries (feature, key, value), with each key and each typed value encoded once."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tilebuild.tiles.features import Features
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.types import Ints, Ragged, ragged
from tilebuild.tiles.mvt.values import encode_values
from tilebuild.tiles.mvt.varint import field
from tilebuild.tiles.property_table import PropertyTable
from tilebuild.tiles.ragged import starts
from tilebuild.tiles.visibility import reached

NAME = "name"
"""The property that a label shows."""

KEYS_FIELD = 3
"""Field of a layer that holds a key."""


@dataclass(frozen=True)
class Tags:
    """The ``m`` entries of a table, with what a layer holds of them."""

    table: PropertyTable
    is_name: NDArray[np.bool_]
    """Shape (m,): whether the property is part of a label's text."""
    keys: Ragged
    """Each of the table's names as a layer's field."""
    values: Ragged
    """Each of its numbers, then each of its other values, as a layer's field."""

    def values_of(self, name: str, features: int) -> Ints:
        """Shape (features,): each feature's value of a key, whatever the zoom; -1 where it has none."""
        found = np.full(features, -1, dtype=np.int64)
        entries = np.flatnonzero(self.table.name == self.table.number_of(name))
        found[self.table.feature[entries]] = self.table.value[entries]
        return found

    def at(self, level: Level, features: int, unnamed: NDArray[np.bool_] | None = None) -> tuple[Ints, Ints, Ints]:
        """Entries written at a level: where each feature's begin (shape (features + 1,)), keys, values.

        Features that are ``unnamed``, shape (features,), are written without their names.
        """
        table = self.table
        written = reached(table.min_zoom, level)
        if unnamed is not None:
            written &= ~(self.is_name & unnamed[table.feature])
        chosen = np.flatnonzero(written)
        counts = np.bincount(table.feature[chosen], minlength=features)
        return starts(counts), table.name[chosen], table.value[chosen]


def tags_of(features: Features) -> Tags:
    """All properties of the features."""
    table = features.properties
    return Tags(
        table,
        np.array([is_name(name) for name in table.names], dtype=bool)[table.name],
        ragged(map(_key_field, table.names)),
        encode_values(table.numbers, table.others),
    )


@lru_cache(maxsize=1 << 16)
def _key_field(name: str) -> bytes:
    return field(KEYS_FIELD, name.encode())


@lru_cache(maxsize=1 << 16)
def is_name(key: str) -> bool:
    """Whether a property is part of a label's text: a name, in a language or none, or the script that it is in."""
    return key in _NAMES or key.startswith("name:")


_NAMES = frozenset((NAME, "name2", "name3", "script", "script2", "script3"))
