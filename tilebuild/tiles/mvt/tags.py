"""Properties of features as entries (feature, key, value), with each key and each typed value encoded once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tilebuild.tiles.features import Features, Value
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.types import Ints, Ragged, ragged
from tilebuild.tiles.mvt.values import encode_values, is_whole, whole_numbers
from tilebuild.tiles.mvt.varint import field
from tilebuild.tiles.ragged import starts
from tilebuild.tiles.visibility import reached

NAME = "name"
"""The property that a label shows."""

KEYS_FIELD = 3
"""Field of a layer that holds a key."""


@dataclass(frozen=True)
class Tags:
    """``m`` entries, by feature and then in the order of the columns."""

    feature: Ints
    """Shape (m,)."""
    key: Ints
    """Shape (m,): index into ``keys``."""
    value: Ints
    """Shape (m,): index into ``values``."""
    min_zoom: NDArray[np.float32]
    """Shape (m,): nominal zoom from which the property is written."""
    is_name: NDArray[np.bool_]
    """Shape (m,): whether the property is part of a label's text."""
    names: tuple[str, ...]
    """The keys."""
    keys: Ragged
    """Each key as a layer's field."""
    values: Ragged
    """Each distinct typed value as a layer's field."""

    def values_of(self, name: str, features: int) -> Ints:
        """Shape (features,): each feature's value of a key, whatever the zoom; -1 where it has none."""
        found = np.full(features, -1, dtype=np.int64)
        if name in self.names:
            entries = np.flatnonzero(self.key == self.names.index(name))
            found[self.feature[entries]] = self.value[entries]
        return found

    def at(self, level: Level, features: int, unnamed: NDArray[np.bool_] | None = None) -> tuple[Ints, Ints, Ints]:
        """Entries written at a level: where each feature's begin (shape (features + 1,)), keys, values.

        Features that are ``unnamed``, shape (features,), are written without their names.
        """
        written = reached(self.min_zoom, level)
        if unnamed is not None:
            written &= ~(self.is_name & unnamed[self.feature])
        chosen = np.flatnonzero(written)
        counts = np.bincount(self.feature[chosen], minlength=features)
        return starts(counts), self.key[chosen], self.value[chosen]


def tags_of(features: Features) -> Tags:
    """All properties of the features; a property that is in no feature is in no entry."""
    columns = list(features.columns.values())
    whole = [whole_numbers(column.values) for column in columns]
    numbers = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *whole]))
    codes: dict[tuple[type, Value], int] = {}
    feature = [np.empty(0, dtype=np.int64)]
    key = [np.empty(0, dtype=np.int64)]
    value = [np.empty(0, dtype=np.int64)]
    min_zoom = [np.empty(0, dtype=np.float32)]
    for index, column in enumerate(columns):
        if len(whole[index]) == len(column.values):
            code = np.searchsorted(numbers, whole[index])
        else:
            others = [value for value in column.values if not is_whole(value)]
            code = np.empty(len(column.values), dtype=np.int64)
            is_other = np.array([not is_whole(value) for value in column.values], dtype=bool)
            code[~is_other] = np.searchsorted(numbers, whole[index])
            code[is_other] = [codes.setdefault((type(v), v), len(numbers) + len(codes)) for v in others]
        feature.append(column.feature)
        key.append(np.full(len(column.feature), index, dtype=np.int64))
        value.append(code[column.codes])
        min_zoom.append(column.min_zoom)
    owner = np.concatenate(feature)
    order = np.argsort(owner, kind="stable")
    keys = np.concatenate(key)[order]
    named = np.array([is_name(name) for name in features.columns], dtype=bool)
    return Tags(
        owner[order],
        keys,
        np.concatenate(value)[order],
        np.concatenate(min_zoom)[order],
        named[keys] if len(named) else np.zeros(0, dtype=bool),
        tuple(features.columns),
        ragged(field(KEYS_FIELD, name.encode()) for name in features.columns),
        encode_values(numbers, [value for _, value in codes]),
    )


def is_name(key: str) -> bool:
    """Whether a property is part of a label's text: a name, in a language or none, or the script that it is in."""
    return key in _NAMES or key.startswith("name:")


_NAMES = frozenset((NAME, "name2", "name3", "script", "script2", "script3"))
