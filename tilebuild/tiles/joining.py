"""Features chosen from others, and features of several tables as one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tilebuild.tiles.features import Column, Features, Value, property_order

Ints = NDArray[np.int64]

_ARRAYS = ("row", "shape", "layer", "min_zoom", "max_zoom", "rank", "osm_id", "mvt_id")


def take(features: Features, chosen: Ints) -> Features:
    """The chosen features, in that order."""
    return Features(
        **{name: getattr(features, name)[chosen] for name in _ARRAYS},
        columns={
            name: Column(column.codes[chosen], column.values, column.min_zoom[chosen])
            for name, column in features.columns.items()
        },
    )


def concatenate(several: Sequence[Features], rows: Sequence[int]) -> Features:
    """Features of several tables, one after the other.

    Args:
        several: features of each table.
        rows: how many rows each table has; ``row`` then points into the tables' rows laid end to end.
    """
    names = sorted({name for features in several for name in features.columns}, key=property_order)
    offsets = np.cumsum([0, *rows])[:-1]
    arrays = {name: np.concatenate([getattr(one, name) for one in several]) for name in _ARRAYS if name != "row"}
    return Features(
        row=np.concatenate([features.row + offset for features, offset in zip(several, offsets, strict=True)]),
        **arrays,
        columns={name: _joined(several, name) for name in names},
    )


def _joined(several: Sequence[Features], name: str) -> Column:
    """One property of all features; absent in those of tables that do not know it."""
    index: dict[tuple[type, Value], int] = {}
    codes, zooms = [], []
    for features in several:
        column = features.columns.get(name) or _absent(len(features))
        code = [index.setdefault((type(value), value), len(index)) for value in column.values]
        # The last entry is what code -1 picks.
        codes.append(np.array([*code, -1], dtype=np.int32)[column.codes])
        zooms.append(column.min_zoom)
    return Column(np.concatenate(codes), tuple(value for _, value in index), np.concatenate(zooms))


def _absent(count: int) -> Column:
    return Column(np.full(count, -1, dtype=np.int32), (), np.zeros(count, dtype=np.float32))
