"""From a RAWR tile's tables to features and geometries: parse, measure, classify, join, borders once."""

import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np

from tilebuild.rawr.rows import Rows
from tilebuild.tiles.boundaries import deduplicated
from tilebuild.tiles.classify import classify
from tilebuild.tiles.features import Features
from tilebuild.tiles.geometries import Geometries, concatenate, parse
from tilebuild.tiles.joining import concatenate as concatenate_features
from tilebuild.tiles.stand_ins import STAND_INS, without_replaced
from tilebuild.tiles.style.model import Geometry, Style
from tilebuild.tiles.visibility import shown_up_to

OSM_PREFIX = "planet_osm_"

TABLES: Mapping[str, Geometry] = MappingProxyType(
    {
        "planet_osm_point": Geometry.POINT,
        "planet_osm_line": Geometry.LINE,
        "planet_osm_polygon": Geometry.POLYGON,
        "wof_neighbourhood": Geometry.POINT,
        "water_polygons": Geometry.POLYGON,
        "land_polygons": Geometry.POLYGON,
        "ne_10m_urban_areas": Geometry.POLYGON,
    }
)
"""Tables that are drawn, in the order in which their rows are laid end to end, stand-ins behind them; others are
carried and not drawn."""


def features_of(tables: Mapping[str, Rows], style: Style, nominal: float = math.inf) -> tuple[Features, Geometries]:
    """What the style makes of the rows, and the geometries that it draws; boundaries once.

    Args:
        tables: rows by the name of their RAWR member; absent tables have no rows.
        style: the rules.
        nominal: the deepest nominal zoom that is drawn; what only deeper ones show is left out.

    Raises:
        GeometryError: a row's geometry is broken; the row is named.
    """
    features, geometries, drawn = [], [], []
    for name, table, kind, source in _sources():
        rows = tables.get(name)
        if rows is None or not len(rows):
            continue
        parsed = parse(rows, name)
        geometries.append(parsed)
        features.append(classify(rows, table, kind, parsed.area, style, source))
        if len(features[-1]) and name in STAND_INS:
            drawn.append(STAND_INS[name])
    if not features:
        return nothing(), concatenate(())
    joined = concatenate_features(features, [len(one) for one in geometries])
    joined, together = deduplicated(joined, concatenate(geometries))
    return shown_up_to(nominal, without_replaced(joined, drawn)), together


def _sources() -> Iterator[tuple[str, str, Geometry, str | None]]:
    """Name, table as rules see it, geometry and source (None: the table's own) of everything that is drawn."""
    for name, kind in TABLES.items():
        yield name, name.removeprefix(OSM_PREFIX), kind, None
    for name, stand_in in STAND_INS.items():
        yield name, stand_in.seen_as, stand_in.geometry, stand_in.source


def nothing() -> Features:
    """No features at all: of a group without rows."""
    none = np.empty(0, dtype=np.int64)
    return Features(
        row=none,
        shape=none.astype(np.int8),
        layer=none.astype(np.int8),
        min_zoom=none.astype(np.float32),
        max_zoom=none.astype(np.float32),
        rank=none.astype(np.int32),
        osm_id=none,
        mvt_id=none,
        columns={},
    )
