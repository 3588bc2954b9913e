import numpy as np
import shapely
from mercantile import Tile

from bench.phases import MERGED, PHASES, REST, phases_of
from tests.support.features import Feature, make_features
from tilebuild.grid import box
from tilebuild.tiles.engine import metatiles
from tilebuild.tiles.features import Shape
from tilebuild.tiles.metatile import MetatileLayout

AREA = Tile(538, 359, 10)


def test_the_time_of_a_job_is_told_by_what_it_does_and_the_job_makes_the_same() -> None:
    corner = box(AREA)
    road = shapely.LineString([(corner.min_x, corner.min_y), (corner.max_x, corner.max_y)])
    features, geometries = make_features([Feature(road, Shape.LINE, "roads")])

    def work() -> list[bytes]:
        return [one.data for one in metatiles(features, geometries, AREA, [10], MetatileLayout())]

    originals = {(owner, name): getattr(owner, name) for _, owner, names in PHASES for name in names}
    made = []
    seconds = phases_of(2, [lambda: made.append(work())])
    assert made[0] == made[-1] == work()
    assert list(seconds) == [*dict.fromkeys(phase for phase, _, _ in PHASES), REST]
    assert seconds["encoded"] > 0
    assert seconds[MERGED] > 0
    assert np.all(np.array(list(seconds.values())) >= 0)
    assert {(owner, name): getattr(owner, name) for owner, name in originals} == originals
