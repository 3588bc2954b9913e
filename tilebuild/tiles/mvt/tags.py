"""Properties of features as entries (feature, key, value), with each key and each typed value encoded once."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.features import Features
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.types import Bools, Ints, Ragged, ragged
from tilebuild.tiles.mvt.values import encode_values
from tilebuild.tiles.mvt.varint import field
from tilebuild.tiles.property_table import EntryColumns, PropertyTable
from tilebuild.tiles.visibility import reached_below

NAME = "name"
"""The property that a label shows."""

KEYS_FIELD = 3
"""Field of a layer that holds a key."""


@dataclass(frozen=True)
class Tags:
    """The ``m`` entries of a table, with what a layer holds of them."""

    table: PropertyTable
    is_name: Bools
    """Shape (names,): whether the property is part of a label's text."""
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

    def at(self, level: Level, features: int, unnamed: Bools | None = None) -> tuple[Ints, Ints, Ints]:
        """Entries written at a level: where each feature's begin (shape (features + 1,)), keys, values.

        Features that are ``unnamed``, shape (features,), are written without their names.
        """
        unnamed = np.zeros(features, dtype=bool) if unnamed is None else unnamed
        return _written(self.table.entries, self.is_name, np.float32(reached_below(level)), unnamed)


def tags_of(features: Features) -> Tags:
    """All properties of the features."""
    table = features.properties
    return Tags(
        table,
        np.array([is_name(name) for name in table.names], dtype=bool),
        ragged(map(_key_field, table.names)),
        encode_values(table.numbers, table.others),
    )


@compiled
def _written(entries: EntryColumns, is_name: Bools, below: Any, unnamed: Bools) -> tuple[Ints, Ints, Ints]:
    """Those entries whose min_zoom is below: where each feature's begin, keys, values; no names of what is unnamed."""
    start = np.zeros(len(unnamed) + 1, dtype=np.int64)
    key, value = np.empty_like(entries.name), np.empty_like(entries.value)
    count = _write(entries, is_name, below, unnamed, start, key, value)
    return start, key[:count], value[:count]


@lean
def _write(
    entries: EntryColumns, is_name: Bools, below: Any, unnamed: Bools, start: Ints, key: Ints, value: Ints
) -> Any:
    """Write them; how many there are."""
    count, entry = 0, 0
    for feature in range(len(unnamed)):
        while entry < len(entries.feature) and entries.feature[entry] == feature:
            if entries.min_zoom[entry] < below and not (unnamed[feature] and is_name[entries.name[entry]]):
                key[count], value[count] = entries.name[entry], entries.value[entry]
                count += 1
            entry += 1
        start[feature + 1] = count
    return count


@lru_cache(maxsize=1 << 16)
def _key_field(name: str) -> bytes:
    return field(KEYS_FIELD, name.encode())


@lru_cache(maxsize=1 << 16)
def is_name(key: str) -> bool:
    """Whether a property is part of a label's text: a name, in a language or none, or the script that it is in."""
    return key in _NAMES or key.startswith("name:")


_NAMES = frozenset((NAME, "name2", "name3", "script", "script2", "script3"))
