"""The tags of rows as columns."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tilebuild.rawr.rows import Int64s, Rows
from tilebuild.tiles.kernel.tagged import ABSENT, Facts, Tagged, facts_in_order

__all__ = ["ABSENT", "Tags"]


@dataclass(frozen=True)
class Tags:
    """The tags of ``n`` rows, ``m`` in all, to be asked for by key."""

    rows: Rows

    @cached_property
    def filled(self) -> NDArray[np.bool_]:
        """Shape (number of strings,): which strings hold more than white space."""
        filled = ~np.fromiter(map(str.isspace, self.rows.strings), dtype=bool, count=len(self.rows.strings))
        if "" in self.rows.string_index:
            filled[self.rows.string_index[""]] = False
        return filled

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every key that a row has."""
        present = np.zeros(len(self.rows.strings), dtype=bool)
        present[self.rows.tag_key] = True
        return tuple(map(self.rows.strings.__getitem__, np.flatnonzero(present).tolist()))

    def facts(self, by_string: Int64s) -> Facts:
        """The tags whose key has a slot, and a value that is not empty; values are indices into ``strings``.

        ``by_string``, shape (number of strings,), is the slot of each key, :data:`ABSENT` of what does not matter.
        """
        return facts_in_order(self._tagged, by_string)

    @cached_property
    def _tagged(self) -> Tagged:
        return Tagged(self.rows.tag_start, self.rows.tag_key, self.rows.tag_value, self.filled)
