import numpy as np
import pytest

from tilebuild.growing import doubled, with_room


def test_an_array_is_doubled_with_what_is_in_it_and_stays_as_it_was() -> None:
    before = np.array([3, 1, 2], dtype=np.int64)
    after = doubled(before)
    after[0] = 9
    assert (len(after), after.itemsize, after[:3].tolist(), before.tolist()) == (6, 8, [9, 1, 2], [3, 1, 2])


def test_of_rows_there_are_twice_as_many_of_the_same_length() -> None:
    before = np.arange(12, dtype=np.int64).reshape(3, 4)
    after = doubled(before)
    assert after.shape == (6, 4)
    assert np.array_equal(after[:3], before)


@pytest.mark.parametrize("needed", [0, 2, 3])
def test_an_array_that_holds_what_is_needed_is_the_same_one(needed: int) -> None:
    array = np.array([3, 1, 2], dtype=np.int64)
    same = with_room(array, needed)
    same[0] = 9
    assert (len(same), array.tolist()) == (3, [9, 1, 2])


def test_one_that_does_not_gets_room_for_that_and_as_many_again() -> None:
    array = np.array([3, 1, 2], dtype=np.int64)
    larger = with_room(array, 4)
    assert (len(larger), larger.itemsize, larger[:3].tolist()) == (8, 8, [3, 1, 2])
