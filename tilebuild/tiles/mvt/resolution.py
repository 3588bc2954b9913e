"""What a tile can show, whoever draws it: its grid, how exact a line is, and what overlaps into the next tile."""

from tilebuild.grid import HALF_WORLD
from tilebuild.tiles.metatile import Level

EXTENT = 4096
"""Grid units along a tile's edge."""

BUFFER = 64
"""What lines and polygons overlap into the next tile, in grid units."""
BUILDING_BUFFER = 32
POINT_BUFFER = 128

FINE_NOMINAL = 14
"""From this nominal zoom on, simplification stays below half a grid unit: nobody can tell it from rounding."""

FINE_TOLERANCE = 0.45
COARSE_TOLERANCE = 1.0
"""Tolerances in grid units; one unit is an eighth of a pixel of a 512-pixel tile."""


def unit(zoom: int) -> float:
    """Metres of EPSG:3857 in one grid unit of a tile of the zoom."""
    return 2 * HALF_WORLD / (EXTENT << zoom)


def tolerance(level: Level) -> float:
    """How far a simplified line may leave the original, in grid units."""
    return FINE_TOLERANCE if level.nominal >= FINE_NOMINAL else COARSE_TOLERANCE
