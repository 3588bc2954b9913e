import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.tiles.kernel.ordering import first_of_each


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3))))
def test_each_owner_has_each_rank_once_in_order_and_the_first_of_it(entries: list[tuple[int, int]]) -> None:
    owner, rank = (np.array([entry[at] for entry in entries], dtype=np.int64) for at in (0, 1))
    expected = [entries.index(entry) for entry in sorted(set(entries))]
    assert first_of_each(owner, rank, 6).tolist() == expected
