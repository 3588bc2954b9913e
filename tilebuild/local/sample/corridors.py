"""Lines that were drawn with a ruler on a big map: the motorway and the railways."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample.frame import Points
from tilebuild.local.sample.lines import spline

_MOTORWAY = """-16.9,-2.6 -14.0,-2.9 -11.0,-3.3 -8.0,-2.6 -4.2,-1.7 -0.6,-1.8 3.0,-2.9 6.4,-2.8 9.6,-1.2 11.6,0.8
12.9,1.9"""
_MAIN = """-17.2,-6.2 -14.8,-5.5 -11.0,-5.6 -8.0,-5.0 -5.6,-4.85 -3.0,-4.9 -0.6,-5.15 1.6,-4.8 4.4,-4.2 8.0,-4.5
10.4,-6.6 11.2,-8.6 11.6,-9.8"""
_NORTH = "8.0,-4.5 10.0,-3.9 12.0,-0.6 13.6,1.6 14.6,3.7 15.9,6.6 17.0,10.4 17.3,12.6"
_PORT = "-8.0,-5.0 -7.5,-5.5 -7.3,-6.8 -7.0,-8.2 -6.72,-9.0 -6.72,-9.85"
_METRO_A = "-5.9,-3.6 -4.6,-4.4 -3.0,-4.98 -2.4,-6.1 -1.2,-6.7 0.4,-6.9 2.0,-6.7 3.6,-6.7 5.4,-7.3 6.55,-7.15"
_METRO_B = "-2.5,-2.6 -2.75,-3.9 -2.9,-4.98 -2.3,-6.2 -2.2,-7.3 -2.1,-8.3"


@dataclass(frozen=True)
class Corridors:
    """Centre lines in local metres."""

    motorway: Points
    main_rail: Points
    north_rail: Points
    port_rail: Points
    metro: tuple[Points, Points]

    @property
    def rails(self) -> BaseGeometry:
        """All railways on the surface."""
        return shapely.multilinestrings(
            [LineString(line) for line in (self.main_rail, self.north_rail, self.port_rail)]
        )

    @property
    def road(self) -> LineString:
        """The motorway's centre line."""
        return LineString(self.motorway)


def make_corridors() -> Corridors:
    """The fixed lines of the sample."""
    return Corridors(
        motorway=_curve(_MOTORWAY),
        main_rail=_curve(_MAIN),
        north_rail=_curve(_NORTH),
        port_rail=_curve(_PORT),
        metro=(_curve(_METRO_A), _curve(_METRO_B)),
    )


def _curve(text: str) -> Points:
    """A smooth line through positions given in kilometres."""
    corners = np.array([[float(v) for v in pair.split(",")] for pair in text.split()]) * 1000
    return spline(corners, 90)
