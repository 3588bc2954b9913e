"""Tags of rows as columns: put together out of coded tokens, and their keys in order."""

import numpy as np

from tilebuild.compiled import compiled
from tilebuild.rawr.rows import Bytes, Int32s, Int64s, Rows
from tilebuild.rawr.strings import Interned


def pairs(interned: Interned) -> tuple[Int32s, Int32s]:
    """Keys and values of tokens that alternate: key, value, key, value, …"""
    return np.ascontiguousarray(interned.codes[0::2]), np.ascontiguousarray(interned.codes[1::2])


def make_rows(
    ids: Int64s, data: Bytes, wkb_start: Int64s, wkb_end: Int64s, tag_start: Int64s, interned: Interned
) -> Rows:
    """Rows whose tags' keys and values alternate in ``interned``."""
    keys, values = pairs(interned)
    return Rows(ids, data, wkb_start, wkb_end, tag_start, keys, values, interned.strings)


def key_order(tag_start: Int64s, tag_key: Int32s, strings: tuple[str, ...]) -> Int64s:
    """Shape (m,): indices of all tags, row after row, within a row by key in code point (UTF-8 byte) order."""
    rank = np.empty(len(strings), dtype=np.int32)
    rank[sorted(range(len(strings)), key=strings.__getitem__)] = np.arange(len(strings), dtype=np.int32)
    return _order(tag_start, rank[tag_key] if len(strings) else tag_key)


@compiled
def _order(tag_start: Int64s, rank: Int32s) -> Int64s:
    """Indices of all tags, within a row by rank; insertion sort, as rows have few tags."""
    order = np.arange(len(rank))
    for row in range(len(tag_start) - 1):
        for last in range(tag_start[row] + 1, tag_start[row + 1]):
            tag = order[last]
            place = last
            while place > tag_start[row] and rank[order[place - 1]] > rank[tag]:
                order[place] = order[place - 1]
                place -= 1
            order[place] = tag
    return order
