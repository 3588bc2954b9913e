"""Geometries of rows, parsed once, with what is measured on the whole of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from tilebuild.errors import TilesFailedError
from tilebuild.rawr.giants import LABEL_X, LABEL_Y, WAY_AREA
from tilebuild.rawr.rows import Rows

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]


class GeometryError(TilesFailedError):
    """A row's geometry cannot be drawn: it is no WKB, is empty, or has an ordinate that is no number."""


@dataclass(frozen=True)
class Geometries:
    """``n`` geometries in EPSG:3857 metres."""

    shapes: Shapes
    """Shape (n,): shapely geometries."""
    area: Floats
    """Shape (n,): square metres of the whole geometry, 0 unless a polygon."""
    label: Floats
    """Shape (n, 2): a point inside the whole geometry where the row brought one, else NaN."""

    def __len__(self) -> int:
        """How many geometries."""
        return len(self.shapes)


def measured(shapes: Shapes) -> Geometries:
    """Geometries that are whole: their own area is the area."""
    return Geometries(shapes, shapely.area(shapes), np.full((len(shapes), 2), np.nan))


def concatenate(several: Sequence[Geometries]) -> Geometries:
    """One after the other."""
    if not several:
        return measured(np.empty(0, dtype=object))
    return Geometries(
        np.concatenate([one.shapes for one in several]),
        np.concatenate([one.area for one in several]),
        np.concatenate([one.label for one in several]),
    )


def parse(rows: Rows, table: str) -> Geometries:
    """The rows' geometries; a clipped giant keeps the area and label point that its row carries.

    Raises:
        GeometryError: naming the first row whose geometry is broken.
    """
    data = rows.data.tobytes()
    bounds = zip(rows.wkb_start.tolist(), rows.wkb_end.tolist(), strict=True)
    wkb = np.array([data[start:end] for start, end in bounds], dtype=object)
    with np.errstate(invalid="ignore"):  # ordinates that are no numbers are refused below
        shapes: Shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    _check(shapes, rows, table)
    return _with_measures(measured(shapes), rows)


def _check(shapes: Shapes, rows: Rows, table: str) -> None:
    """Refuse the first broken geometry by its row's id."""
    for broken, what in (
        (shapely.is_missing(shapes), "is not WKB"),
        (shapely.is_empty(shapes), "is empty"),
        (_not_finite(shapes), "has an ordinate that is not a finite number"),
    ):
        if broken.any():
            row = int(np.argmax(broken))
            raise GeometryError(f"{table} {rows.ids[row]} (row {row}): its geometry {what}")


def _not_finite(shapes: Shapes) -> NDArray[np.bool_]:
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    broken = np.zeros(len(shapes), dtype=bool)
    broken[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    return broken


def _with_measures(geometries: Geometries, rows: Rows) -> Geometries:
    """What clipped giants carry, instead of what their remains measure."""
    area = numbers(rows, WAY_AREA)
    stated = (area >= 0) & np.isfinite(area)
    label = np.stack((numbers(rows, LABEL_X), numbers(rows, LABEL_Y)), axis=1)
    label[~np.isfinite(label).all(axis=1)] = np.nan
    return Geometries(geometries.shapes, np.where(stated, area, geometries.area), label)


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


def label_points(geometries: Geometries, rows: NDArray[np.int64]) -> Floats:
    """Shape (len(rows), 2): one point for each of the geometries ``rows``, by its whole shape.

    A point inside a polygon (never in a hole): its centroid where that is inside, else a point of its middle
    scanline, of the largest part. The middle of the longest line. A point itself.
    """
    points = geometries.label[rows]
    missing = np.flatnonzero(np.isnan(points[:, 0]))
    if not len(missing):
        return points
    parts = _largest_parts(geometries.shapes[rows[missing]])
    dimension = shapely.get_dimensions(parts)
    line, polygon = dimension == 1, dimension == 2
    parts[line] = shapely.line_interpolate_point(parts[line], 0.5, normalized=True)
    parts[polygon] = _inside(parts[polygon])
    points[missing] = shapely.get_coordinates(parts)
    return points


def _largest_parts(shapes: Shapes) -> Shapes:
    """The part of each geometry with the highest dimension, then the largest area or length, then the first."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_num_geometries(parts) != 1).any() or (shapely.get_type_id(parts) > 3).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    order = np.lexsort((-shapely.length(parts), -shapely.area(parts), -shapely.get_dimensions(parts), owner))
    largest: Shapes = parts[order[np.unique(owner[order], return_index=True)[1]]]
    return largest


def _inside(polygons: Shapes) -> Shapes:
    """A point inside each polygon."""
    centre: Shapes = shapely.centroid(polygons)
    outside = ~shapely.contains_properly(polygons, centre)
    centre[outside] = shapely.point_on_surface(polygons[outside])
    return centre
