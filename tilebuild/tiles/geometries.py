"""Geometries of rows, parsed once, with what is measured on the whole of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tilebuild.errors import TilesFailedError
from tilebuild.rawr.binary import read_only
from tilebuild.rawr.giants import LABEL_X, LABEL_Y, WAY_AREA
from tilebuild.rawr.rows import Rows
from tilebuild.tiles.kernel.labels import find_label_points
from tilebuild.tiles.kernel.measure import measure
from tilebuild.tiles.kernel.types import Floats, Ints, Kinds
from tilebuild.tiles.kernel.wkb import FINE, NOT_WKB, Source, parse_wkb


class GeometryError(TilesFailedError):
    """A row's geometry cannot be drawn: it is no WKB, is empty, or has an ordinate that is no number."""


@dataclass(frozen=True)
class Geometries:
    """``n`` geometries of ``p`` paths and ``v`` vertices in EPSG:3857 metres."""

    xy: Floats
    """Shape (v, 2)."""
    path_start: Ints
    """Shape (p + 1,): where each path's vertices begin. Rings have their closing vertex."""
    kind: Kinds
    """Shape (p,): :data:`~tilebuild.tiles.kernel.types.POINT`, ``LINE``, ``SHELL`` or ``HOLE``."""
    start: Ints
    """Shape (n + 1,): where each geometry's paths begin."""
    area: Floats
    """Shape (n,): square metres of the whole geometry, 0 unless a polygon."""
    length: Floats
    """Shape (n,): metres of lines and outlines, 0 of points."""
    label: Floats
    """Shape (n, 2): a point inside the whole geometry where the row brought one, else NaN."""

    def __len__(self) -> int:
        """How many geometries."""
        return len(self.start) - 1


def measured(xy: Floats, path_start: Ints, kind: Kinds, start: Ints) -> Geometries:
    """Geometries that are whole: their own area is the area."""
    area, length = measure(xy, path_start, kind, start)
    return Geometries(xy, path_start, kind, start, area, length, np.full((len(start) - 1, 2), np.nan))


def concatenate(several: Sequence[Geometries]) -> Geometries:
    """One or several, one after the other."""
    return Geometries(
        np.concatenate([one.xy for one in several]),
        _end_to_end([one.path_start for one in several]),
        np.concatenate([one.kind for one in several]),
        _end_to_end([one.start for one in several]),
        np.concatenate([one.area for one in several]),
        np.concatenate([one.length for one in several]),
        np.concatenate([one.label for one in several]),
    )


def _end_to_end(starts: Sequence[Ints]) -> Ints:
    """Starts of runs that are laid end to end, and where the last one ends."""
    before = np.cumsum([0, *(start[-1] for start in starts)])
    return np.concatenate([*(start[:-1] + offset for start, offset in zip(starts, before, strict=False)), before[-1:]])


def parse(tables: Mapping[str, Rows]) -> Geometries:
    """The geometries of the rows of some tables, laid end to end.

    A clipped giant keeps the area and label point that its row carries.

    Raises:
        GeometryError: naming the first row whose geometry is broken.
    """
    parsed = parse_wkb(*(Source(read_only(rows.data), rows.wkb_start, rows.wkb_end) for rows in tables.values()))
    if parsed.broken != FINE:
        what = "is not WKB" if parsed.broken == NOT_WKB else "is empty"
        raise _broken(tables, len(parsed.start) - 1, what)
    _check_finite(tables, parsed.xy, parsed.path_start[parsed.start])
    return _with_measures(measured(parsed.xy, parsed.path_start, parsed.kind, parsed.start), [*tables.values()])


def _check_finite(tables: Mapping[str, Rows], xy: Floats, first: Ints) -> None:
    if not np.isfinite(xy).all():
        wrong = np.flatnonzero(~np.isfinite(xy).all(axis=1))
        row = int(np.searchsorted(first, wrong[0], side="right")) - 1
        raise _broken(tables, row, "has an ordinate that is not a finite number")


def _broken(tables: Mapping[str, Rows], row: int, what: str) -> GeometryError:
    """The error of a row, counted through all tables."""
    rows = ((table, number, osm_id) for table, some in tables.items() for number, osm_id in enumerate(some.ids))
    table, number, osm_id = next(islice(rows, row, None))
    return GeometryError(f"{table} {osm_id} (row {number}): its geometry {what}")


def _with_measures(geometries: Geometries, tables: Sequence[Rows]) -> Geometries:
    """What clipped giants carry, instead of what their remains measure."""
    area, x, y = (
        np.concatenate([numbers(rows, key) for rows in tables]) if tables else np.empty(0)
        for key in (WAY_AREA, LABEL_X, LABEL_Y)
    )
    stated = (area >= 0) & np.isfinite(area)
    label = np.stack((x, y), axis=1)
    label[~np.isfinite(label).all(axis=1)] = np.nan
    return Geometries(
        geometries.xy,
        geometries.path_start,
        geometries.kind,
        geometries.start,
        np.where(stated, area, geometries.area),
        geometries.length,
        label,
    )


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

    The point that the row brought, else see :func:`tilebuild.tiles.kernel.labels.find_label_points`.
    """
    points = geometries.label[rows]
    missing = np.flatnonzero(np.isnan(points[:, 0]))
    found = find_label_points(geometries.xy, geometries.path_start, geometries.kind, geometries.start, rows[missing])
    points[missing] = found
    return points
