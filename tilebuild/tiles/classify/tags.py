"""The tags of rows as columns."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tilebuild.rawr.rows import Int32s, Int64s, Rows

ABSENT = -1
"""Stands where a row has no such tag."""


@dataclass(frozen=True)
class Tags:
    """The tags of ``n`` rows, ``m`` in all, to be asked for by key."""

    rows: Rows

    @cached_property
    def row(self) -> Int64s:
        """Shape (m,): the row that each tag belongs to."""
        return np.repeat(np.arange(len(self.rows)), np.diff(self.rows.tag_start))

    @cached_property
    def filled(self) -> NDArray[np.bool_]:
        """Shape (number of strings,): which strings hold more than white space."""
        return np.array([bool(text.strip()) for text in self.rows.strings], dtype=bool)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every key that a row has, alphabetically."""
        present = np.zeros(len(self.rows.strings), dtype=bool)
        present[self.rows.tag_key] = True
        return tuple(sorted(self.rows.strings[index] for index in np.flatnonzero(present)))

    def where(self, key: str) -> Int64s:
        """Which of the m tags have the key and a value that is not empty."""
        index = self.rows.string_index.get(key)
        if index is None:
            return np.empty(0, dtype=np.int64)
        found = np.flatnonzero(self.rows.tag_key == index)
        return found[self.filled[self.rows.tag_value[found]]]

    def column(self, key: str) -> Int32s:
        """Shape (n,): index of each row's value in ``strings``, or :data:`ABSENT`."""
        column = np.full(len(self.rows), ABSENT, dtype=np.int32)
        found = self.where(key)
        column[self.row[found]] = self.rows.tag_value[found]
        return column
