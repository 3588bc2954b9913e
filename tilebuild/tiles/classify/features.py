"""Rows into features, from end to end."""

import numpy as np
from numpy.typing import NDArray

from tilebuild.rawr.rows import Rows
from tilebuild.tiles.classify.column import ColumnBuilders
from tilebuild.tiles.classify.combinations import find_combinations
from tilebuild.tiles.classify.draws import Drawn, draw_rows
from tilebuild.tiles.classify.labels import carries_label, stated_areas
from tilebuild.tiles.classify.names import add_names
from tilebuild.tiles.classify.properties import add_constants, add_copies, add_origin, mvt_ids
from tilebuild.tiles.classify.tags import Tags
from tilebuild.tiles.features import LAYERS, Column, Features, property_order
from tilebuild.tiles.style.model import Geometry, Style


def classify(
    rows: Rows, table: str, geometry: Geometry, area: NDArray[np.float64], style: Style, source: str | None = None
) -> Features:
    """Everything that a style draws of one table's rows.

    Args:
        rows: n rows.
        table: ``point``, ``line`` or ``polygon`` for OpenStreetMap's, otherwise the table's or RAWR member's name.
        geometry: which geometries the rows have.
        area: shape (n,), EPSG:3857 m² of each whole geometry, 0 for points and lines; a polygon row's ``way_area``
            (of a geometry that was clipped) wins over it.
        style: the rules.
        source: where the rows are from, if not from where the table's are.

    Returns:
        Features ordered by row and rule; ``row`` is an index into the given rows. Of a relation's polygons only the
        largest has labels.

    Raises:
        RequestError: a rule makes what no tile can hold.
    """
    tags = Tags(rows)
    whole = stated_areas(tags, area) if geometry is Geometry.POLYGON else area
    combinations = find_combinations(tags, table, geometry, whole, style)
    drawn = draw_rows(combinations, style, carries_label(rows.ids, whole))
    osm_ids = rows.ids[drawn.row]
    draws = drawn.draws
    return Features(
        row=drawn.row,
        shape=drawn.per_draw((draw.shape for draw in draws), np.int8),
        layer=drawn.per_draw((LAYERS.index(draw.layer) for draw in draws), np.int8),
        min_zoom=drawn.per_draw((draw.min_zoom for draw in draws), np.float32),
        max_zoom=drawn.per_draw((draw.max_zoom for draw in draws), np.float32),
        rank=drawn.per_draw((draw.rank for draw in draws), np.int32),
        osm_id=osm_ids,
        mvt_id=mvt_ids(osm_ids, table, geometry),
        columns=_columns(tags, table, drawn, source),
    )


def _columns(tags: Tags, table: str, drawn: Drawn, source: str | None) -> dict[str, Column]:
    builders = ColumnBuilders()
    add_copies(tags, drawn, builders)
    add_names(tags, drawn, builders)
    add_constants(drawn, builders)
    add_origin(tags.rows, table, drawn, builders, source)
    columns = {name: builders[name].column() for name in sorted(builders, key=property_order)}
    return {name: column for name, column in columns.items() if len(column.feature)}
