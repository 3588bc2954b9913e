import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tilebuild.tiles.kernel.places import NONE, bits, first_segments, same_places

PLACES = st.tuples(st.sampled_from((-0.0, 0.0, 1.5, -2e7, 2e7)), st.sampled_from((0.0, -1.5, 1e-3)))
VERTICES = st.lists(PLACES, max_size=12)


def floats(vertices: list[tuple[float, float]]) -> NDArray[np.float64]:
    return np.array(vertices, dtype=np.float64).reshape(-1, 2)


@given(VERTICES, VERTICES)
def test_vertices_at_one_place_have_one_number(
    known: list[tuple[float, float]], asked: list[tuple[float, float]]
) -> None:
    every = np.arange(len(known) + len(asked))
    number, found = same_places(floats(known + asked), every[: len(known)], every[len(known) :])
    distinct = list(dict.fromkeys(known))
    assert [distinct[one] for one in number] == known
    assert [None if one == NONE else distinct[one] for one in found] == [one if one in known else None for one in asked]


@given(st.lists(PLACES, min_size=2, max_size=14))
def test_a_segment_comes_once_whichever_way_it_runs(line: list[tuple[float, float]]) -> None:
    expected, seen = [], set()
    for first, ends in enumerate(itertools.pairwise(line)):
        if frozenset(ends) not in seen:
            expected.append(first)
        seen.add(frozenset(ends))
    assert first_segments(floats(line), np.arange(len(line) - 1)).tolist() == expected


def test_ordinates_a_thousandth_of_a_millimetre_apart_differ_at_the_worlds_edge() -> None:
    assert bits(20_037_508.000_001) != bits(20_037_508.0)
    assert bits(-0.0) == bits(0.0)
