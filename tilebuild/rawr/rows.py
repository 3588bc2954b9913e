"""Rows of one table as columns: what extraction and RAWR reading produce and everything after them reads."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tilebuild.ragged import ragged_take

Int64s = NDArray[np.int64]
Int32s = NDArray[np.int32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Rows:
    """``n`` rows ``(id, wkb, tags)`` of one table, without a Python object per row.

    Geometries are little-endian WKB in EPSG:3857 metres, without SRID, somewhere in ``data``. Tags are interned:
    row ``i`` has the pairs ``tag_key[j] -> tag_value[j]`` for ``j`` in ``tag_start[i]:tag_start[i + 1]``, both of
    them indices into ``strings``.
    """

    ids: Int64s
    """Shape (n,); negative for rows built from a relation."""
    data: Bytes
    """The buffer that the WKB offsets point into."""
    wkb_start: Int64s
    """Shape (n,): offset of each geometry's first byte in ``data``."""
    wkb_end: Int64s
    """Shape (n,): offset behind each geometry's last byte in ``data``."""
    tag_start: Int64s
    """Shape (n + 1,): where each row's tags begin in ``tag_key`` and ``tag_value``."""
    tag_key: Int32s
    """Shape (m,): index of the key in ``strings``."""
    tag_value: Int32s
    """Shape (m,): index of the value in ``strings``."""
    strings: tuple[str, ...]
    """Each distinct key and value once."""

    def __len__(self) -> int:
        """How many rows."""
        return len(self.ids)

    @cached_property
    def string_index(self) -> dict[str, int]:
        """Where each string stands in ``strings``."""
        return dict(zip(self.strings, range(len(self.strings)), strict=True))


def in_order(rows: Rows) -> Rows:
    """The rows by id, those of one id by the bytes of their geometries."""
    order = np.argsort(rows.ids, kind="stable")
    again = np.flatnonzero(np.diff(rows.ids[order]) == 0)
    several = np.union1d(again, again + 1)
    order[several] = sorted(order[several].tolist(), key=lambda row: (rows.ids[row], _wkb(rows, row)))
    tags, tag_start = ragged_take(rows.tag_start, order)
    return replace(
        rows,
        ids=rows.ids[order],
        wkb_start=rows.wkb_start[order],
        wkb_end=rows.wkb_end[order],
        tag_start=tag_start,
        tag_key=rows.tag_key[tags],
        tag_value=rows.tag_value[tags],
    )


def _wkb(rows: Rows, row: int) -> bytes:
    return rows.data[rows.wkb_start[row] : rows.wkb_end[row]].tobytes()
