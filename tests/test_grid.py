import pytest
from hypothesis import given
from hypothesis import strategies as st
from mercantile import Tile, bounds, xy_bounds

from tilebuild.errors import RequestError
from tilebuild.grid import (
    ancestor,
    ancestors,
    bboxes_meet,
    box,
    common_ancestor,
    descendants,
    format_tile,
    fraction,
    is_within,
    parse_tile,
    pyramid,
    tiles_in_bbox,
)

Bbox = tuple[float, float, float, float]

tiles = st.integers(0, 14).flatmap(
    lambda z: st.builds(Tile, st.integers(0, 2**z - 1), st.integers(0, 2**z - 1), st.just(z))
)


@given(tiles)
def test_a_tile_reads_back_as_it_was_written(tile: Tile) -> None:
    assert parse_tile(format_tile(tile)) == tile


@pytest.mark.parametrize(
    "text", ["", "7/1", "7/1/2/3", "a/b/c", "7/-1/2", "07/1/2", "7/1.0/2", " 7/1/2", "7/1/2\n", "٧/1/2"]
)
def test_what_is_no_coordinate_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match=r"write z/x/y"):
        parse_tile(text)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("7/128/0", "at zoom 7 x and y may be 0 to 127"),
        ("7/0/128", "at zoom 7 x and y may be 0 to 127"),
        ("0/1/0", "at zoom 0 x and y may be 0 to 0"),
        ("21/0/0", "zoom may be 0 to 20"),
        ("99/1/1", "zoom may be 0 to 20"),
    ],
)
def test_what_is_off_the_grid_is_refused_with_what_is_allowed(text: str, allowed: str) -> None:
    with pytest.raises(RequestError, match=f"{text!r} is off the grid: {allowed}$"):
        parse_tile(text)


@given(tiles)
def test_a_box_is_the_tile_in_web_mercator_metres(tile: Tile) -> None:
    assert box(tile) == pytest.approx(tuple(xy_bounds(tile)), abs=1e-6)


def test_a_margin_grows_a_box_on_every_side() -> None:
    inner, outer = box(Tile(538, 358, 10)), box(Tile(538, 358, 10), 0.25)
    width = inner.max_x - inner.min_x
    assert inner.min_x - outer.min_x == pytest.approx(width / 4)
    assert outer.max_y - inner.max_y == pytest.approx(width / 4)


@given(tiles)
def test_a_tile_is_among_the_descendants_of_its_ancestor(tile: Tile) -> None:
    above = ancestor(tile, max(0, tile.z - 3))
    assert tile in set(descendants(above, tile.z))


@pytest.mark.parametrize(
    ("tile", "max_zoom", "count"),
    [
        (Tile(0, 0, 0), 7, 21_845),  # low-zoom jobs of the planet
        (Tile(538, 358, 10), 13, 85),  # metatiles of a group at size 8
        (Tile(538, 358, 10), 14, 341),
        (Tile(538, 358, 10), 15, 1_365),
        (Tile(538, 358, 10), 16, 5_461),
        (Tile(67, 44, 7), 9, 21),  # what a zoom-7 low-zoom job makes
    ],
)
def test_a_pyramid_holds_as_many_tiles_as_the_formats_say(tile: Tile, max_zoom: int, count: int) -> None:
    assert len(set(pyramid(tile, max_zoom))) == count


def test_a_queue_tile_owes_5440_metatiles_of_zoom_10_to_13() -> None:
    groups = descendants(Tile(67, 44, 7), 10)
    assert sum(1 for group in groups for _ in pyramid(group, 13)) == 5_440


def test_ancestors_reach_the_top_and_leave_out_the_tiles_themselves() -> None:
    assert ancestors({Tile(66, 46, 7), Tile(67, 46, 7)}) == {
        Tile(33, 23, 6), Tile(16, 11, 5), Tile(8, 5, 4), Tile(4, 2, 3), Tile(2, 1, 2), Tile(1, 0, 1), Tile(0, 0, 0)
    }  # fmt: skip


