"""Properties that are no names: constants of a draw, copies of tags, and where a feature comes from."""

import math
from collections.abc import Iterator

import numpy as np

from tilebuild.rawr.rows import Int64s, Rows
from tilebuild.tiles.classify.draws import Drawn
from tilebuild.tiles.classify.entries import Entries
from tilebuild.tiles.classify.tags import ABSENT, Tags
from tilebuild.tiles.property_table import Value
from tilebuild.tiles.ragged import ragged_take, starts
from tilebuild.tiles.style.model import OSM_TABLES, Copy, Draw, Geometry

OSM_SOURCE = "openstreetmap.org"
SOURCES = {
    "water_polygons": "openstreetmapdata.com",
    "land_polygons": "openstreetmapdata.com",
    "wof_neighbourhood": "whosonfirst.org",
    "ne_10m_urban_areas": "naturalearthdata.com",
}
"""Table -> ``source`` of rows that are not OpenStreetMap's; any other table is its own source."""


def add_copies(tags: Tags, drawn: Drawn, entries: Entries) -> None:
    """Add properties from the rows' own tags, each distinct text converted once."""
    for copy, draws in _copies(drawn).items():
        column = tags.column(copy.tag)
        features = drawn.features_of(draws)
        features = features[column[drawn.row[features]] != ABSENT]
        distinct, place = np.unique(column[drawn.row[features]], return_inverse=True)
        texts = [tags.rows.strings[value] for value in distinct.tolist()]
        converted = [copy.convert(text) if copy.convert else text for text in texts]
        entries.add(features, entries.name(copy.name), entries.codes(copy.name, converted)[place], copy.min_zoom)


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


def add_constants(drawn: Drawn, entries: Entries) -> None:
    """Add the properties that a draw names itself; they stand where no copy does."""
    constants = [list(_constants(draw)) for draw in drawn.draws]
    counts = np.array([len(some) for some in constants], dtype=np.int64)
    names = np.array([entries.name(name) for some in constants for name, _, _ in some], dtype=np.int64)
    codes = np.array([entries.code(name, value) for some in constants for name, value, _ in some], dtype=np.int64)
    zooms = np.array([zoom for some in constants for _, _, zoom in some], dtype=np.float32)
    constant, start = ragged_take(starts(counts), drawn.draw)
    feature = np.repeat(np.arange(len(drawn)), np.diff(start))
    entries.add(feature, names[constant], codes[constant], zooms[constant])


def _constants(draw: Draw) -> Iterator[tuple[str, Value, float]]:
    """Name, value and nominal zoom of each."""
    yield "kind", draw.kind, 0.0
    if draw.kind_detail is not None:
        yield "kind_detail", draw.kind_detail, 0.0
    if math.isfinite(draw.min_zoom):
        yield "min_zoom", int(draw.min_zoom) if float(draw.min_zoom).is_integer() else float(draw.min_zoom), 0.0
    if draw.rank:
        yield "sort_rank", draw.rank, 0.0
    zooms = dict(draw.property_zooms)
    for name, value in draw.properties:
        yield name, value, zooms.get(name, 0.0)


def add_origin(rows: Rows, table: str, drawn: Drawn, entries: Entries, source: str | None = None) -> None:
    """Add ``source`` (None: that of the table), and ``id`` with the signed OSM id where the row has one."""
    everything = np.arange(len(drawn))
    source = source or (OSM_SOURCE if table in OSM_TABLES else SOURCES.get(table, table))
    entries.add(everything, entries.name("source"), np.repeat(entries.codes("source", [source]), len(drawn)))
    if table in OSM_TABLES:
        entries.add_numbers(everything, entries.name("id"), rows.ids[drawn.row])


def mvt_ids(osm_ids: Int64s, table: str, geometry: Geometry) -> Int64s:
    """|osm id| x 4 + {node 0, way 1, relation 2}, shape (k,); 0 where the ids are not OpenStreetMap's."""
    if table not in OSM_TABLES:
        return np.zeros(len(osm_ids), dtype=np.int64)
    if geometry is Geometry.POINT:
        return np.abs(osm_ids) * 4
    return np.abs(osm_ids) * 4 + np.where(osm_ids < 0, 2, 1)
