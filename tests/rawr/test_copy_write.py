import struct

import numpy as np

from tilebuild.rawr.copy_binary import integers, read_fields
from tilebuild.rawr.copy_write import INTEGER, REAL, Fixed, stream, text


def test_columns_are_read_back_as_they_were_written() -> None:
    ids, pairs = np.array([5, -7], dtype=np.int64), np.array([[1.5, 2.5], [-3.0, 1e9]])
    columns = [text("Größe"), Fixed(INTEGER, ids), Fixed(REAL, np.array([np.inf, 0.5])), Fixed(">f8", pairs),
               Fixed(">f8", None), Fixed("u1", np.array([[1, 2, 3], [4, 5, 6]]))]  # fmt: skip
    data, fields = read_fields(stream(columns, 2), len(columns), "rows")
    assert integers(data, fields, 1, "rows").tolist() == [5, -7]
    for row, zoom in enumerate([np.inf, 0.5]):
        found = [bytes(data[start:end]) for start, end in fields[row].tolist()]
        assert found[0].decode() == "Größe"
        assert struct.unpack(">f", found[2]) == (zoom,)
        assert struct.unpack(">2d", found[3]) == tuple(pairs[row])
        assert fields[row, 4, 1] == -1
        assert list(found[5]) == [1 + 3 * row, 2 + 3 * row, 3 + 3 * row]


def test_no_rows_are_a_whole_stream() -> None:
    _, fields = read_fields(stream([text("a"), Fixed(INTEGER, np.empty(0, dtype=np.int64))], 0), 2, "rows")
    assert len(fields) == 0
