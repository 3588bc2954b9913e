"""Small parts that everything else stands on."""

import mercantile
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from tilebuild.local.sample.frame import from_ticks, generator, tile_edge_x, tile_edge_y, to_ticks
from tilebuild.local.sample.gazetteer import STREETS
from tilebuild.local.sample.halving import halve
from tilebuild.local.sample.lines import Noise, closed_spline, fractal, spline
from tilebuild.local.sample.motorway import carriageways
from tilebuild.local.sample.names import StreetNames, place_names


@given(st.floats(-30e3, 30e3), st.floats(-30e3, 30e3))
def test_ticks_are_exact_to_a_centimetre(x: float, y: float) -> None:
    assert from_ticks(to_ticks(np.array([[x, y]])))[0] == pytest.approx([x, y], abs=0.01)


@pytest.mark.parametrize("zoom", [8, 10, 12, 14])
def test_tile_edges_are_those_of_the_web_mercator_grid(zoom: int) -> None:
    spot = np.array([[tile_edge_x(zoom, 1) + 1, tile_edge_y(zoom, 1) + 1]])
    lon, lat = (to_ticks(spot) / 1e7)[0]
    corner = mercantile.bounds(mercantile.tile(lon, lat, zoom))
    assert (lon - corner.west) * 80_000 == pytest.approx(1, abs=0.02)
    assert (lat - corner.south) * 111_319 == pytest.approx(1, abs=0.02)


def test_parts_draw_from_random_numbers_of_their_own() -> None:
    assert generator(1, "coast").random() == generator(1, "coast").random()
    assert len({generator(1, "coast").random(), generator(1, "water").random(), generator(2, "coast").random()}) == 3


def test_a_fractal_line_keeps_its_ends_and_is_as_fine_as_asked() -> None:
    line = fractal(np.array([(0.0, 0.0), (1000.0, 0.0)]), generator(1, "test"), 0.1, 20)
    assert line[0].tolist() == [0, 0]
    assert line[-1].tolist() == [1000, 0]
    assert np.median(np.hypot(*np.diff(line, axis=0).T)) <= 20


def test_a_spline_goes_through_its_points() -> None:
    points = np.array([(0.0, 0.0), (100.0, 40.0), (180.0, -20.0), (300.0, 0.0)])
    curve = LineString(spline(points, 10))
    assert max(curve.distance(shapely.Point(point)) for point in points) < 1e-9


def test_a_closed_spline_is_a_simple_ring_through_its_corners() -> None:
    corners = np.array([(0.0, 0.0), (100.0, 0.0), (120.0, 90.0), (-10.0, 80.0)])
    ring = closed_spline(corners, 8)
    assert ring[0].tolist() == ring[-1].tolist()
    assert shapely.Polygon(ring).is_valid


def test_noise_stays_within_one_and_has_no_steps() -> None:
    noise = Noise(generator(1, "test"), 100, octaves=3)
    line = np.column_stack([np.linspace(0, 5000, 20_001), np.full(20_001, 33.0)])
    values = noise(line)
    assert np.abs(values).max() <= 1
    assert np.abs(np.diff(values)).max() < 0.05


@given(st.integers(0, 10_000))
def test_halves_of_a_block_fill_it_and_the_street_lies_between_them(seed: int) -> None:
    area = shapely.Polygon([(0, 0), (420, 20), (400, 210), (30, 190)])
    cut = halve(generator(seed, "test"), area)
    assert cut is not None
    streets, halves = cut
    assert sum(half.area for half in halves) == pytest.approx(area.area)
    assert all(
        any(half.boundary.distance(shapely.Point(end)) < 1e-6 for half in halves) for s in streets for end in s.coords
    )


def test_traffic_keeps_right_on_the_motorway() -> None:
    east, west = carriageways(LineString([(0, 0), (5000, 0)]))
    assert east.coords[0][1] == pytest.approx(-11, abs=0.1)
    assert east.coords[0][0] < east.coords[-1][0]
    assert west.coords[0][0] > west.coords[-1][0]


def test_latin_street_names_are_never_given_twice() -> None:
    names = StreetNames(generator(1, "test"))
    given_names = [names.next("Latin")["name"] for _ in range(6_000)]
    assert len(set(given_names)) == len(given_names)


@pytest.mark.parametrize("script", [*STREETS])
def test_street_names_of_other_scripts_come_with_their_language(script: str) -> None:
    names = StreetNames(generator(1, "test"))
    tags = [names.next(script) for _ in range(30)]
    assert len({tag["name"] for tag in tags}) == 30
    assert all(len(tag) == 2 for tag in tags)


def test_a_place_name_that_comes_again_is_numbered() -> None:
    assert place_names("Japanese", 0) == {"name": "青浜", "name:ja": "青浜", "name:en": "Aohama"}
    assert place_names("Japanese", 2)["name"] == "青浜 2"
