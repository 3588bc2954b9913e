"""From which zoom on each row is shown, layer by layer, without its geometry: what a low-zoom read is prepared with.

The rules are the ones that draw, run once per distinct combination of tags.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tilebuild.rawr.rows import Int64s, Rows
from tilebuild.tiles.classify.carried import whole_areas
from tilebuild.tiles.classify.combinations import area_buckets, find_combinations
from tilebuild.tiles.classify.draws import Drawn, draw_rows
from tilebuild.tiles.classify.tags import Tags
from tilebuild.tiles.features import LAYERS, Shape
from tilebuild.tiles.style.model import Draw, Geometry, Style

Floats = NDArray[np.float64]

AREA_SLACK = 1e-9
"""By how much of itself an area from elsewhere may differ from the one that a job measures on the geometry."""


@dataclass(frozen=True)
class FirstZooms:
    """``k`` pairs of a row and a layer that it is drawn in."""

    row: Int64s
    """Shape (k,), ascending."""
    layer: NDArray[np.int8]
    """Shape (k,): index into :data:`~tilebuild.tiles.features.LAYERS`."""
    min_zoom: NDArray[np.float32]
    """Shape (k,): the lowest nominal zoom; infinity: no tile; minus infinity: not sure, so any."""


@dataclass(frozen=True)
class Borders:
    """``k`` lines of boundaries, drawn or only looked at; see :mod:`tilebuild.tiles.boundaries`."""

    row: Int64s
    """Shape (k,)."""
    min_zoom: NDArray[np.float32]
    level: NDArray[np.float32]
    """Shape (k,): the admin level, infinity where there is none; what is in no tile goes before all, as -infinity."""


def first_zooms(rows: Rows, table: str, geometry: Geometry, area: Floats, style: Style) -> tuple[FirstZooms, Borders]:
    """When each row is shown first, and the lines that boundaries are told apart by.

    Args:
        rows: n rows, of which ids and tags are looked at.
        table: as in :func:`tilebuild.tiles.classify.classify`.
        geometry: which geometries the rows have.
        area: shape (n,), EPSG:3857 m² of each whole polygon, to within :data:`AREA_SLACK`; 0 for points and lines.
        style: the rules.

    Raises:
        RequestError: a rule makes what no tile can hold.
    """
    tags = Tags(rows)
    whole = whole_areas(rows, area) if geometry is Geometry.POLYGON else area
    drawn = draw_rows(find_combinations(tags, table, geometry, whole, style), style, np.ones(len(rows), dtype=bool))
    layer = drawn.per_draw((LAYERS.index(draw.layer) for draw in drawn.draws), np.int8)
    zoom = drawn.per_draw((draw.min_zoom for draw in drawn.draws), np.float32)
    unsure = area_buckets(whole * (1 - AREA_SLACK)) != area_buckets(whole * (1 + AREA_SLACK))
    zoom[unsure[drawn.row]] = -np.inf
    return _lowest(drawn.row, layer, zoom), _borders(drawn, zoom)


def _lowest(row: Int64s, layer: NDArray[np.int8], zoom: NDArray[np.float32]) -> FirstZooms:
    """Of each row and layer the first."""
    order = np.lexsort((zoom, layer, row))
    row, layer, zoom = row[order], layer[order], zoom[order]
    first = np.ones(len(row), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (layer[1:] != layer[:-1])
    return FirstZooms(row[first], layer[first], zoom[first])


def _borders(drawn: Drawn, zoom: NDArray[np.float32]) -> Borders:
    border = drawn.per_draw((draw.layer == "boundaries" and draw.shape is Shape.LINE for draw in drawn.draws), np.bool_)
    level = drawn.per_draw(map(_level, drawn.draws), np.float32)
    return Borders(drawn.row[border], zoom[border], level[border])


def _level(draw: Draw) -> float:
    if np.isinf(draw.min_zoom):
        return -np.inf
    is_level = isinstance(draw.kind_detail, int | float) and not isinstance(draw.kind_detail, bool)
    return float(draw.kind_detail) if is_level and draw.kind_detail is not None else np.inf
