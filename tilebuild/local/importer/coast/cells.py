"""The neighbourhood of an extract: the zoom-7 tiles that it touches and those around them.

Whatever a build of the extract owes lies in the touched tiles; the ones around are there for buffers and for the low
zooms, whose tiles show more than the extract.
"""

import numpy as np
from mercantile import Tile

from tilebuild.grid import MERCATOR_LATITUDE, QUEUE_ZOOM, Box, box, tiles_in_bbox
from tilebuild.local.importer.coast.coastline import to_mercator
from tilebuild.local.importer.extract import Bbox


def neighbourhood(bbox: Bbox) -> list[Tile]:
    """The cells, each once, in the order of their coordinates; x wraps at the antimeridian."""
    side = 1 << QUEUE_ZOOM
    touched = tiles_in_bbox(*bbox, QUEUE_ZOOM)
    around = {
        Tile((tile.x + dx) % side, tile.y + dy, QUEUE_ZOOM)
        for tile in touched
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        if 0 <= tile.y + dy < side
    }
    return sorted(around)


def frame(bbox: Bbox) -> Box:
    """One box around the touched tiles and their neighbours, not wrapped: it ends at the antimeridian."""
    corners = [box(tile, 1) for tile in tiles_in_bbox(*bbox, QUEUE_ZOOM)]
    world = box(Tile(0, 0, 0))
    return Box(
        max(world.min_x, min(corner.min_x for corner in corners)),
        max(world.min_y, min(corner.min_y for corner in corners)),
        min(world.max_x, max(corner.max_x for corner in corners)),
        min(world.max_y, max(corner.max_y for corner in corners)),
    )


def mercator_box(bbox: Bbox) -> Box:
    """The bbox in EPSG:3857 metres, cut at the Mercator limits; the world's width where it crosses the antimeridian."""
    west, south, east, north = bbox
    west, east = (west, east) if west <= east else (-180.0, 180.0)
    limit = MERCATOR_LATITUDE
    return Box(*to_mercator(np.array([(west, max(south, -limit)), (east, min(north, limit))])).ravel().tolist())
