"""Properties that are no names: constants of a draw, copies of tags, and where a feature comes from."""

from collections.abc import Iterator

import numpy as np

from tilebuild.rawr.rows import Int64s, Rows
from tilebuild.tiles.classify.column import ColumnBuilders
from tilebuild.tiles.classify.draws import Drawn
from tilebuild.tiles.classify.tags import ABSENT, Tags
from tilebuild.tiles.features import Value
from tilebuild.tiles.style.model import OSM_TABLES, Copy, Draw, Geometry

OSM_SOURCE = "openstreetmap.org"
SOURCES = {
    "water_polygons": "openstreetmapdata.com",
    "land_polygons": "openstreetmapdata.com",
    "wof_neighbourhood": "whosonfirst.org",
    "ne_10m_urban_areas": "naturalearthdata.com",
}
"""Table -> ``source`` of rows that are not OpenStreetMap's; any other table is its own source."""


def add_copies(tags: Tags, drawn: Drawn, builders: ColumnBuilders) -> None:
    """Fill properties from the rows' own tags, each distinct text converted once."""
    for copy, draws in _copies(drawn).items():
        features = drawn.features_of(draws)
        values = tags.column(copy.tag)[drawn.row[features]]
        present = np.flatnonzero(values != ABSENT)
        distinct, place = np.unique(values[present], return_inverse=True)
        texts = [tags.rows.strings[value] for value in distinct.tolist()]
        converted = [copy.convert(text) if copy.convert else text for text in texts]
        builders[copy.name].fill(features[present], converted, place, copy.min_zoom)


def _copies(drawn: Drawn) -> dict[Copy, list[int]]:
    """Each distinct copy and the draws that have it; of one draw's copies to one name the first comes first."""
    ordered: dict[tuple[int, Copy], list[int]] = {}
    for number, draw in enumerate(drawn.draws):
        for place, copy in enumerate(draw.copies):
            ordered.setdefault((place, copy), []).append(number)
    copies: dict[Copy, list[int]] = {}
    for (_, copy), draws in sorted(ordered.items(), key=lambda item: item[0][0]):
        copies.setdefault(copy, []).extend(draws)
    return copies


def add_constants(drawn: Drawn, builders: ColumnBuilders) -> None:
    """Fill the properties that a draw names itself, where no copy has filled them."""
    found: dict[str, list[tuple[int, Value, float]]] = {}
    for number, draw in enumerate(drawn.draws):
        zooms = dict(draw.property_zooms)
        for name, value in _constants(draw):
            found.setdefault(name, []).append((number, value, zooms.get(name, 0.0)))
    for name, entries in found.items():
        place = np.full(len(drawn.draws), ABSENT, dtype=np.int64)
        place[[number for number, _, _ in entries]] = np.arange(len(entries))
        features = np.flatnonzero(place[drawn.draw] != ABSENT)
        entry = place[drawn.draw[features]]
        zooms_of_entry = np.array([zoom for _, _, zoom in entries], dtype=np.float32)
        builders[name].fill(features, [value for _, value, _ in entries], entry, zooms_of_entry[entry])


def _constants(draw: Draw) -> Iterator[tuple[str, Value]]:
    yield "kind", draw.kind
    if draw.kind_detail is not None:
        yield "kind_detail", draw.kind_detail
    if np.isfinite(draw.min_zoom):
        yield "min_zoom", int(draw.min_zoom) if float(draw.min_zoom).is_integer() else float(draw.min_zoom)
    if draw.rank:
        yield "sort_rank", draw.rank
    yield from draw.properties


def add_origin(rows: Rows, table: str, drawn: Drawn, builders: ColumnBuilders, source: str | None = None) -> None:
    """Fill ``source`` (None: that of the table), and ``id`` with the signed OSM id where the row has one."""
    everything = np.arange(len(drawn))
    source = source or (OSM_SOURCE if table in OSM_TABLES else SOURCES.get(table, table))
    builders["source"].fill(everything, [source], np.zeros(len(drawn), dtype=np.int64))
    if table in OSM_TABLES:
        ids, place = np.unique(rows.ids[drawn.row], return_inverse=True)
        builders["id"].fill(everything, ids.tolist(), place)


def mvt_ids(osm_ids: Int64s, table: str, geometry: Geometry) -> Int64s:
    """|osm id| x 4 + {node 0, way 1, relation 2}, shape (k,); 0 where the ids are not OpenStreetMap's."""
    if table not in OSM_TABLES:
        return np.zeros(len(osm_ids), dtype=np.int64)
    if geometry is Geometry.POINT:
        return np.abs(osm_ids) * 4
    return np.abs(osm_ids) * 4 + np.where(osm_ids < 0, 2, 1)
