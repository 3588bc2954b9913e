import numpy as np
import pytest
import shapely

from tilebuild.rawr.binary import read_only
from tilebuild.tiles.kernel.types import HOLE, LINE, POINT, SHELL
from tilebuild.tiles.kernel.wkb import FINE, NOT_WKB, Source, parse_wkb

TRIANGLE = "(0 0, 9 0, 9 9, 0 0)"
CASES = [
    ("POINT (1 2)", [POINT], [1]),
    ("LINESTRING (0 0, 1 1, 2 0)", [LINE], [3]),
    (f"POLYGON ({TRIANGLE}, (5 1, 6 1, 6 2, 5 1))", [SHELL, HOLE], [4, 4]),
    ("MULTIPOINT (1 2, 3 4)", [POINT, POINT], [1, 1]),
    ("MULTILINESTRING ((0 0, 1 1), (2 2, 3 3, 4 4))", [LINE, LINE], [2, 3]),
    (f"MULTIPOLYGON (({TRIANGLE}), ((20 20, 30 20, 30 30, 20 20)))", [SHELL, SHELL], [4, 4]),
    (f"GEOMETRYCOLLECTION (POINT (1 1), GEOMETRYCOLLECTION (POLYGON ({TRIANGLE})))", [POINT, SHELL], [1, 4]),
    (f"GEOMETRYCOLLECTION (POINT EMPTY, POLYGON EMPTY, POLYGON ({TRIANGLE}))", [SHELL], [4]),
]


@pytest.mark.parametrize(("text", "kinds", "counts"), CASES, ids=[row[0].split(" ")[0] for row in CASES])
def test_every_type_is_paths(text: str, kinds: list[int], counts: list[int]) -> None:
    shape = shapely.from_wkt(text)
    data = b"before" + shapely.to_wkb(shape, byte_order=1) + b"behind"
    parsed = parse_wkb(Source(read_only(data), np.array([6]), np.array([len(data) - 6])))
    assert parsed.broken == FINE
    assert parsed.kind.tolist() == kinds
    assert np.diff(parsed.path_start).tolist() == counts
    assert parsed.xy.tolist() == shapely.get_coordinates(shape).tolist()


def test_a_count_that_no_bytes_can_hold_is_refused_and_the_rows_before_are_there() -> None:
    good, bad = shapely.to_wkb(shapely.Point(1, 2), byte_order=1), b"\1\7\0\0\0\xff\xff\xff\xff"
    parsed = parse_wkb(Source(read_only(good + bad), np.array([0, 21]), np.array([21, 30])))
    assert (parsed.broken, parsed.start.tolist(), parsed.xy.tolist()) == (NOT_WKB, [0, 1], [[1, 2]])
