"""Names as columns: the name itself, its script, and the names in other languages."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tilebuild.rawr.rows import Int64s
from tilebuild.tiles.classify.draws import Drawn, repeat
from tilebuild.tiles.classify.entries import Entries, Zooms
from tilebuild.tiles.classify.name_keys import STAND_INS, STYLE_KEYS, is_name_key, preference
from tilebuild.tiles.classify.scripts import MAX_PARTS, split_by_script
from tilebuild.tiles.classify.tags import ABSENT, Tags
from tilebuild.tiles.style.model import Names


@dataclass(frozen=True)
class Pairs:
    """The q pairs of a feature that carries names and one of its name tags, ordered by key and feature."""

    feature: Int64s
    key: Int64s
    """Shape (q,): index into ``keys``."""
    value: Int64s
    """Shape (q,): index into the rows' strings."""
    keys: tuple[str, ...]
    """In the order in which they stand in for a missing ``name``."""


def add_names(tags: Tags, drawn: Drawn, entries: Entries) -> None:
    """Add the names of every feature that carries them."""
    pairs = _pairs(tags, drawn)
    zooms = drawn.per_draw((draw.names_min_zoom for draw in drawn.draws), np.float32)
    every_language = drawn.per_draw((draw.names is Names.ALL for draw in drawn.draws), np.bool_)
    _add_main(tags, pairs, zooms, entries)
    main, of_style = (np.array([key in some for key in pairs.keys], dtype=bool) for some in ({"name"}, STYLE_KEYS))
    carried = ~main[pairs.key] & (of_style[pairs.key] | every_language[pairs.feature])
    _add(tags, pairs, np.flatnonzero(carried), pairs.keys, zooms, entries)
    standing_in = np.array([key in STAND_INS for key in pairs.keys], dtype=bool)
    targets = [STAND_INS.get(key, key) for key in pairs.keys]
    _add(tags, pairs, np.flatnonzero(standing_in[pairs.key]), targets, zooms, entries)


def _pairs(tags: Tags, drawn: Drawn) -> Pairs:
    keys = tuple(sorted(filter(is_name_key, tags.keys), key=preference))
    number = np.full(len(tags.rows.strings), ABSENT, dtype=np.int64)
    number[[tags.rows.string_index[key] for key in keys]] = np.arange(len(keys))
    found = np.flatnonzero((number[tags.rows.tag_key] != ABSENT) & tags.filled[tags.rows.tag_value])
    named = np.flatnonzero(drawn.per_draw((draw.names is not Names.NONE for draw in drawn.draws), np.bool_))
    first = np.searchsorted(drawn.row[named], tags.row[found])
    last = np.searchsorted(drawn.row[named], tags.row[found], side="right")
    index, within = repeat(last - first)
    feature, tag = named[first[index] + within], found[index]
    key = number[tags.rows.tag_key[tag]]
    order = np.lexsort((feature, key))
    return Pairs(feature[order], key[order], tags.rows.tag_value[tag][order].astype(np.int64), keys)


def _add_main(tags: Tags, pairs: Pairs, zooms: Zooms, entries: Entries) -> None:
    """``name`` of each feature and its script, taken apart where it is written in several."""
    features, first = np.unique(pairs.feature, return_index=True)
    distinct, place = np.unique(pairs.value[first], return_inverse=True)
    parts = [split_by_script(tags.rows.strings[value].strip()) for value in distinct.tolist()]
    for number in range(MAX_PARTS):
        suffix = str(number + 1) if number else ""
        part = [name[number] if number < len(name) else None for name in parts]
        if any(part):
            texts, scripts = [p and p.text for p in part], [p and p.script for p in part]
            for name, values in ((f"name{suffix}", texts), (f"script{suffix}", scripts)):
                entries.add(features, entries.name(name), entries.codes(name, values)[place], zooms[features])


def _add(tags: Tags, pairs: Pairs, chosen: Int64s, names: Sequence[str], zooms: Zooms, entries: Entries) -> None:
    """Some of the pairs, each key under the name that stands at its place."""
    distinct, place = np.unique(pairs.value[chosen], return_inverse=True)
    codes = entries.codes("name", (tags.rows.strings[value].strip() for value in distinct.tolist()))
    numbers = np.array([entries.name(name) for name in names], dtype=np.int64)
    features = pairs.feature[chosen]
    entries.add(features, numbers[pairs.key[chosen]], codes[place], zooms[features])
