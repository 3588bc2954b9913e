"""Geometries of rows, parsed once, with what is measured on the whole of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tilebuild.errors import TilesFailedError
from tilebuild.rawr.binary import read_only
from tilebuild.rawr.rows import Rows
from tilebuild.tiles.classify.carried import carried
from tilebuild.tiles.kernel.labels import find_label_points
from tilebuild.tiles.kernel.measure import measure
from tilebuild.tiles.kernel.types import Floats, Ints, Kinds
from tilebuild.tiles.kernel.wkb import FINE, NOT_WKB, Source, parse_wkb

FARTHEST = 1e9
"""Metres: no ordinate is farther from the origin, not even near a pole. Grids count such a distance in 64 bits."""


class GeometryError(TilesFailedError):
    """A row's geometry cannot be drawn: it is no WKB, is empty, has an ordinate that is no place's, or a polygon
    that cannot be made valid.
    """


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
    _check_ordinates(tables, parsed.xy, parsed.path_start[parsed.start])
    return _with_measures(measured(parsed.xy, parsed.path_start, parsed.kind, parsed.start), tables.values())


def _check_ordinates(tables: Mapping[str, Rows], xy: Floats, first: Ints) -> None:
    # Written so that what is no number fails.
    if xy.min(initial=0) >= -FARTHEST and xy.max(initial=0) <= FARTHEST:
        return
    wrong = np.flatnonzero(~(np.abs(xy) <= FARTHEST).all(axis=1))
    row = int(np.searchsorted(first, wrong[0], side="right")) - 1
    raise _broken(tables, row, f"has an ordinate that is no number within {FARTHEST:g} metres")


def _broken(tables: Mapping[str, Rows], row: int, what: str) -> GeometryError:
    """The error of a row, counted through all tables."""
    rows = ((table, number, osm_id) for table, some in tables.items() for number, osm_id in enumerate(some.ids))
    table, number, osm_id = next(islice(rows, row, None))
    return GeometryError(f"{table} {osm_id} (row {number}): its geometry {what}")


def _with_measures(geometries: Geometries, tables: Iterable[Rows]) -> Geometries:
    """What clipped giants and parts of relations carry, instead of what their remains measure."""
    of_rows = [carried(rows) for rows in tables]
    if not of_rows:
        return geometries
    area, label = (np.concatenate(several) for several in zip(*of_rows, strict=True))
    return replace(geometries, area=np.where(np.isnan(area), geometries.area, area), label=label)


def label_points(geometries: Geometries, rows: NDArray[np.int64]) -> Floats:
    """Shape (len(rows), 2): one point for each of the geometries ``rows``, by its whole shape.

    The point that the row brought, else see :func:`tilebuild.tiles.kernel.labels.find_label_points`.
    """
    points = geometries.label[rows]
    missing = np.flatnonzero(np.isnan(points[:, 0]))
    found = find_label_points(geometries.xy, geometries.path_start, geometries.kind, geometries.start, rows[missing])
    points[missing] = found
    return points
