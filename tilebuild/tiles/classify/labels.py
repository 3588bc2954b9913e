"""Whole features where rows are parts: their areas, and which part carries the label."""

import numpy as np
from numpy.typing import NDArray

from tilebuild.rawr.rows import Int64s, Rows
from tilebuild.tiles.classify.tags import ABSENT, Tags

Floats = NDArray[np.float64]

AREA_TAG = "way_area"
"""What a row carries whose geometry was clipped: the area of the whole, in EPSG:3857 m²."""


def whole_areas(rows: Rows, area: Floats) -> Floats:
    """Areas of the whole features, shape (n,): as given, except where a row's ``way_area`` knows better."""
    return stated_areas(Tags(rows), area)


def stated_areas(tags: Tags, area: Floats) -> Floats:
    """The same with the tags at hand."""
    column = tags.column(AREA_TAG)
    stated = np.flatnonzero(column != ABSENT)
    if not len(stated):
        return area
    values, place = np.unique(column[stated], return_inverse=True)
    known = np.array([_area(tags.rows.strings[value]) for value in values])[place]
    whole = area.copy()
    whole[stated] = np.where(np.isnan(known), area[stated], known)
    return whole


def _area(text: str) -> float:
    """A finite area that is not negative; NaN for any other text."""
    try:
        value = float(text)
    except ValueError:
        return np.nan
    return value if 0 <= value < np.inf else np.nan


def carries_label(ids: Int64s, area: Floats) -> NDArray[np.bool_]:
    """Shape (n,): false for the rows of a relation that are not its largest part (of equal ones the first)."""
    part = np.flatnonzero(ids < 0)
    part = part[np.lexsort((part, -area[part], ids[part]))]
    carries = ids >= 0
    carries[part[np.diff(ids[part], prepend=0) != 0]] = True
    return carries
