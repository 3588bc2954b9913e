"""What rows carry of a whole that they are a part of: see :mod:`tilebuild.rawr.giants` and ``parts_sql`` beside it.

Mappers use the same keys now and then. So an area is believed only of a row that has a label point too, and a label
point only of a row that has an area too, or of a relation, whose parts have no more than that.
"""

from typing import NamedTuple

import numpy as np

from tilebuild.grid import HALF_WORLD
from tilebuild.rawr.giants import LABEL_X, LABEL_Y, WAY_AREA
from tilebuild.rawr.rows import Rows
from tilebuild.tiles.kernel.types import Floats

WORLD = (2 * HALF_WORLD) ** 2
"""Square metres of the whole map: no polygon has more."""


class Carried(NamedTuple):
    """Of n rows."""

    area: Floats
    """Shape (n,): EPSG:3857 m² of the whole polygon; NaN where the row carries none."""
    label: Floats
    """Shape (n, 2): EPSG:3857 metres of a point inside it; NaN where the row carries none."""


def carried(rows: Rows) -> Carried:
    """What the rows carry."""
    area = numbers(rows, WAY_AREA)
    label = np.stack((numbers(rows, LABEL_X), numbers(rows, LABEL_Y)), axis=1)
    labelled = np.isfinite(label).all(axis=1)
    stated = labelled & (area >= 0) & (area <= WORLD)
    area[~stated] = np.nan
    label[~(stated | (labelled & (rows.ids < 0)))] = np.nan
    return Carried(area, label)


def whole_areas(rows: Rows, area: Floats) -> Floats:
    """Areas of the whole features, shape (n,): as given, except where a row carries one."""
    stated = carried(rows).area
    return np.where(np.isnan(stated), area, stated)


def numbers(rows: Rows, key: str) -> Floats:
    """The number in each row's tag ``key``; NaN where the tag is absent or no number."""
    found = np.full(len(rows), np.nan)
    if key not in rows.string_index:
        return found
    pairs = np.flatnonzero(rows.tag_key == rows.string_index[key])
    owner = np.searchsorted(rows.tag_start, pairs, side="right") - 1
    distinct, inverse = np.unique(rows.tag_value[pairs], return_inverse=True)
    values = np.array([_number(rows.strings[value]) for value in distinct.tolist()], dtype=np.float64)
    found[owner] = values[inverse]
    return found


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
