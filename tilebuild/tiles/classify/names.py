"""Names as columns: the name itself, its script, and the names in other languages."""

from dataclasses import dataclass

import numpy as np

from tilebuild.rawr.rows import Int64s
from tilebuild.tiles.classify.column import ColumnBuilders, Zooms
from tilebuild.tiles.classify.draws import Drawn, repeat
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

    def of_key(self, key: str) -> slice:
        """The pairs of one key."""
        number = self.keys.index(key)
        first, last = np.searchsorted(self.key, [number, number + 1]).tolist()
        return slice(first, last)


def add_names(tags: Tags, drawn: Drawn, builders: ColumnBuilders) -> None:
    """Fill the columns of names of every feature that carries them."""
    pairs = _pairs(tags, drawn)
    zooms = drawn.per_draw((draw.names_min_zoom for draw in drawn.draws), np.float32)
    every_language = drawn.per_draw((draw.names is Names.ALL for draw in drawn.draws), np.bool_)
    _add_main(tags, pairs, zooms, builders)
    for key in pairs.keys:
        if key != "name":
            chosen = np.arange(len(pairs.key))[pairs.of_key(key)]
            if key not in STYLE_KEYS:
                chosen = chosen[every_language[pairs.feature[chosen]]]
            _fill(key, tags, pairs, chosen, zooms, builders)
    for key, target in STAND_INS.items():
        if key in pairs.keys:
            _fill(target, tags, pairs, np.arange(len(pairs.key))[pairs.of_key(key)], zooms, builders)


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


def _add_main(tags: Tags, pairs: Pairs, zooms: Zooms, builders: ColumnBuilders) -> None:
    """``name`` of each feature and its script, taken apart where it is written in several."""
    features, first = np.unique(pairs.feature, return_index=True)
    distinct, place = np.unique(pairs.value[first], return_inverse=True)
    parts = [split_by_script(tags.rows.strings[value].strip()) for value in distinct.tolist()]
    for number in range(MAX_PARTS):
        suffix = str(number + 1) if number else ""
        part = [name[number] if number < len(name) else None for name in parts]
        if any(part):
            texts, scripts = [p and p.text for p in part], [p and p.script for p in part]
            builders[f"name{suffix}"].fill(features, texts, place, zooms[features])
            builders[f"script{suffix}"].fill(features, scripts, place, zooms[features])


def _fill(key: str, tags: Tags, pairs: Pairs, chosen: Int64s, zooms: Zooms, builders: ColumnBuilders) -> None:
    if len(chosen):
        features = pairs.feature[chosen]
        distinct, place = np.unique(pairs.value[chosen], return_inverse=True)
        texts = [tags.rows.strings[value].strip() for value in distinct.tolist()]
        builders[key].fill(features, texts, place, zooms[features])
