"""Rows into PostgreSQL's ``COPY … FROM STDIN (FORMAT BINARY)``: columns as arrays, no Python per row.

The format is that of :mod:`tilebuild.rawr.copy_binary`. All values of a column have the same number of bytes here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

INTEGER, REAL, TID = ">i8", ">f4", "u1"
"""Numpy's names of how bigint, real and, as six bytes, tid are sent."""

_HEAD = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TAIL = b"\xff\xff"


@dataclass(frozen=True)
class Fixed:
    """A column whose values have the same number of bytes."""

    sent: str
    """How numpy names a value, or each part of one, as it is sent."""
    values: NDArray[Any] | None
    """Shape (n,) or (n, parts), or () for one value in every row; None: all NULL."""


def text(value: str) -> Fixed:
    """A column of one text in every row."""
    encoded = value.encode()
    return Fixed(f"S{len(encoded)}", np.array(encoded))


def stream(columns: Sequence[Fixed], count: int) -> bytes:
    """``count`` rows of the columns, with the stream's head and tail."""
    fields: list[tuple[Any, ...]] = [("fields", ">i2")]
    for number, column in enumerate(columns):
        fields.append((f"size{number}", ">i4"))
        if column.values is not None:
            fields.append((f"value{number}", column.sent, column.values.shape[1:]))
    rows = np.zeros(count, dtype=np.dtype(fields))
    rows["fields"] = len(columns)
    for number, column in enumerate(columns):
        rows[f"size{number}"] = _size(column)
        if column.values is not None:
            rows[f"value{number}"] = column.values
    return _HEAD + rows.tobytes() + _TAIL


def _size(column: Fixed) -> int:
    """Bytes of a value; -1 for NULL."""
    if column.values is None:
        return -1
    return int(np.prod(column.values.shape[1:], dtype=np.int64)) * np.dtype(column.sent).itemsize
