import numpy as np
import pytest

from tilebuild.ragged import starts
from tilebuild.tiles.kernel.streets import street_lengths

Line = list[tuple[float, float]]
A, B, C, D, E = (0.0, 0.1), (40.0, 0.1), (110.0, 0.1), (40.0, 20.1), (200.0, 0.1)
CASES: list[tuple[str, list[tuple[int, Line]], list[float]]] = [
    ("alone", [(1, [A, B])], [40]),
    ("end to end", [(1, [A, B]), (1, [B, C])], [110, 110]),
    ("whichever way they run", [(1, [B, A]), (1, [B, C])], [110, 110]),
    ("a branch", [(1, [A, B]), (1, [B, C]), (1, [D, B])], [130, 130, 130]),
    ("over others", [(1, [A, B]), (1, [C, E]), (1, [B, C])], [200, 200, 200]),
    ("another name", [(1, [A, B]), (2, [B, C])], [40, 70]),
    ("no name", [(-1, [A, B]), (-1, [B, C])], [40, 70]),
    ("apart", [(1, [A, B]), (1, [C, E])], [40, 90]),
    ("the end in another's middle", [(1, [A, B, C]), (1, [D, B])], [110, 20]),
    ("a circle", [(1, [A, B]), (1, [B, D]), (1, [D, A])], [60 + np.hypot(40, 20)] * 3),
]


@pytest.mark.parametrize(("written", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_a_street_is_all_lines_of_a_name_that_hang_together(
    written: list[tuple[int, Line]], expected: list[float]
) -> None:
    xy = np.array([vertex for _, line in written for vertex in line])
    path_start = starts(np.array([len(line) for _, line in written]))
    count = np.arange(len(written) + 1)
    length = np.array([np.hypot(*np.diff(np.array(line), axis=0).T).sum() for _, line in written])
    name = np.array([number for number, _ in written])
    assert street_lengths(xy, path_start, count, count[:-1], name, length).tolist() == pytest.approx(expected)
