import pytest
from hypothesis import given
from hypothesis import strategies as st
from mercantile import Tile

from tilebuild.errors import RequestError
from tilebuild.grid import descendants
from tilebuild.planning.weights import GROUPS, OCEAN, Weights, read_weights, with_groups, write_weights

TILE, OTHER = Tile(67, 44, 7), Tile(66, 44, 7)
GROUP_TILES = list(descendants(TILE, 10))
EVEN = {TILE: (100,) * GROUPS}


def test_known_bytes_are_the_weight_of_a_tile_and_of_its_groups() -> None:
    known = with_groups({}, {"10/536/352": 500, "10/543/359": 7})
    weights = Weights({TILE: tuple(3 if size is None else size for size in known[TILE])})
    assert weights.of(TILE) == 500 + 7 + 62 * 3
    assert weights.of(TILE, [Tile(536, 352, 10), Tile(536, 353, 10)]) == 503


def test_a_tile_that_no_build_has_seen_weighs_what_tiles_there_usually_do() -> None:
    weights = Weights()
    middle_of_europe, ocean = weights.of(TILE), weights.of(Tile(0, 64, 7))
    assert middle_of_europe > 100 * ocean
    assert ocean == OCEAN // GROUPS * GROUPS


def test_a_tile_above_weighs_what_lies_below_it() -> None:
    pyramid = Weights(EVEN).pyramid()
    assert pyramid[TILE] == 100 * GROUPS
    assert pyramid[Tile(0, 0, 0)] == sum(weight for tile, weight in pyramid.items() if tile.z == 7)
    assert len(pyramid) == 21_845


@pytest.mark.parametrize(("limit", "parts"), [(6401, None), (6400, 2), (3200, 3), (1600, 5), (1, 64)])
def test_a_tile_at_the_limit_is_split_into_parts_below_it(limit: int, parts: int | None) -> None:
    split = Weights(EVEN).parts(TILE, None, limit)
    assert (None if split is None else len(split)) == parts


@given(st.lists(st.integers(0, 1000), min_size=GROUPS, max_size=GROUPS), st.integers(1, 40_000))
def test_parts_hold_every_group_once_and_none_is_heavier_than_it_must_be(sizes: list[int], limit: int) -> None:
    weights = Weights({TILE: tuple(sizes)})
    split = weights.parts(TILE, None, limit)
    if split is None:
        assert sum(sizes) < limit
        return
    assert sorted(group for part in split for group in part) == sorted(GROUP_TILES)
    assert all(len(part) == 1 or weights.of(TILE, part) < limit for part in split)


def test_only_the_owed_groups_of_a_tile_are_split() -> None:
    split = Weights(EVEN).parts(TILE, frozenset(GROUP_TILES[:4]), 200)
    assert split is not None
    assert sorted(group for part in split for group in part) == sorted(GROUP_TILES[:4])


def test_a_tile_that_is_not_known_is_never_split() -> None:
    assert Weights().parts(OTHER, None, 1) is None


def test_weights_are_read_as_they_were_written_and_keep_what_a_later_build_did_not_see() -> None:
    known = with_groups(EVEN, {"10/536/352": 5, "10/528/352": 6})
    assert read_weights(write_weights(known)) == known
    assert known[TILE] == (5,) + (100,) * 63
    assert known[OTHER] == (6,) + (None,) * 63


@pytest.mark.parametrize("line", [b"x", b"{}", b'{"tile": "7/0/0"}', b'{"tile": "7/0/0", "bytes": [1]}', b"[]"])
def test_weights_that_are_none_name_the_line(line: bytes) -> None:
    with pytest.raises(RequestError, match="line 2 of the weights"):
        read_weights(write_weights(EVEN) + line)
