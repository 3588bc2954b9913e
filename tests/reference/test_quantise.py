import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from mercantile import Tile

from reference.quantise import quantise
from reference.whole import Whole
from tilebuild.grid import HALF_WORLD
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.resolution import unit

METRES = st.floats(-HALF_WORLD, HALF_WORLD)


def whole(*wkt: str, wrap: int = 0) -> Whole:
    count = len(wkt)
    shapes = np.array([shapely.from_wkt(text) for text in wkt], dtype=object)
    return Whole(shapes, np.zeros(count, int), np.arange(count), np.zeros(count, bool), np.full(count, wrap))


def test_a_grid_unit_is_a_4096th_of_a_tile() -> None:
    assert unit(0) == pytest.approx(2 * HALF_WORLD / 4096)
    assert unit(15) == pytest.approx(0.2986, abs=1e-4)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_neighbouring_areas_round_a_vertex_to_the_same_place(x: float, y: float) -> None:
    level = Level(12, 13)
    one, other = (quantise(whole(f"POINT ({x!r} {y!r})"), Tile(x, 10, 5), level, closed=False) for x in (16, 17))
    assert one.x[0] - other.x[0] == 4096 << 7
    assert one.y[0] == other.y[0]


def test_y_runs_southwards_from_the_northern_edge() -> None:
    paths = quantise(
        whole("POINT (0 0)", f"POINT ({-HALF_WORLD} {HALF_WORLD})"), Tile(0, 0, 0), Level(0, 1), closed=False
    )
    assert (paths.x.tolist(), paths.y.tolist()) == ([2048, 0], [2048, 0])


def test_a_wrapped_geometry_is_one_world_further() -> None:
    paths = quantise(whole("POINT (0 0)", wrap=-1), Tile(0, 0, 0), Level(1, 2), closed=False)
    assert paths.x.tolist() == [4096 - 2 * 4096]


def test_repeated_vertices_and_the_closing_one_are_left_out() -> None:
    ring = "LINEARRING (0 0, 1e6 0, 1000100 0, 1e6 1e6, 100 0, 0 0)"
    paths = quantise(whole(ring), Tile(0, 0, 0), Level(0, 1), closed=True)
    assert len(paths.x) == 3


def test_a_ring_that_is_a_point_of_the_grid_is_gone() -> None:
    assert len(quantise(whole("LINEARRING (0 0, 1 0, 1 1, 0 0)"), Tile(0, 0, 0), Level(0, 1), closed=True)) == 0


def test_simplification_stays_within_its_tolerance() -> None:
    wiggle = [(i * 100.0, 40.0 * (i % 2)) for i in range(200)]
    line = shapely.LineString(wiggle)
    coarse = quantise(whole(line.wkt), Tile(0, 0, 0), Level(6, 7), closed=False)
    fine = quantise(whole(line.wkt), Tile(0, 0, 0), Level(14, 15), closed=False)
    assert len(coarse.x) == 2
    assert len(fine.x) == 200
