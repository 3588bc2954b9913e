import mercantile
import pytest

from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.resolution import BUFFER, BUILDING_BUFFER, EXTENT, POINT_BUFFER, tolerance, unit


@pytest.mark.parametrize("zoom", [0, 1, 7, 16, 30])
def test_the_units_of_a_tile_are_as_wide_as_the_tile(zoom: int) -> None:
    bounds = mercantile.xy_bounds(mercantile.Tile(0, 0, zoom))
    assert unit(zoom) * EXTENT == pytest.approx(bounds.right - bounds.left)


@pytest.mark.parametrize("nominal", range(14, 18))
def test_where_simplification_is_fine_it_stays_below_half_a_unit(nominal: int) -> None:
    assert 0 < tolerance(Level(nominal - 1, nominal)) < 0.5


def test_it_is_coarser_above_by_the_nominal_zoom_whatever_the_tiles_zoom() -> None:
    assert tolerance(Level(14, 13)) == tolerance(Level(0, 1)) == 1.0
    assert tolerance(Level(10, 14)) < tolerance(Level(14, 13))


def test_labels_overlap_the_most_and_buildings_the_least() -> None:
    assert 0 < BUILDING_BUFFER < BUFFER < POINT_BUFFER < EXTENT
