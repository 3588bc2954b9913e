import pytest
from hypothesis import given
from hypothesis import strategies as st
from mercantile import Tile

from tilebuild.errors import RequestError
from tilebuild.grid import format_tile, parse_tile
from tilebuild.tiles.lookup import locate
from tilebuild.tiles.metatile import MetatileLayout

LAYOUT = MetatileLayout(8, (512, 256))


@pytest.mark.parametrize(
    ("tile", "pixels", "metatile", "member"),
    [
        ("12/637/935", 256, "9/79/116", "3/5/7.mvt"),
        ("0/0/0", 512, "0/0/0", "0/0/0.mvt"),
        ("2/1/3", 512, "0/0/0", "2/1/3.mvt"),
        ("3/2/7", 512, "1/0/1", "2/2/3.mvt"),
        ("16/37311/18976", 512, "13/4663/2372", "3/7/0.mvt"),
        ("1/1/0", 256, "0/0/0", "1/1/0.mvt"),
    ],
)
def test_vectors_of_the_reader_rule(tile: str, pixels: int, metatile: str, member: str) -> None:
    found, name = locate(parse_tile(tile), pixels, LAYOUT)
    assert (format_tile(found), name) == (metatile, member)


@given(st.sampled_from([(1, 256), (2, 512), (4, 1024), (8, 512), (8, 256), (8, 2048)]), st.integers(0, 13), st.data())
def test_every_member_is_found_where_the_layout_put_it(sizes: tuple[int, int], zoom: int, data: st.DataObject) -> None:
    size, pixels = sizes
    layout = MetatileLayout(size, (pixels,))
    side = (1 << zoom) - 1
    metatile = Tile(x=data.draw(st.integers(0, side)), y=data.draw(st.integers(0, side)), z=zoom)
    for member in layout.members(metatile):
        assert locate(member.tile, pixels, layout) == (metatile, member.name)


def test_a_size_that_no_metatile_can_hold_is_refused() -> None:
    with pytest.raises(RequestError, match="tile size is 4096"):
        locate(Tile(0, 0, 0), 4096, LAYOUT)
