"""Features chosen from others, and features of several tables as one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tilebuild.tiles.features import Column, Features, Value, property_order

Ints = NDArray[np.int64]

_ARRAYS = ("row", "shape", "layer", "min_zoom", "max_zoom", "rank", "osm_id", "mvt_id")


def take(features: Features, chosen: Ints) -> Features:
    """The chosen features, each chosen once, in that order."""
    place = np.full(len(features), -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    return Features(
        **{name: getattr(features, name)[chosen] for name in _ARRAYS},
        columns={name: _placed(column, place) for name, column in features.columns.items()},
    )


def _placed(column: Column, place: Ints) -> Column:
    """The column with its features at new places; those whose place is -1 are gone."""
    kept = np.flatnonzero(place[column.feature] >= 0)
    if (np.diff(place[column.feature[kept]]) < 0).any():
        kept = kept[np.argsort(place[column.feature[kept]])]
    return Column(place[column.feature[kept]], column.codes[kept], column.values, column.min_zoom[kept])


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
    places, codes, zooms = [], [], []
    values: list[Value] = []
    before = 0
    for features in several:
        if column := features.columns.get(name):
            places.append(column.feature + before)
            codes.append(column.codes + np.int32(len(values)))
            zooms.append(column.min_zoom)
            values += column.values
        before += len(features)
    return Column(np.concatenate(places), np.concatenate(codes), tuple(values), np.concatenate(zooms))
