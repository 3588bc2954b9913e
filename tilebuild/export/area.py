"""Which part of a run goes into an archive: ranges of tiles by zoom, in the order in which archives keep them.

PMTiles numbers tiles zoom by zoom along a Hilbert curve. The tiles below one tile are one stretch of that curve, so
descending the quadtree in the curve's order meets the tiles of any deeper zoom in the order of their numbers.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mercantile import Tile
from pmtiles.tile import zxy_to_tileid

from tilebuild.grid import check_bbox, fraction
from tilebuild.serve.extent import Extent


class Window(NamedTuple):
    """A rectangle of the map in fractions: x from west 0 to east 1 (beyond 1 across the antimeridian), y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, extent: Extent) -> "Window":
        """The window of an area in degrees.

        Raises:
            RequestError: it is no bbox.
        """
        check_bbox(*extent)
        left, top = fraction(extent.west, extent.north)
        right, bottom = fraction(extent.east if extent.east > extent.west else extent.east + 360, extent.south)
        return cls(left, top, right, bottom)

    def touches(self, tile: Tile) -> bool:
        """Whether the tile and the window share more than an edge."""
        side = 1 << tile.z
        if not (tile.y < self.bottom * side and tile.y + 1 > self.top * side):
            return False
        return any(tile.x + turn < self.right * side and tile.x + 1 + turn > self.left * side for turn in (0, side))


def along_curve(tiles: Iterable[Tile]) -> list[Tile]:
    """Tiles of one zoom in the order of their numbers."""
    return sorted(tiles, key=tile_number)


def tile_number(tile: Tile) -> int:
    """The tile's number in PMTiles (specification version 3, section 4.1)."""
    return int(zxy_to_tileid(tile.z, tile.x, tile.y))


def descend(tile: Tile, zoom: int, window: Window | None) -> Iterator[Tile]:
    """The tiles of ``zoom`` at or below ``tile`` that the window touches, along the curve."""
    if window is not None and not window.touches(tile):
        return
    if tile.z == zoom:
        yield tile
        return
    for child in along_curve(_children(tile)):
        yield from descend(child, zoom, window)


def _children(tile: Tile) -> Iterator[Tile]:
    for dx in (0, 1):
        for dy in (0, 1):
            yield Tile(x=2 * tile.x + dx, y=2 * tile.y + dy, z=tile.z + 1)
