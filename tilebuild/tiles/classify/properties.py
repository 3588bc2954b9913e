"""Properties that are no names: constants of a draw, copies of tags, and where a feature comes from."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from tilebuild.ragged import ragged_take, starts
from tilebuild.rawr.rows import Int64s, Rows
from tilebuild.tiles.classify.draws import Drawn
from tilebuild.tiles.classify.entries import Entries, Key, value_key
from tilebuild.tiles.classify.tags import ABSENT, Tags
from tilebuild.tiles.kernel.tagged import numbered, taken
from tilebuild.tiles.style.model import OSM_TABLES, Copy, Geometry

OSM_SOURCE = "openstreetmap.org"
SOURCES = {
    "water_polygons": "openstreetmapdata.com",
    "land_polygons": "openstreetmapdata.com",
    "wof_neighbourhood": "whosonfirst.org",
    "ne_10m_urban_areas": "naturalearthdata.com",
}
"""Table -> ``source`` of rows that are not OpenStreetMap's; any other table is its own source."""


_TOO_LARGE = 1 << 61
"""Of this id and larger ones four times as much is no number of 64 bits."""


def add_copies(tags: Tags, drawn: Drawn, entries: Entries) -> None:
    """Add properties from the rows' own tags, each distinct text converted once.

    Of several copies to one name the first that yields a value stays.
    """
    copies, strings = drawn.copies, tags.rows.strings
    slot_of = {tag: slot for slot, tag in enumerate({copy.tag: None for copy in copies})}
    by_string = np.full(len(strings), ABSENT, dtype=np.int64)
    for tag, slot in slot_of.items():
        if tag in tags.rows.string_index:
            by_string[tags.rows.string_index[tag]] = slot
    asked, start = _flat([recipe.copies for recipe in drawn.recipes])
    slots = np.array([slot_of[copy.tag] for copy in copies], dtype=np.int64)
    found = taken(drawn.row, drawn.draw, start, asked, slots, tags.facts(by_string))
    first, place = numbered(found.what * len(strings) + found.value)
    pairs = zip(found.what[first].tolist(), found.value[first].tolist(), strict=True)
    codes = entries.codes_of(_converted(copies[copy], strings[value]) for copy, value in pairs)
    names = entries.names(copy.name for copy in copies)
    zooms = np.array([copy.min_zoom for copy in copies], dtype=np.float32)
    entries.add(found.feature, names[found.what], codes[place], zooms[found.what])


def _converted(copy: Copy, text: str) -> Key | None:
    """What a copy makes of a tag's text."""
    value = copy.convert(text) if copy.convert else text
    return None if value is None else value_key(copy.name, value)


def _flat(several: Sequence[Sequence[int]]) -> tuple[Int64s, Int64s]:
    """Numbers end to end, and where each sequence begins."""
    return np.array([*chain(*several)], dtype=np.int64), starts(np.array([*map(len, several)], dtype=np.int64))


def add_constants(drawn: Drawn, entries: Entries) -> None:
    """Add the properties that a draw names itself; they stand where no copy does."""
    recipes = drawn.recipes
    names = entries.names(chain.from_iterable(recipe.names for recipe in recipes))
    codes = entries.codes_of(chain.from_iterable(recipe.values for recipe in recipes))
    zooms = np.array([*chain.from_iterable(recipe.zooms for recipe in recipes)], dtype=np.float32)
    counts = np.array([len(recipe.names) for recipe in recipes], dtype=np.int64)
    constant, start = ragged_take(starts(counts), drawn.draw)
    feature = np.repeat(np.arange(len(drawn)), np.diff(start))
    entries.add(feature, names[constant], codes[constant], zooms[constant])


def add_origin(rows: Rows, table: str, drawn: Drawn, entries: Entries, source: str | None = None) -> None:
    """Add ``source`` (None: that of the table), and ``id`` with the signed OSM id where the row has one."""
    everything = np.arange(len(drawn))
    source = source or (OSM_SOURCE if table in OSM_TABLES else SOURCES.get(table, table))
    entries.add(everything, entries.name("source"), np.repeat(entries.codes("source", [source]), len(drawn)))
    if table in OSM_TABLES:
        entries.add_numbers(everything, entries.name("id"), rows.ids[drawn.row])


def mvt_ids(osm_ids: Int64s, table: str, geometry: Geometry) -> Int64s:
    """|osm id| x 4 + {node 0, way 1, relation 2}, shape (k,); 0 where the ids are not OpenStreetMap's, or too large."""
    if table not in OSM_TABLES:
        return np.zeros(len(osm_ids), dtype=np.int64)
    kind = 0 if geometry is Geometry.POINT else np.where(osm_ids < 0, 2, 1)
    return np.where((osm_ids > -_TOO_LARGE) & (osm_ids < _TOO_LARGE), np.abs(osm_ids) * 4 + kind, 0)
