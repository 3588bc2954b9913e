"""One property of many features, while it is being filled."""

import math
from collections.abc import Sequence
from itertools import count, repeat

import numpy as np
from numpy.typing import NDArray

from tilebuild.errors import RequestError
from tilebuild.rawr.rows import Int64s
from tilebuild.tiles.classify.tags import ABSENT
from tilebuild.tiles.features import Column, Value

Zooms = NDArray[np.float32]


class ColumnBuilder:
    """A column, absent everywhere at first; what is filled first stays."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._features: list[Int64s] = [np.empty(0, dtype=np.int64)]
        self._codes: list[NDArray[np.int32]] = [np.empty(0, dtype=np.int32)]
        self._zooms: list[Zooms] = [np.empty(0, dtype=np.float32)]
        self._values: dict[tuple[type, Value], int] = {}
        """Keyed by type too: 1, 1.0 and True are three values."""

    def fill(self, features: Int64s, values: Sequence[Value | None], place: Int64s, zooms: Zooms | float = 0.0) -> None:
        """Give ``features`` (k,) the ``values[place]`` (k,), from nominal ``zooms`` on; None leaves a feature out."""
        codes = self._codes_of(values)[place]
        given = np.flatnonzero(codes != ABSENT)
        self._features.append(features[given])
        self._codes.append(codes[given])
        self._zooms.append(np.broadcast_to(np.asarray(zooms, dtype=np.float32), len(features))[given])

    def column(self) -> Column:
        """The column; of what was filled for one feature, the first."""
        features, first = np.unique(np.concatenate(self._features), return_index=True)
        codes, zooms = np.concatenate(self._codes)[first], np.concatenate(self._zooms)[first]
        return Column(features, codes, tuple(value for _, value in self._values), zooms)

    def _codes_of(self, values: Sequence[Value | None]) -> NDArray[np.int32]:
        """Each value's code. Whole numbers or texts of a new column, all distinct, need not be looked at one by one."""
        kinds = set(map(type, values))
        if not self._values and len(kinds) == 1 and kinds <= {int, str}:
            self._values = dict(zip(zip(repeat(kinds.pop()), values), count()))  # type: ignore[arg-type]
            if len(self._values) == len(values):
                return np.arange(len(values), dtype=np.int32)
            self._values = {}
        return np.array([self._code(value) for value in values], dtype=np.int32)

    def _code(self, value: Value | None) -> int:
        if value is None:
            return ABSENT
        if not isinstance(value, str | int | float | bool) or (isinstance(value, float) and not math.isfinite(value)):
            raise RequestError(f"style: property {self.name} is {value!r}: it must be a text, a number, true or false")
        return self._values.setdefault((type(value), value), len(self._values))


class ColumnBuilders(dict[str, ColumnBuilder]):
    """The columns by property name, each made when it is first asked for."""

    def __missing__(self, name: str) -> ColumnBuilder:
        builder = self[name] = ColumnBuilder(name)
        return builder
