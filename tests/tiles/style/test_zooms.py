import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.tiles.style.zooms import from_tile, pixel, zoom_of_area


def test_a_pixel_at_nominal_zoom_0_is_a_256th_of_the_world() -> None:
    assert pixel(0) == pytest.approx(156543.03392804097)
    assert pixel(1) == pixel(0) / 2


@given(area=st.floats(1e-3, 1e14), pixels=st.floats(1, 5000))
def test_an_area_comes_at_the_first_zoom_where_it_covers_the_pixels(area: float, pixels: float) -> None:
    zoom = zoom_of_area(area, pixels, -50, 50)
    assert area >= pixels * pixel(zoom) ** 2 * (1 - 1e-9)
    assert area < pixels * pixel(zoom - 1) ** 2 * (1 + 1e-9)


@pytest.mark.parametrize(("area", "expected"), [(1e15, 4), (1e-5, 16), (0, 16)])
def test_zooms_stay_within_their_bounds(area: float, expected: float) -> None:
    assert zoom_of_area(area, 16, 4, 16) == expected


def test_nominal_zoom_is_tile_zoom_and_one() -> None:
    assert from_tile(12) == 13
