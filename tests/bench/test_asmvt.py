import numpy as np
import pytest
import shapely
from mercantile import Tile

from bench import asmvt
from bench.high import LEVELS
from tests.support.features import Feature, make_features
from tilebuild.grid import box
from tilebuild.rawr.database import Database
from tilebuild.tiles.features import Features, Shape
from tilebuild.tiles.geometries import Geometries
from tilebuild.tiles.kernel.engine import KernelEngine

AREA = Tile(538, 359, 10)
CORNER = box(AREA)


def at(fraction: float) -> tuple[float, float]:
    """A place on the area's diagonal."""
    side = CORNER.max_x - CORNER.min_x
    return CORNER.min_x + fraction * side, CORNER.min_y + fraction * side


def drawn() -> tuple[Features, Geometries]:
    lake = shapely.Point(at(0.31)).buffer(900)
    house = shapely.Point(at(0.7)).buffer(25, cap_style="square")
    road = shapely.LineString([at(0.1), at(0.12), at(0.55)])
    return make_features(
        [
            Feature(lake, Shape.POLYGON, "water", properties={"kind": "lake"}),
            Feature(lake, Shape.LABEL, "water", 15, properties={"kind": "lake", "name": "Loch"}),
            Feature(road, Shape.LINE, "roads", 9, properties={"kind": "road"}, property_zooms={"kind": 14}),
            Feature(house, Shape.POLYGON, "buildings", 15),
            Feature(shapely.Point(at(0.9)), Shape.POINT, "pois", 0, 14),
        ]
    )


@pytest.mark.database
def test_postgis_fills_the_tiles_that_the_kernel_fills(empty_database: Database) -> None:
    features, geometries = drawn()
    rendered = KernelEngine().render(features, geometries, AREA, LEVELS)
    expected = {level.zoom: len(tiles) for level, tiles in rendered}
    connection = asmvt.connect(empty_database, LEVELS)
    asmvt.load(connection, features, geometries, LEVELS)
    found = {level.zoom: asmvt.draw(connection, AREA, [level])[0] for level in LEVELS}
    connection.close()
    assert found == expected
    assert len(set(found.values())) == len(LEVELS)


@pytest.mark.database
def test_what_is_measured_is_the_tiles_of_all_areas(empty_database: Database) -> None:
    here, beside = [AREA], [AREA, AREA._replace(x=AREA.x + 1)]
    one, two, both = (
        asmvt.measured("it", "ours", empty_database, [asmvt.Table(drawn(), areas, LEVELS)] * times, 1)
        for areas, times in ((here, 1), (here, 2), (beside, 1))
    )
    assert (two.count, two.bytes) == (2 * one.count, 2 * one.bytes)
    assert (both.count, both.bytes) == (one.count, one.bytes)
    assert one.cost.processor > 0
    assert (one.beside, one.ours) == ("ours", False)


def test_a_property_waits_for_its_zoom() -> None:
    features, _ = drawn()
    written = {level.zoom: asmvt._tags(features, level)[2] for level in LEVELS}
    assert written[12] == "{}"
    assert written[16] == '{"kind": "road"}'
    assert np.array(list(written)).tolist() == [level.zoom for level in LEVELS]
