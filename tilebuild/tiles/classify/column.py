"""One property of many features, while it is being filled."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tilebuild.errors import RequestError
from tilebuild.rawr.rows import Int64s
from tilebuild.tiles.classify.tags import ABSENT
from tilebuild.tiles.features import Column, Value

Zooms = NDArray[np.float32]


class ColumnBuilder:
    """A column of ``count`` features, absent everywhere at first; what is filled first stays."""

    def __init__(self, name: str, count: int) -> None:
        self.name = name
        self.codes = np.full(count, ABSENT, dtype=np.int32)
        self.zooms: Zooms | None = None
        self.values: dict[tuple[type, Value], int] = {}
        """Keyed by type too: 1, 1.0 and True are three values."""

    def fill(self, features: Int64s, values: Sequence[Value | None], place: Int64s, zooms: Zooms | float = 0.0) -> None:
        """Give ``features`` (k,) the ``values[place]`` (k,), from nominal ``zooms`` on; None leaves a feature out."""
        codes = np.array([self._code(value) for value in values], dtype=np.int32)[place]
        free = np.flatnonzero((self.codes[features] == ABSENT) & (codes != ABSENT))
        self.codes[features[free]] = codes[free]
        from_zoom = np.broadcast_to(np.asarray(zooms, dtype=np.float32), len(features))[free]
        if from_zoom.any():
            if self.zooms is None:
                self.zooms = np.zeros(len(self.codes), dtype=np.float32)
            self.zooms[features[free]] = from_zoom

    def column(self, always: Zooms) -> Column:
        """The column; ``always`` are zeros, shared by all columns that are written at every zoom."""
        return Column(
            self.codes, tuple(value for _, value in self.values), always if self.zooms is None else self.zooms
        )

    def _code(self, value: Value | None) -> int:
        if value is None:
            return ABSENT
        if not isinstance(value, str | int | float | bool) or (isinstance(value, float) and not math.isfinite(value)):
            raise RequestError(f"style: property {self.name} is {value!r}: it must be a text, a number, true or false")
        return self.values.setdefault((type(value), value), len(self.values))


class ColumnBuilders(dict[str, ColumnBuilder]):
    """The columns of ``count`` features by property name, each made when it is first asked for."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def __missing__(self, name: str) -> ColumnBuilder:
        builder = self[name] = ColumnBuilder(name, self.count)
        return builder
