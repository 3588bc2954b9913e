"""Where the sample lies, and the local plane that it is drawn in.

The land is imaginary and lies in the open North Atlantic. Its local plane has metres as units, x to the east and y to
the north, and its origin on a corner of the tile grid: x = 0 is an edge between zoom-7 tiles (50/51 of zoom 7), y = 0
an edge of zoom 8, so four zoom-10 tiles meet there. The plane is the spherical one of EPSG:3857 with the scale of the
origin's latitude: what is square here is square on the map.

OpenStreetMap stores degrees in steps of 1e-7, called ticks here. Whatever leaves this package is in ticks.
"""

import math

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Shape (n, 2), metres in the local plane."""

Ticks = NDArray[np.int64]
"""Shape (n, 2), longitude and latitude in units of 1e-7 degrees."""

TICKS_PER_DEGREE = 10_000_000
ORIGIN_LON = -39.375
ORIGIN_LAT = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * 93 / 256))))
METRES_PER_LAT = 6378137 * math.pi / 180
METRES_PER_LON = METRES_PER_LAT * math.cos(math.radians(ORIGIN_LAT))

BOUNDS = (-39.68, 43.88, -39.07, 44.29)
"""West, south, east and north of the extract in degrees: the bounding box of the file's header."""

_ORIGIN = np.array([ORIGIN_LON, ORIGIN_LAT])
_SCALE = np.array([METRES_PER_LON, METRES_PER_LAT])


def to_ticks(points: Points) -> Ticks:
    """Local metres to ticks, rounded to the nearest."""
    return np.asarray(np.rint((np.asarray(points) / _SCALE + _ORIGIN) * TICKS_PER_DEGREE), dtype=np.int64)


def from_ticks(ticks: Ticks | Points) -> Points:
    """Ticks to local metres."""
    return np.asarray((ticks / TICKS_PER_DEGREE - _ORIGIN) * _SCALE)


def tile_edge_x(zoom: int, column: int) -> float:
    """Local x of the western edge of a tile column, counted from the origin (0 is the zoom-7 border)."""
    return column * 360 / (1 << zoom) * METRES_PER_LON


def tile_edge_y(zoom: int, row: int) -> float:
    """Local y of the tile row edge ``row`` rows north of the origin."""
    edge = 93 * (1 << zoom) // 256 - row
    return (math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * edge / (1 << zoom))))) - ORIGIN_LAT) * METRES_PER_LAT


def generator(seed: int, part: str) -> np.random.Generator:
    """The random numbers of one part of the sample: parts do not disturb each other when one of them changes."""
    return np.random.Generator(np.random.PCG64([seed, *part.encode()]))
