"""What the high-zoom and the low-zoom job share: rows to metatiles to the store, and what to do when that fails."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from mercantile import Tile

from tilebuild.contracts import ZoomCount
from tilebuild.contracts.scope import metatile_zooms
from tilebuild.errors import UnavailableError
from tilebuild.grid import format_tile
from tilebuild.jobs.job import Job
from tilebuild.jobs.log import log
from tilebuild.keys import tile_key
from tilebuild.rawr.rows import Rows
from tilebuild.storage import open_bucket
from tilebuild.tiles.build import features_of
from tilebuild.tiles.engine import Metatile, metatiles
from tilebuild.tiles.metatile import MetatileLayout
from tilebuild.tiles.style.load import load_style


class Maker:
    """Makes the metatiles of one part of a job after the other."""

    def __init__(self, job: Job) -> None:
        """Open the store and load the style.

        Raises:
            RequestError: the metatile settings or the style are wrong.
        """
        metatile = job.settings.metatile
        self._job = job
        self._layout = MetatileLayout(metatile.size, metatile.tile_sizes, metatile.max_zoom)
        self._style = load_style(job.settings.style or None)
        self._store = open_bucket(job.place.bucket, job.settings.store.region)
        zooms = metatile_zooms(job.stage, job.tile, self._layout.max_coordinate_zoom)
        self._owed = job.scope.metatiles(zooms)

    def make(self, root: Tile, tables: Callable[[], Mapping[str, Rows]]) -> None:
        """Make and store every owed metatile at and below ``root`` from rows; what fails is counted, not raised.

        Raises:
            UnavailableError: a store or the database gave up: nothing after this could work either.
        """
        owed = sorted(tile for tile in self._owed if _within(tile, root))
        try:
            self._store.put_all(self._objects(root, owed, tables))
        except (UnavailableError, MemoryError):
            raise
        except Exception as error:  # whatever it is, it is told for each tile, and the job ends with 70
            reason = str(error) or type(error).__name__
            self._job.tally.failed.update({format_tile(tile): reason for tile in owed})
        else:
            log(f"made {len(owed)} metatiles", part=format_tile(root))

    def _objects(
        self, root: Tile, owed: list[Tile], tables: Callable[[], Mapping[str, Rows]]
    ) -> Iterator[tuple[str, bytes]]:
        tally, place = self._job.tally, self._job.place
        with tally.phase("read"):
            read = tables()
        tally.rows += sum(len(rows) for rows in read.values())
        with tally.phase("classify"):
            features, geometries = features_of(read, self._style)
        zooms = sorted({tile.z for tile in owed})
        made = metatiles(features, geometries, root, zooms, self._layout, only=set(owed))
        for metatile in _timed(made, self._job):
            key = tile_key(metatile.tile, place.prefix, place.layout)
            tally.wrote(metatile.tile.z, key, metatile.data)
            for zoom, count in metatile.contents.items():
                tally.holds(metatile.tile.z, zoom, ZoomCount(tiles=count.tiles, empty=count.empty, bytes=count.bytes))
            yield key, metatile.data


def _timed(made: Iterable[Metatile], job: Job) -> Iterator[Metatile]:
    """The same metatiles, the time that it takes to make each counted as ``draw``."""
    iterator = iter(made)
    while True:
        with job.tally.phase("draw"):
            metatile = next(iterator, None)
        if metatile is None:
            return
        yield metatile


def _within(tile: Tile, root: Tile) -> bool:
    shift = tile.z - root.z
    return bool(shift >= 0 and (tile.x >> shift, tile.y >> shift) == (root.x, root.y))
