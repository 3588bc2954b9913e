import numpy as np
import shapely

from bench.country.shapes import aside, halvings, stars, wiggly


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_a_wiggly_line_keeps_its_ends_and_grows() -> None:
    start, end = np.zeros((5, 2)), np.full((5, 2), 1000.0)
    lines = wiggly(rng(), start, end, 4, 0.1)
    assert lines.shape == (5, 17, 2)
    assert np.all(lines[:, 0] == start)
    assert np.all(lines[:, -1] == end)
    assert np.all(shapely.length(shapely.linestrings(lines)) > 1000 * np.sqrt(2))


def test_a_line_is_halved_until_its_segments_are_short() -> None:
    assert halvings(1000, 125) == 3
    assert halvings(10, 125) == 1


def test_rings_are_valid_and_run_counter_clockwise() -> None:
    rings = shapely.linearrings(stars(rng(), np.zeros((50, 2)), np.full(50, 700.0), 200, 0.4))
    assert np.all(shapely.is_valid(shapely.polygons(rings)))
    assert np.all(shapely.is_ccw(rings))


def test_aside_is_to_the_left() -> None:
    line = np.array([(0.0, 0.0), (10.0, 0.0), (20.0, 0.0)])
    assert np.allclose(aside(line, 3.0), line + np.array([0, 3]))
