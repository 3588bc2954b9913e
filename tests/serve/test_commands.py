import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.serve.commands import LINE, POINT, POLYGON, decode_paths, encode_paths

PLACE = st.tuples(st.integers(-(2**20), 2**20), st.integers(-(2**20), 2**20))
LEAST = {POINT: 1, LINE: 2, POLYGON: 3}

# The examples of the specification 2.1, section 4.3.5: kind, commands, paths.
EXAMPLES = [
    (POINT, [9, 50, 34], [[(25, 17)]]),
    (POINT, [17, 10, 14, 3, 9], [[(5, 7), (3, 2)]]),
    (LINE, [9, 4, 4, 18, 0, 16, 16, 0], [[(2, 2), (2, 10), (10, 10)]]),
    (LINE, [9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8], [[(2, 2), (2, 10), (10, 10)], [(1, 1), (3, 5)]]),
    (POLYGON, [9, 6, 12, 18, 10, 12, 24, 44, 15], [[(3, 6), (8, 12), (20, 34)]]),
]


def as_tuples(commands: list[int]) -> list[list[tuple[int, int]]]:
    return [[(int(x), int(y)) for x, y in path] for path in decode_paths(commands)]


@pytest.mark.parametrize(("kind", "commands", "paths"), EXAMPLES)
def test_the_examples_of_the_specification(kind: int, commands: list[int], paths: list[list[tuple[int, int]]]) -> None:
    assert as_tuples(commands) == paths
    assert encode_paths(kind, [np.array(path, dtype=np.int64) for path in paths]) == commands


@given(data=st.data(), kind=st.sampled_from(sorted(LEAST)))
def test_what_is_encoded_is_decoded(data: st.DataObject, kind: int) -> None:
    count = 1 if kind == POINT else data.draw(st.integers(1, 4))
    paths = [data.draw(st.lists(PLACE, min_size=LEAST[kind], max_size=9)) for _ in range(count)]
    assert as_tuples(encode_paths(kind, [np.array(path, dtype=np.int64) for path in paths])) == paths


@pytest.mark.parametrize(
    "commands",
    [[9], [9, 50], [1], [8, 0, 0], [10, 2, 2], [12, 2, 2], [9, 2, 2, 18, 2], [9, 2, 2, 26, 1, 1]],
    ids=[
        "nowhere", "half a place", "no times", "no times, and a place", "a line from nowhere", "no such command",
        "half a step", "fewer steps than said",
    ],
)  # fmt: skip
def test_what_is_no_geometry_is_refused(commands: list[int]) -> None:
    with pytest.raises(ValueError, match=r"command \d stands|reshape"):
        decode_paths(commands)
