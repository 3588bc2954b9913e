"""Which rows are alike to a style: the distinct combinations of the tags that its rules read.

A combination is found by hashing, not by comparing: each (key, value) that matters becomes two 64-bit numbers, a row's
are added up, and rows with the same two sums are alike. Adding makes the order of the tags not matter. Of 10^6 distinct
combinations, two are taken for one with a probability of about 10^-27.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tilebuild.rawr.rows import Int64s
from tilebuild.tiles.classify.name_keys import is_name_key
from tilebuild.tiles.classify.tags import ABSENT, Tags
from tilebuild.tiles.ragged import starts
from tilebuild.tiles.style.model import Coarsen, Geometry, Row, Style

Hashes = NDArray[np.uint64]

SEEDS = (0x243F6A8885A308D3, 0x13198A2E03707344)
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


@dataclass(frozen=True)
class Facts:
    """What of m tags a style looks at: the key's number in the style, and the value as the style sees it."""

    row: Int64s
    key: Int64s
    value: Int64s
    """Index into ``texts``."""
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
    rows = tags.rows
    facts = read_facts(tags, style)
    buckets = area_buckets(area)
    relation = rows.ids < 0
    sums = [_sums(facts, len(rows), seed) + _mix(buckets * 2 + relation, seed) for seed in SEEDS]
    first, of_row = _distinct(*sums)
    areas = [area_of_bucket(bucket) for bucket in buckets[first].tolist()]
    seen = zip(repeat(geometry), repeat(table), _tags_of(facts, first), areas, relation[first].tolist())
    return Combinations(of_row, tuple(map(Seen._make, seen)))


def read_facts(tags: Tags, style: Style) -> Facts:
    """Every tag that the style looks at, ordered by row and key."""
    keys = (*sorted(style.reads), *(key for key, _ in style.coarse), *sorted(style.presence))
    slots = _slots(tags, keys)
    found = np.flatnonzero((slots[tags.rows.tag_key] != ABSENT) & tags.filled[tags.rows.tag_value])
    row, key = tags.row[found], slots[tags.rows.tag_key[found]]
    value = tags.rows.tag_value[found].astype(np.int64)
    texts = dict(tags.rows.string_index)
    for name, coarsen in style.coarse:
        of_key = np.flatnonzero(key == keys.index(name))
        value[of_key] = _coarse_values(value[of_key], tags.rows.strings, coarsen, texts)
    value[key >= len(keys) - len(style.presence)] = texts.setdefault("", len(texts))
    return _in_order(Facts(row, key, value, keys, tuple(texts)))


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
    distinct, place = np.unique(values, return_inverse=True)
    coarse = [coarsen(strings[value]) for value in distinct.tolist()]
    codes = [ABSENT if text is None else texts.setdefault(text, len(texts)) for text in coarse]
    return np.array(codes, dtype=np.int64)[place]


def _in_order(facts: Facts) -> Facts:
    """By row and key, each key once for a row (names of several languages are one), hidden values left out."""
    shown = np.flatnonzero(facts.value != ABSENT)
    order = shown[np.lexsort((facts.key[shown], facts.row[shown]))]
    row, key = facts.row[order], facts.key[order]
    once = np.ones(len(order), dtype=bool)
    once[1:] = (row[1:] != row[:-1]) | (key[1:] != key[:-1])
    return Facts(row[once], key[once], facts.value[order][once], facts.keys, facts.texts)


def _sums(facts: Facts, count: int, seed: int) -> Hashes:
    """Sum of the hashes of each row's facts, shape (count,), modulo 2^64."""
    hashes = _mix((facts.key + 1 << 32) + facts.value, seed)
    total: Hashes = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(hashes, dtype=np.uint64)])
    bounds = np.searchsorted(facts.row, np.arange(count + 1))
    return total[bounds[1:]] - total[bounds[:-1]]


def _mix(numbers: Int64s, seed: int) -> Hashes:
    """Numbers spread over 64 bits (the finaliser of SplitMix64, public domain)."""
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _distinct(one: Hashes, two: Hashes) -> tuple[Int64s, Int64s]:
    """First row of each distinct pair, ascending, and for each row which pair it has."""
    order = np.lexsort((two, one))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (one[order][1:] != one[order][:-1]) | (two[order][1:] != two[order][:-1])
    first = order[new]
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    of_row = np.empty(len(order), dtype=np.int64)
    of_row[order] = rank[np.cumsum(new) - 1]
    return np.sort(first), of_row


def _tags_of(facts: Facts, rows: Int64s) -> Iterator[tuple[tuple[str, str], ...]]:
    """What the style sees of the tags of some rows."""
    first, end = np.searchsorted(facts.row, rows), np.searchsorted(facts.row, rows, side="right")
    start = starts(end - first)
    chosen = np.arange(start[-1]) + np.repeat(first - start[:-1], end - first)
    keys, values = facts.key[chosen].tolist(), facts.value[chosen].tolist()
    pairs = list(zip(map(facts.keys.__getitem__, keys), map(facts.texts.__getitem__, values), strict=True))
    return (tuple(pairs[first:last]) for first, last in pairwise(start.tolist()))
