import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.tiles.kernel.ordering import first_of_each, gathered
from tilebuild.tiles.property_table import EntryColumns


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3))))
def test_each_owner_has_each_rank_once_in_order_and_the_first_of_it(entries: list[tuple[int, int]]) -> None:
    owner, rank = (np.array([entry[at] for entry in entries], dtype=np.int64) for at in (0, 1))
    expected = [entries.index(entry) for entry in sorted(set(entries))]
    assert first_of_each(owner, rank, 6).tolist() == expected


def test_entries_come_by_feature_and_by_the_place_of_their_name_with_what_their_codes_mean() -> None:
    features, names, codes = (np.array(some) for some in ([1, 0, 1, 1, 3], [0, 1, 1, 0, 0], [1, -2, 0, 0, -3]))
    entries = EntryColumns(features, names, codes, np.array([0, 5, 0, 9, 0], dtype=np.float32))
    made = gathered(entries, np.array([1, 0]), np.array([70, 71, 80, 81]), 2, 4)
    assert [*zip(*(some.tolist() for some in made), strict=True)] == [
        (0, 0, 80, 5),
        (1, 0, 70, 0),
        (1, 1, 71, 0),
        (3, 1, 81, 0),
    ]
