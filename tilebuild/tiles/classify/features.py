"""Rows into features, from end to end."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tilebuild.rawr.rows import Rows
from tilebuild.tiles.classify.combinations import find_combinations
from tilebuild.tiles.classify.draws import Drawn, draw_rows
from tilebuild.tiles.classify.entries import Entries
from tilebuild.tiles.classify.labels import carries_label
from tilebuild.tiles.classify.names import add_names
from tilebuild.tiles.classify.properties import add_constants, add_copies, add_origin, mvt_ids
from tilebuild.tiles.classify.tags import Tags
from tilebuild.tiles.features import LAYERS, Features
from tilebuild.tiles.style.model import Geometry, Style


class Table(NamedTuple):
    """Rows that a style draws."""

    rows: Rows
    """n of them."""
    name: str
    """``point``, ``line`` or ``polygon`` for OpenStreetMap's, otherwise the table's or RAWR member's."""
    geometry: Geometry
    """Which geometries the rows have."""
    area: NDArray[np.float64]
    """Shape (n,): EPSG:3857 m² of each whole geometry, 0 for points and lines."""
    source: str | None = None
    """Where the rows are from, if not from where the table's are."""


def classify(tables: Sequence[Table], style: Style) -> Features:
    """Everything that a style draws of the rows of some tables, at least one.

    Returns:
        Features ordered by table, row and rule; ``row`` is an index into the tables' rows laid end to end. Of a
        relation's polygons only the largest has labels.

    Raises:
        RequestError: a rule makes what no tile can hold.
    """
    entries = Entries()
    made, features, rows = [], 0, 0
    for table in tables:
        entries.begin_table(features)
        drawn = _drawn(table, Tags(table.rows), style, entries)
        made.append(_arrays(table, drawn, rows))
        features, rows = features + len(drawn), rows + len(table.rows)
    together = {name: np.concatenate([one[name] for one in made]) for name in made[0]}
    return Features(**together, properties=entries.table())


def _drawn(table: Table, tags: Tags, style: Style, entries: Entries) -> Drawn:
    """What the rules make of a table; properties go to the entries."""
    combinations = find_combinations(tags, table.name, table.geometry, table.area, style)
    drawn = draw_rows(combinations, style, carries_label(table.rows.ids, table.area))
    add_copies(tags, drawn, entries)
    add_names(tags, drawn, entries)
    add_constants(drawn, entries)
    add_origin(table.rows, table.name, drawn, entries, table.source)
    return drawn


def _arrays(table: Table, drawn: Drawn, first_row: int) -> dict[str, NDArray[Any]]:
    """The fields of :class:`~tilebuild.tiles.features.Features`, without properties."""
    osm_ids, draws = table.rows.ids[drawn.row], drawn.draws
    return {
        "row": drawn.row + first_row,
        "shape": drawn.per_draw((draw.shape for draw in draws), np.int8),
        "layer": drawn.per_draw((LAYERS.index(draw.layer) for draw in draws), np.int8),
        "min_zoom": drawn.per_draw((draw.min_zoom for draw in draws), np.float32),
        "max_zoom": drawn.per_draw((draw.max_zoom for draw in draws), np.float32),
        "rank": drawn.per_draw((draw.rank for draw in draws), np.int32),
        "osm_id": osm_ids,
        "mvt_id": mvt_ids(osm_ids, table.name, table.geometry),
    }
