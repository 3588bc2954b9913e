"""Features of several tables as one."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tilebuild.rawr.rows import Int32s
from tilebuild.tiles.features import Column, Features, Value, property_order

Number = TypeVar("Number", bound=np.generic)


def concatenate(parts: Sequence[Features], first_rows: Sequence[int]) -> Features:
    """All features in the order given; ``first_rows`` is what to add to each part's ``row``.

    Equal values of a property, of equal type, are one value afterwards.
    """
    counts = [len(part) for part in parts]
    names = sorted({name for part in parts for name in part.columns}, key=property_order)
    always = np.zeros(sum(counts), dtype=np.float32)
    return Features(
        row=_joined(np.int64, [part.row + first for part, first in zip(parts, first_rows, strict=True)]),
        shape=_joined(np.int8, [part.shape for part in parts]),
        layer=_joined(np.int8, [part.layer for part in parts]),
        min_zoom=_joined(np.float32, [part.min_zoom for part in parts]),
        max_zoom=_joined(np.float32, [part.max_zoom for part in parts]),
        rank=_joined(np.int32, [part.rank for part in parts]),
        osm_id=_joined(np.int64, [part.osm_id for part in parts]),
        mvt_id=_joined(np.int64, [part.mvt_id for part in parts]),
        columns={name: _merge([part.columns.get(name) for part in parts], counts, always) for name in names},
    )


def _joined(dtype: type[Number], arrays: list[NDArray[Number]]) -> NDArray[Number]:
    """The arrays one after another; none of them is an empty one."""
    return np.concatenate([np.empty(0, dtype=dtype), *arrays])


def _merge(columns: Sequence[Column | None], counts: Sequence[int], always: NDArray[np.float32]) -> Column:
    """One column of several; a part without it has it nowhere. ``always`` (zeros) is shared where zooms are all 0."""
    codes = np.full(sum(counts), -1, dtype=np.int32)
    zooms = always
    values: dict[tuple[type, Value], int] = {}
    first = 0
    for column, count in zip(columns, counts, strict=True):
        if column is not None:
            here = slice(first, first + count)
            codes[here] = _recode(column, values)
            if column.min_zoom.any():
                zooms = zooms.copy() if zooms is always else zooms
                zooms[here] = column.min_zoom
        first += count
    return Column(codes, tuple(value for _, value in values), zooms)


def _recode(column: Column, values: dict[tuple[type, Value], int]) -> Int32s:
    """The column's codes in a table of values that it shares with others and adds to."""
    codes = [values.setdefault((type(value), value), len(values)) for value in column.values]
    return np.array([*codes, -1], dtype=np.int32)[column.codes]
