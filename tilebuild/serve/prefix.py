"""A prefix of a bucket that one knows by name alone, as if it were a run: for serving a store without its runs."""

from datetime import UTC, datetime

from mercantile import Tile

from tilebuild.contracts import MetatileShape, Place
from tilebuild.errors import RequestError
from tilebuild.keys import Layout, tile_key
from tilebuild.serve.extent import WORLD, Extent
from tilebuild.serve.runs import Run
from tilebuild.serve.tiles import Store
from tilebuild.storage import NotFoundError
from tilebuild.tiles.metatile import MetatileLayout

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a run of which nothing is known."""


def run_of_prefix(
    bucket: str,
    prefix: str,
    layout: str,
    size: int,
    tile_sizes: str,
    bbox: tuple[float, float, float, float] | None,
) -> Run:
    """The run that a bucket's prefix stands for.

    Raises:
        RequestError: the prefix is missing, the layout unknown, or the metatiles cannot be so.
    """
    if not prefix:
        raise RequestError(f"bucket {bucket!r} needs --prefix: which of its tiles to serve")
    if layout not in list(Layout):
        raise RequestError(f"layout is {layout!r}: it must be one of {', '.join(Layout)}")
    try:
        sizes = tuple(int(part) for part in tile_sizes.split(","))
    except ValueError as error:
        raise RequestError(f"tile sizes are {tile_sizes!r}: write pixels with commas between, like 512,256") from error
    shape = MetatileLayout(size, sizes)
    place = Place(
        bucket=bucket,
        prefix=prefix,
        layout=Layout(layout),
        metatile=MetatileShape(size=shape.size, tile_sizes=shape.tile_sizes, max_zoom=shape.max_zoom),
    )
    extent = Extent(*bbox) if bbox else WORLD
    return Run(prefix, prefix, "stored", "tiles of a bucket", BEGINNING, extent, place, 0, 0)


def has_top(store: Store) -> bool:
    """Whether the metatile 0/0/0 is stored, as it is of every build with its pyramid.

    Raises:
        RequestError: there is no such bucket, or no permission to read it.
        UnavailableError: the store did not answer.
    """
    try:
        store.bucket.get_range(tile_key(Tile(0, 0, 0), store.prefix, store.layout), 0, 1)
    except NotFoundError:
        return False
    return True
