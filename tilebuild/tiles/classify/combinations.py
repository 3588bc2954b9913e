"""Which rows are alike to a style: the distinct combinations of the tags that its rules read."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tilebuild.ragged import ragged_take, starts
from tilebuild.rawr.rows import Int64s
from tilebuild.tiles.classify.name_keys import is_name_key
from tilebuild.tiles.classify.tags import ABSENT, Tags
from tilebuild.tiles.kernel.tagged import Facts, alike_rows, numbered
from tilebuild.tiles.style.model import Coarsen, Geometry, Row, Style

NO_AREA = -10_000
"""The bucket of rows without an area."""


class Seen(NamedTuple):
    """What a style sees of a row, to be compared and looked up by; see :class:`~tilebuild.tiles.style.model.Row`."""

    geometry: Geometry
    table: str
    tags: tuple[tuple[str, str], ...]
    """In an order that is the style's."""
    area: float
    relation: bool

    def row(self) -> Row:
        """The same as a rule sees it."""
        return Row(self.geometry, self.table, dict(self.tags), self.area, self.relation)


@dataclass(frozen=True)
class Combinations:
    """The distinct combinations among n rows."""

    of_row: Int64s
    """Shape (n,): index into ``rows``."""
    rows: tuple[Seen, ...]
    """Each combination once."""


class Read(NamedTuple):
    """What of the rows' tags a style looks at: a fact's slot is the key's place in ``keys``, its value in ``texts``."""

    facts: Facts
    keys: tuple[str, ...]
    texts: tuple[str, ...]


def area_buckets(area: NDArray[np.float64]) -> Int64s:
    """floor(2 log2(area)), shape (n,): areas of one bucket differ by less than the square root of two."""
    buckets = np.full(len(area), NO_AREA, dtype=np.int64)
    some = area > 0
    buckets[some] = np.floor(2 * np.log2(area[some]))
    return buckets


def area_of_bucket(bucket: int) -> float:
    """The smallest area of a bucket in EPSG:3857 m²."""
    return 0.0 if bucket == NO_AREA else math.exp2(bucket / 2)


def find_combinations(
    tags: Tags, table: str, geometry: Geometry, area: NDArray[np.float64], style: Style
) -> Combinations:
    """The distinct combinations of what the style looks at, in the order in which rows first have them."""
    read = read_facts(tags, style)
    buckets, relation = area_buckets(area), tags.rows.ids < 0
    first, of_row = alike_rows(read.facts, buckets * 2 + relation)
    areas = [area_of_bucket(bucket) for bucket in buckets[first].tolist()]
    seen = zip(repeat(geometry), repeat(table), _tags_of(read, first), areas, relation[first].tolist())
    return Combinations(of_row, tuple(map(Seen._make, seen)))


def read_facts(tags: Tags, style: Style) -> Read:
    """Every tag that the style looks at; names of several languages are one."""
    keys = (*sorted(style.reads), *(key for key, _ in style.coarse), *sorted(style.presence))
    start, slot, value = tags.facts(_slots(tags, keys))
    texts = dict(tags.rows.string_index)
    for number, (_, coarsen) in enumerate(style.coarse, len(style.reads)):
        of_key = np.flatnonzero(slot == number)
        value[of_key] = _coarse_values(value[of_key], tags.rows.strings, coarsen, texts)
    value[slot >= len(keys) - len(style.presence)] = texts.setdefault("", len(texts))
    return Read(_without_absent(Facts(start, slot, value)), keys, tuple(texts))


def _without_absent(facts: Facts) -> Facts:
    """The facts that have a value."""
    kept = facts.value != ABSENT
    if kept.all():
        return facts
    return Facts(starts(kept.astype(np.int64))[facts.start], facts.slot[kept], facts.value[kept])


def _slots(tags: Tags, keys: tuple[str, ...]) -> Int64s:
    """For each string the number of the key that it is; a name in any language is ``name``."""
    slots = np.full(len(tags.rows.strings), ABSENT, dtype=np.int64)
    if "name" in keys:
        slots[[tags.rows.string_index[key] for key in tags.keys if is_name_key(key)]] = keys.index("name")
    for number, key in enumerate(keys):
        if key in tags.rows.string_index:
            slots[tags.rows.string_index[key]] = number
    return slots


def _coarse_values(values: Int64s, strings: tuple[str, ...], coarsen: Coarsen, texts: dict[str, int]) -> Int64s:
    """Values through a style's function, new texts added to ``texts``; :data:`ABSENT` where it hides the tag."""
    first, place = numbered(values)
    coarse = [coarsen(strings[value]) for value in values[first].tolist()]
    codes = [ABSENT if text is None else texts.setdefault(text, len(texts)) for text in coarse]
    return np.array(codes, dtype=np.int64)[place]


def _tags_of(read: Read, rows: Int64s) -> Iterator[tuple[tuple[str, str], ...]]:
    """What the style sees of the tags of some rows."""
    chosen, start = ragged_take(read.facts.start, rows)
    keys, values = read.facts.slot[chosen].tolist(), read.facts.value[chosen].tolist()
    pairs = list(zip(map(read.keys.__getitem__, keys), map(read.texts.__getitem__, values), strict=True))
    return (tuple(pairs[first:last]) for first, last in pairwise(start.tolist()))
