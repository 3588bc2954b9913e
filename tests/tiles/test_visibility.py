import math

import numpy as np
import pytest

from tilebuild.tiles.metatile import Level
from tilebuild.tiles.visibility import reached_below


@pytest.mark.parametrize(
    ("min_zoom", "level", "expected"),
    [
        (0, Level(0, 1), True),
        (13, Level(11, 12), False),
        (13, Level(12, 13), True),
        (13.99, Level(12, 13), True),
        (14, Level(12, 13), False),
        (16.99, Level(15, 16), True),
        (17, Level(15, 16), False),
        (17, Level(16, 17, everything=True), True),
        (25, Level(16, 17, everything=True), True),
        (math.inf, Level(16, 17, everything=True), False),
    ],
)
def test_a_level_shows_what_begins_before_the_next_nominal_zoom(min_zoom: float, level: Level, expected: bool) -> None:
    assert (np.float32(min_zoom) < reached_below(level)) == expected
