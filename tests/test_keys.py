import pytest
from mercantile import Tile

from tilebuild.grid import parse_tile
from tilebuild.keys import Layout, item_name, result_key, scope_key, tile_hash, tile_key


@pytest.mark.parametrize(
    ("tile", "extension", "expected"),
    [
        ("10/14/719", "zip", "27584"),
        ("10/941/1011", "zip", "00018"),
        ("0/0/0", "zip", "df4c9"),
        ("10/163/395", "zip", "273d8"),
        ("10/538/358", "zip", "91c50"),
        ("13/4008/3973", "zip", "d266e"),
        ("8/72/105", "json", "b57e9"),
    ],
)
def test_hashes_are_those_of_the_tilezen_stores(tile: str, extension: str, expected: str) -> None:
    assert tile_hash(parse_tile(tile), extension) == expected


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        (Layout.HASH_PREFIX, "91c50/20260101/10/538/358.zip"),
        (Layout.PREFIX_HASH, "20260101/91c50/10/538/358.zip"),
        (Layout.PREFIX, "20260101/10/538/358.zip"),
    ],
)
def test_each_layout_puts_hash_and_prefix_in_its_place(layout: Layout, expected: str) -> None:
    assert tile_key(Tile(538, 358, 10), "20260101", layout) == expected


def test_objects_of_a_run_lie_where_the_design_says() -> None:
    item = item_name(Tile(67, 45, 7))
    assert result_key("r1", "high", item) == "runs/r1/results/high/7-67-45.json"
    assert scope_key("r1", item_name(Tile(67, 45, 7), "low")) == "runs/r1/scope/7-67-45-low.txt"
