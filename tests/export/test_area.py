import mercantile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mercantile import Tile

from tilebuild.errors import RequestError
from tilebuild.export.area import Window, along_curve, descend, tile_number
from tilebuild.grid import descendants, tiles_in_bbox
from tilebuild.serve.extent import Extent


@given(st.integers(0, 9), st.integers(0, 4), st.data())
def test_descending_meets_tiles_in_the_order_of_their_numbers(zoom: int, below: int, data: st.DataObject) -> None:
    x, y = (data.draw(st.integers(0, (1 << zoom) - 1)) for _ in range(2))
    tile = Tile(x=x, y=y, z=zoom)
    found = list(descend(tile, zoom + below, None))
    assert set(found) == set(descendants(tile, zoom + below))
    numbers = [tile_number(one) for one in found]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_numbers_are_those_of_the_specification() -> None:
    assert [tile_number(tile) for tile in (Tile(0, 0, 0), Tile(0, 0, 1), Tile(0, 1, 1), Tile(1, 1, 1))] == [0, 1, 2, 3]
    assert [tile_number(tile) for tile in (Tile(1, 0, 1), Tile(0, 0, 2), Tile(3423, 1763, 12))] == [4, 5, 19078479]
    assert along_curve([Tile(1, 0, 1), Tile(0, 0, 1)]) == [Tile(0, 0, 1), Tile(1, 0, 1)]


LONGITUDES = st.integers(-179_000, 179_000).map(lambda value: value / 1000 + 0.0001)
LATITUDES = st.integers(-80_000, 80_000).map(lambda value: value / 1000 + 0.0001)


@given(LONGITUDES, LATITUDES, LONGITUDES, st.floats(0.01, 5), st.integers(0, 6))
def test_a_window_touches_the_tiles_of_its_bbox(west: float, south: float, east: float, high: float, zoom: int) -> None:
    if west == east:
        return
    bbox = Extent(west, south, east, south + high)
    assert set(descend(Tile(0, 0, 0), zoom, Window.of(bbox))) == tiles_in_bbox(*bbox, zoom=zoom)


def test_a_window_across_the_antimeridian_has_both_sides() -> None:
    found = set(descend(Tile(0, 0, 0), 4, Window.of(Extent(177, -20, -178, -15))))
    assert {tile.x for tile in found} == {0, 15}


def test_what_is_no_bbox_is_refused() -> None:
    with pytest.raises(RequestError, match="south"):
        Window.of(Extent(0, 10, 1, 5))


def test_a_window_of_a_tile_touches_it_alone() -> None:
    bounds = mercantile.bounds(Tile(2132, 1493, 12))
    inner = Extent(bounds.west + 1e-6, bounds.south + 1e-6, bounds.east - 1e-6, bounds.north - 1e-6)
    assert list(descend(Tile(0, 0, 0), 12, Window.of(inner))) == [Tile(2132, 1493, 12)]
