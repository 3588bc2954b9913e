"""From a RAWR tile's tables to features and geometries: parse, measure, classify, join, borders once."""

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from tilebuild.ragged import Ints, starts
from tilebuild.rawr.rows import Rows
from tilebuild.tiles.boundaries import deduplicated
from tilebuild.tiles.classify import Table, classify
from tilebuild.tiles.classify.entries import Entries
from tilebuild.tiles.features import Features
from tilebuild.tiles.geometries import Geometries, parse
from tilebuild.tiles.stand_ins import STAND_INS, StandIn, without_replaced
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
        RequestError: a rule makes what no tile can hold.
    """
    present = [source for source in _sources() if len(tables.get(source.name, ()))]
    geometries = parse({source.name: tables[source.name] for source in present})
    if not present:
        return nothing(), geometries
    first_row = starts(np.array([len(tables[source.name]) for source in present]))
    areas = np.split(geometries.area, first_row[1:-1])
    classified = classify(
        [
            Table(tables[source.name], source.seen_as, source.geometry, area, source.origin)
            for source, area in zip(present, areas, strict=True)
        ],
        style,
    )
    drawn = _stand_ins(classified, present, first_row)
    joined, together = deduplicated(classified, geometries)
    return shown_up_to(nominal, without_replaced(joined, drawn)), together


class Source(NamedTuple):
    """Rows that are drawn."""

    name: str
    """Of the RAWR member or table."""
    seen_as: str
    """The table that rules see."""
    geometry: Geometry
    origin: str | None = None
    """What ``source`` says in tiles; None: what the table's rows have."""


def _sources() -> Iterator[Source]:
    for name, geometry in TABLES.items():
        yield Source(name, name.removeprefix(OSM_PREFIX), geometry)
    for name, stand_in in STAND_INS.items():
        yield Source(name, stand_in.seen_as, stand_in.geometry, stand_in.source)


def _stand_ins(features: Features, sources: Sequence[Source], first_row: Ints) -> list[StandIn]:
    """The stand-ins that something is drawn of; the sources' rows begin at ``first_row``, shape (sources + 1,)."""
    count, _ = np.histogram(features.row, first_row)
    return [
        STAND_INS[source.name]
        for source, some in zip(sources, count.tolist(), strict=True)
        if some and source.name in STAND_INS
    ]


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
        properties=Entries().table(),
    )
