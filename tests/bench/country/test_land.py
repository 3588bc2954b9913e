import numpy as np

from bench.country.admin import make_territory
from bench.country.frame import make_frame, to_degrees
from bench.country.land import make_land
from bench.country.shapes import aside


def test_land_is_on_the_left_of_the_coast() -> None:
    frame = make_frame(1, 0.2)
    territory = make_territory(frame)
    land = make_land(frame, territory.border)
    left, right = (land.holds(aside(land.coast, metres)) for metres in (1500.0, -1500.0))
    assert left.mean() > 0.8
    assert right.mean() < 0.2


def test_the_whole_country_is_as_large_as_one() -> None:
    border = to_degrees(make_territory(make_frame(1, 1.0)).border)
    assert np.all(np.ptp(border, axis=0) > 4)
    assert np.all(np.ptp(border, axis=0) < 6)
