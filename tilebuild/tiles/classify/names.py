"""Names as columns: the name itself, its script, and the names in other languages."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tilebuild.rawr.rows import Int64s
from tilebuild.tiles.classify.draws import Drawn
from tilebuild.tiles.classify.entries import Entries, Zooms
from tilebuild.tiles.classify.name_keys import ALIASES, STYLE_KEYS, is_name_key, preference
from tilebuild.tiles.classify.scripts import MAX_PARTS, split_by_script
from tilebuild.tiles.classify.tags import ABSENT, Tags
from tilebuild.tiles.kernel.tagged import all_taken, numbered
from tilebuild.tiles.style.model import Names


@dataclass(frozen=True)
class Pairs:
    """The q pairs of a feature that carries names and one of its name tags, by feature and then by key."""

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
    standing_in = np.array([key in ALIASES for key in pairs.keys], dtype=bool)
    targets = [ALIASES.get(key, key) for key in pairs.keys]
    _add(tags, pairs, np.flatnonzero(standing_in[pairs.key]), targets, zooms, entries)


def _pairs(tags: Tags, drawn: Drawn) -> Pairs:
    keys = tuple(sorted(filter(is_name_key, tags.keys), key=preference))
    by_string = np.full(len(tags.rows.strings), ABSENT, dtype=np.int64)
    by_string[[tags.rows.string_index[key] for key in keys]] = np.arange(len(keys))
    named = drawn.per_draw((draw.names is not Names.NONE for draw in drawn.draws), np.bool_)
    found = all_taken(drawn.row, named, tags.facts(by_string))
    return Pairs(found.feature, found.what, found.value, keys)


def _add_main(tags: Tags, pairs: Pairs, zooms: Zooms, entries: Entries) -> None:
    """``name`` of each feature and its script, taken apart where it is written in several."""
    main = np.flatnonzero(np.diff(pairs.feature, prepend=-1))
    features, values = pairs.feature[main], pairs.value[main]
    first, place = numbered(values)
    parts = [split_by_script(tags.rows.strings[value].strip()) for value in values[first].tolist()]
    for number in range(MAX_PARTS):
        suffix = str(number + 1) if number else ""
        part = [name[number] if number < len(name) else None for name in parts]
        if any(part):
            texts, scripts = [p and p.text for p in part], [p and p.script for p in part]
            for name, written in ((f"name{suffix}", texts), (f"script{suffix}", scripts)):
                entries.add(features, entries.name(name), entries.codes_of(written)[place], zooms[features])


def _add(tags: Tags, pairs: Pairs, chosen: Int64s, names: Sequence[str], zooms: Zooms, entries: Entries) -> None:
    """Some of the pairs, each key under the name that stands at its place."""
    values, keys, features = pairs.value[chosen], pairs.key[chosen], pairs.feature[chosen]
    (first, place), (first_key, number) = numbered(values), numbered(keys)
    codes = entries.codes_of(tags.rows.strings[value].strip() for value in values[first].tolist())
    written = entries.names(names[key] for key in keys[first_key].tolist())
    entries.add(features, written[number], codes[place], zooms[features])
