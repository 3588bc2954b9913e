from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.ragged import ragged_take, starts

RUNS = st.lists(st.lists(st.integers(0, 99), max_size=4), max_size=8)


def laid(runs: list[list[int]]) -> tuple[list[int], list[int]]:
    """Elements one run after the other, and where each run begins."""
    elements: list[int] = []
    begins = [0]
    for run in runs:
        elements += run
        begins.append(len(elements))
    return elements, begins


@given(RUNS)
def test_a_run_begins_where_the_one_before_it_ends(runs: list[list[int]]) -> None:
    found = starts(np.array([len(run) for run in runs], dtype=np.int64))
    elements, begins = laid(runs)
    assert found.tolist() == begins
    assert [elements[begin:end] for begin, end in pairwise(found)] == runs


def test_counts_of_fewer_bits_are_added_up_in_64() -> None:
    assert starts(np.full(3, 2**31 - 1, dtype=np.int32)).tolist() == [0, 2**31 - 1, 2**32 - 2, 3 * (2**31 - 1)]


@given(RUNS.filter(bool), st.data())
def test_runs_are_taken_in_the_order_chosen_and_as_often(runs: list[list[int]], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(runs) - 1), max_size=12))
    elements, begins = laid(runs)
    taken, start = ragged_take(np.array(begins), np.array(chosen, dtype=np.int64))
    wanted, wanted_begins = laid([runs[run] for run in chosen])
    assert [elements[one] for one in taken] == wanted
    assert start.tolist() == wanted_begins
