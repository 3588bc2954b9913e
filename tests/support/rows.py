"""Rows written down by hand: what tests give to whatever reads a table."""

import struct
from collections.abc import Iterable, Mapping

import numpy as np

from tilebuild.rawr.rows import Rows

POINT = struct.pack("<BIdd", 1, 1, 0.0, 0.0)
"""WKB of the point (0, 0), for rows whose geometry does not matter."""


def make_rows(rows: Iterable[tuple[int, bytes, Mapping[str, str]]]) -> Rows:
    """The table of ``(id, wkb, tags)`` rows, in the order given; strings are interned in the order met."""
    ids, sizes, counts, keys, values = [], [], [], [], []
    strings: dict[str, int] = {}
    buffer = bytearray()
    for osm_id, wkb, tags in rows:
        ids.append(osm_id)
        sizes.append(len(wkb))
        counts.append(len(tags))
        buffer += wkb
        keys += [strings.setdefault(key, len(strings)) for key in tags]
        values += [strings.setdefault(value, len(strings)) for value in tags.values()]
    ends = np.cumsum(np.array([0, *sizes], dtype=np.int64))
    return Rows(
        ids=np.array(ids, dtype=np.int64),
        data=np.frombuffer(bytes(buffer), dtype=np.uint8),
        wkb_start=ends[:-1],
        wkb_end=ends[1:],
        tag_start=np.cumsum(np.array([0, *counts], dtype=np.int64)),
        tag_key=np.array(keys, dtype=np.int32),
        tag_value=np.array(values, dtype=np.int32),
        strings=tuple(strings),
    )


def tagged_rows(*tags: Mapping[str, str]) -> Rows:
    """Rows with ids 1, 2, … at one point, for what looks at tags only."""
    return make_rows((index, POINT, row) for index, row in enumerate(tags, start=1))
