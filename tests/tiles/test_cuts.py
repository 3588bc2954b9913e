import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.tiles.cuts import made_whole

Line = list[tuple[float, float]]

A, B, C = (0.0, 0.0), (3000.5, 1000.25), (4000.0, 5000.0)


def between(one: tuple[float, float], two: tuple[float, float], share: float) -> tuple[float, float]:
    """Where an import cuts: computed, not measured."""
    return one[0] + share * (two[0] - one[0]), one[1] + share * (two[1] - one[1])


def whole(*lines: Line) -> list[Line]:
    xy = np.array([vertex for line in lines for vertex in line])
    line = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    moved = made_whole(xy, line)
    return [[(float(x), float(y)) for x, y in moved[line == index]] for index in range(len(lines))]


@given(share=st.floats(0.001, 0.999))
def test_both_rows_of_a_cut_line_have_the_segment_whole(share: float) -> None:
    p = between(A, B, share)
    assert whole([A, p], [p, B, C], [A, B, C]) == [[A, B], [A, B, C], [A, B, C]]
    assert whole([p, A], [C, B, p], [A, B, C]) == [[B, A], [C, B, A], [A, B, C]]


def test_a_row_whose_other_half_is_elsewhere_is_made_whole_too() -> None:
    assert whole([between(A, B, 0.7), B, C], [B, A]) == [[A, B, C], [B, A]]


def test_a_way_that_was_cut_itself_is_made_whole_by_the_relation_along_it() -> None:
    p = between(B, C, 0.25)
    assert whole([A, B, p], [p, C], [C, B, A]) == [[A, B, C], [B, C], [C, B, A]]


@pytest.mark.parametrize(
    "lines",
    [
        [[A, between(A, B, 0.5)], [between(A, B, 0.5), B]],
        [[A, (1500.25, 500.13)], [A, B]],
        [[A, B], [A, B, C]],
        [[A, (-3000.5, -1000.25)], [A, B]],
        [[A, (6001.0, 2000.5)], [C, B]],
        [[A, B, C, A], [B, (1500.25, 500.125)], [C, A]][:1],
        [[A]],
        [],
    ],
    ids=["no whole one", "beside", "a node", "the other way", "no vertex in common", "a ring", "a vertex", "nothing"],
)
def test_anything_else_stays(lines: list[Line]) -> None:
    if lines:
        assert whole(*lines) == lines
    else:
        assert made_whole(np.empty((0, 2)), np.empty(0, dtype=np.int64)).shape == (0, 2)