@given(st.floats(-180, 180), st.floats(-85, 85))
def test_a_point_lies_in_the_tile_that_its_fractions_name(longitude: float, latitude: float) -> None:
    x, y = fraction(longitude, latitude)
    tile = Tile(min(1023, int(x * 1024)), min(1023, int(y * 1024)), 10)
    west, south, east, north = bounds(tile)
    assert west - 1e-9 <= longitude <= east + 1e-9
    assert south - 1e-9 <= latitude <= north + 1e-9


def test_a_bbox_touches_the_tiles_under_it() -> None:
    assert tiles_in_bbox(7.40, 43.72, 7.44, 43.75, 10) == {Tile(533, 373, 10)}


def test_a_bbox_that_ends_on_a_border_does_not_touch_the_tile_beyond_it() -> None:
    west, south, east, north = bounds(Tile(538, 358, 10))
    assert tiles_in_bbox(west, south, east, north, 10) == {Tile(538, 358, 10)}


def test_a_margin_takes_in_the_tiles_beside_a_bbox() -> None:
    west, south, east, north = bounds(Tile(538, 358, 10))
    found = tiles_in_bbox(west, south, east, north, zoom=10, margin=1 / 64)
    assert found == {Tile(x, y, 10) for x in (537, 538, 539) for y in (357, 358, 359)}


def test_a_bbox_across_the_antimeridian_has_tiles_on_both_sides() -> None:
    assert tiles_in_bbox(179.9, -1, -179.9, 1, 7) == {Tile(x, y, 7) for x in (0, 127) for y in (63, 64)}


def test_a_margin_wraps_round_the_antimeridian() -> None:
    assert Tile(1023, 511, 10) in tiles_in_bbox(-180, 0.01, -179.9, 0.1, 10, margin=1 / 64)


def test_the_world_is_every_tile_once() -> None:
    assert tiles_in_bbox(-180, -90, 180, 90, 4) == set(descendants(Tile(0, 0, 0), 4))


@pytest.mark.parametrize(
    ("bbox", "message"),
    [
        ((1, 5, 3, 4), "south 5 is not below north 4"),
        ((1, 2, 1, 4), "west and east are both 1"),
        ((-181, 2, 1, 4), "west is -181: it must be -180 to 180"),
        ((1, 2, 3, 91), "north is 91: it must be -90 to 90"),
        ((1, float("nan"), 3, 4), "south is nan"),
        ((1, 86, 3, 88), "outside the map"),
    ],
)
def test_what_is_no_bbox_is_refused_by_its_ordinate(bbox: tuple[float, float, float, float], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        tiles_in_bbox(*bbox, 10)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ((0, 0, 2, 2), (1, 1, 3, 3), True),
        ((0, 0, 2, 2), (2, 0, 3, 2), False),
        ((0, 0, 2, 2), (0, 2, 2, 3), False),
        ((0, 0, 9, 9), (4, 4, 5, 5), True),
        ((170, 0, -170, 2), (175, 1, 180, 3), True),
        ((170, 0, -170, 2), (-180, 1, -175, 3), True),
        ((170, 0, -170, 2), (0, 1, 10, 3), False),
        ((170, 0, -170, 2), (179, 1, -179, 3), True),
    ],
)
def test_bboxes_meet_where_they_share_an_area(one: Bbox, other: Bbox, meet: bool) -> None:
    assert bboxes_meet(one, other) is bboxes_meet(other, one) is meet


def test_a_common_ancestor_is_the_deepest_tile_that_contains_all() -> None:
    assert common_ancestor([Tile(5, 6, 7)]) == Tile(5, 6, 7)
    assert common_ancestor([Tile(4, 6, 7), Tile(5, 7, 7)]) == Tile(2, 3, 6)
    assert common_ancestor([Tile(4, 6, 7), Tile(2, 3, 6), Tile(0, 0, 1)]) == Tile(0, 0, 1)
    assert common_ancestor([Tile(63, 0, 7), Tile(64, 0, 7)]) == Tile(0, 0, 0)


def test_a_tile_is_within_itself_and_those_above() -> None:
    assert is_within(Tile(5, 6, 7), Tile(5, 6, 7))
    assert is_within(Tile(5, 6, 7), Tile(1, 1, 5))
    assert not is_within(Tile(5, 6, 7), Tile(4, 6, 7))
    assert not is_within(Tile(1, 1, 5), Tile(5, 6, 7))
