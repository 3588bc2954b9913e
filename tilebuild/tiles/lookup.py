"""Where a reader finds a tile: which metatile, and which member of it (the rule of the tapalcatl servers)."""

from mercantile import Tile

from tilebuild.grid import ancestor
from tilebuild.tiles.metatile import EXTENSION, MetatileLayout, check_pixels


def locate(tile: Tile, pixels: int, layout: MetatileLayout) -> tuple[Tile, str]:
    """The metatile that holds the tile of so many pixels, and the member's name in it.

    Whether either exists is for the store to say: a tile zoom below the deepest one gives a metatile that nobody
    wrote, a size that the layout does not hold gives a member that is not there.

    Raises:
        RequestError: no metatile of the layout's size can hold tiles of so many pixels.
    """
    check_pixels(pixels, layout.size)
    dz = layout.offset(pixels)
    if tile.z < dz:
        return Tile(x=0, y=0, z=0), f"{tile.z}/{tile.x}/{tile.y}.{EXTENSION}"
    if tile.z - dz > layout.max_coordinate_zoom:
        dz = min(tile.z - layout.max_coordinate_zoom, layout.size_zoom)
    low = (1 << dz) - 1
    return ancestor(tile, tile.z - dz), f"{dz}/{tile.x & low}/{tile.y & low}.{EXTENSION}"
