import pytest
from hypothesis import given
from hypothesis import strategies as st
from mercantile import Tile

from tilebuild.grid import HALF_WORLD, Box, box
from tilebuild.rawr.selection import boxes, grown

WORLD = 2 * HALF_WORLD
WIDTH = WORLD / 1024


def test_without_a_margin_the_box_is_the_tiles_own_even_at_the_antimeridian() -> None:
    for tile in (Tile(538, 359, 10), Tile(0, 5, 10), Tile(1023, 5, 10)):
        assert boxes(tile, 0) == (box(tile),)


def test_inside_the_world_a_margin_grows_the_box_by_its_share_of_a_tile() -> None:
    (grown_box,) = boxes(Tile(538, 359, 10), 1 / 64)
    tile = box(Tile(538, 359, 10))
    by = WIDTH / 64
    assert grown_box == pytest.approx((tile.min_x - by, tile.min_y - by, tile.max_x + by, tile.max_y + by))


@pytest.mark.parametrize(("x", "shift"), [(0, WORLD), (1023, -WORLD)])
def test_over_the_antimeridian_a_second_box_stands_on_the_other_side(x: int, shift: float) -> None:
    first, second = boxes(Tile(x, 300, 10), 1 / 64)
    assert second == pytest.approx((first.min_x + shift, first.min_y, first.max_x + shift, first.max_y))
    inside = min(second.max_x, HALF_WORLD) - max(second.min_x, -HALF_WORLD)
    assert inside == pytest.approx(WIDTH / 64)


def test_a_box_around_the_whole_world_is_not_doubled() -> None:
    assert len(boxes(Tile(0, 0, 0), 1 / 64)) == 1


@given(st.integers(1, 12), st.floats(0, 0.2), st.data())
def test_the_boxes_of_a_tile_never_overlap(zoom: int, margin: float, data: st.DataObject) -> None:
    x, y = (data.draw(st.integers(0, 2**zoom - 1)) for _ in range(2))
    first, *others = boxes(Tile(x, y, zoom), margin)
    for other in others:
        assert other.min_x > first.max_x or other.max_x < first.min_x


def test_a_box_grows_by_a_share_of_its_width() -> None:
    assert grown(Box(0, 0, 100, 50), 0.05) == pytest.approx((-5, -5, 105, 55))
