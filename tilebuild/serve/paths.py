"""Addresses of tiles: what a path asks for, told from everything else by one pattern, so that nothing else is read.

===================================================  ==========================================================
path                                                 which tile
===================================================  ==========================================================
``/{z}/{x}/{y}.mvt``                                 512 pixels where the metatiles hold them, of the chosen run
``/runs/{prefix}/{z}/{x}/{y}.mvt``                   the same of any run's prefix
``/tilezen/vector/v1/{pixels}/all/{z}/{x}/{y}.mvt``  as Tilezen's servers named them
``/tilezen/vector/v1/all/{z}/{x}/{y}.mvt``           the same with 256 pixels
===================================================  ==========================================================
"""

import re
from typing import NamedTuple

from mercantile import Tile

_NUMBER = r"0|[1-9]\d{0,7}"
_TILE = re.compile(
    r"/(?:runs/(?P<prefix>[A-Za-z0-9][A-Za-z0-9_-]{0,79})/|tilezen/vector/v1/(?:(?P<pixels>256|512|1024|2048)/)?(?P<all>all)/)?"
    rf"(?P<z>0|[1-9]\d?)/(?P<x>{_NUMBER})/(?P<y>{_NUMBER})\.(?:mvt|pbf)",
    re.ASCII,
)
TILEZEN_PIXELS = 256
"""Of the Tilezen path that names no size."""


class Asked(NamedTuple):
    """Which tile a path asks for; whether there is any such coordinate is not said."""

    zoom: int
    x: int
    y: int
    pixels: int = 0
    """0: the store's own."""
    prefix: str = ""
    """Empty: of the chosen run."""

    @property
    def on_grid(self) -> bool:
        """Whether the coordinate exists at its zoom."""
        return max(self.x, self.y) < 1 << self.zoom

    @property
    def tile(self) -> Tile:
        """The coordinate; only one on the grid is a tile."""
        return Tile(x=self.x, y=self.y, z=self.zoom)


def parse_path(path: str) -> Asked | None:
    """Read a path (already percent-decoded); None if it is no tile's."""
    match = _TILE.fullmatch(path)
    if match is None:
        return None
    pixels = int(match["pixels"] or TILEZEN_PIXELS) if match["all"] else 0
    return Asked(int(match["z"]), int(match["x"]), int(match["y"]), pixels, match["prefix"] or "")
