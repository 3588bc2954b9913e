"""What the high-zoom and the low-zoom job share: rows to metatiles to the store, and what to do when that fails.

A metatile that cannot be drawn takes no other with it: what was asked for together is asked for in ever smaller
pieces, until what fails stands alone and is named.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Self

from mercantile import Tile

from tilebuild.contracts import ZoomCount
from tilebuild.contracts.scope import metatile_zooms
from tilebuild.errors import UnavailableError
from tilebuild.grid import ancestor, common_ancestor, format_tile, is_within
from tilebuild.jobs.job import Job
from tilebuild.jobs.log import log
from tilebuild.jobs.uploads import Uploads
from tilebuild.keys import tile_key
from tilebuild.rawr.rows import Rows
from tilebuild.storage import open_bucket
from tilebuild.tiles.build import features_of
from tilebuild.tiles.engine import metatiles
from tilebuild.tiles.features import Features
from tilebuild.tiles.geometries import Geometries
from tilebuild.tiles.metatile import MetatileLayout
from tilebuild.tiles.packing import Metatile
from tilebuild.tiles.style.load import load_style

Drawable = tuple[Features, Geometries]


class Maker:
    """Makes the metatiles of one part of a job after the other, and stores them beside that.

    All are stored when its block has ended without an error.
    """

    def __init__(self, job: Job) -> None:
        """Open the store and load the style.

        Raises:
            RequestError: the metatile settings or the style are wrong.
        """
        metatile = job.settings.metatile
        self._job = job
        self._layout = MetatileLayout(metatile.size, metatile.tile_sizes, metatile.max_zoom)
        self.style = load_style(job.settings.style or None)
        self._uploads = Uploads(open_bucket(job.place.bucket, job.settings.store.region))
        self._zooms = metatile_zooms(job.stage, job.tile, self._layout.max_coordinate_zoom)
        self._owed = job.scope.metatiles(self._zooms)

    def __enter__(self) -> Self:
        """Ready from the beginning."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what is not stored yet.

        Raises:
            TilebuildError: the store gave up, or refuses this job.
        """
        with self._job.tally.phase("store"):
            self._uploads.__exit__(kind, error, trace)

    @property
    def nominal(self) -> float:
        """The deepest nominal zoom of the job's tile, whatever of it is owed; infinity where that shows everything.

        What is owed may not decide what is read: the same metatile has the same bytes from every job.
        """
        zooms = [zoom for zoom in self._zooms if zoom <= self._layout.max_coordinate_zoom]
        levels = [offset.level for zoom in zooms for offset in self._layout.offsets(zoom)]
        return max((math.inf if level.everything else level.nominal for level in levels), default=0)

    def make(self, root: Tile, tables: Callable[[], Mapping[str, Rows]]) -> None:
        """Make every owed metatile at and below ``root`` from rows; what fails is counted, not raised.

        Raises:
            UnavailableError: a store or the database gave up: nothing after this could work either.
            RequestError: the store refuses this job.
        """
        owed = sorted(tile for tile in self._owed if is_within(tile, root))
        try:
            drawable = self._read(tables)
        except (UnavailableError, MemoryError):
            raise
        except Exception as error:  # whatever it is, it is told for each tile, and the job ends with 70
            self._fail(owed, error)
        else:
            self._make_each(root, owed, drawable)
            log(f"made {len(owed)} metatiles", part=format_tile(root))

    def _read(self, tables: Callable[[], Mapping[str, Rows]]) -> Drawable:
        tally = self._job.tally
        with tally.phase("read"):
            read = tables()
        tally.rows += sum(len(rows) for rows in read.values())
        with tally.phase("classify"):
            return features_of(read, self.style, self.nominal)

    def _make_each(self, root: Tile, owed: list[Tile], drawable: Drawable) -> None:
        """Make the metatiles together, and where that fails what is left of them in smaller pieces."""
        if not owed:
            return
        attempt = _Attempt(self._drawn(root, owed, drawable))
        for key, data in attempt.objects(self._job):
            with self._job.tally.phase("store"):
                self._uploads.put(key, data)
        rest = [tile for tile in owed if tile not in attempt.made]
        if not rest:
            return
        if len(owed) == 1:
            self._fail(owed, attempt.error or RuntimeError("it was not drawn"))
            return
        for piece in _pieces(rest):
            self._make_each(root, piece, drawable)

    def _drawn(self, root: Tile, owed: list[Tile], drawable: Drawable) -> Iterator[Metatile]:
        """The metatiles, drawn as parts of the root whichever are owed: so their bytes are what they always are."""
        zooms = sorted({tile.z for tile in owed})
        made = metatiles(*drawable, root, zooms, self._layout, only=set(owed))
        while True:
            with self._job.tally.phase("draw"):
                metatile = next(made, None)
            if metatile is None:
                return
            yield metatile

    def _fail(self, tiles: Iterable[Tile], error: Exception) -> None:
        reason = str(error) or type(error).__name__
        self._job.tally.failed.update({format_tile(tile): reason for tile in tiles})


class _Attempt:
    """Metatiles as they are made, up to the first that cannot be.

    What it has handed on is stored once the maker's block has ended, and counted before.
    """

    def __init__(self, metatiles: Iterator[Metatile]) -> None:
        self._metatiles = metatiles
        self.made: set[Tile] = set()
        self.error: Exception | None = None

    def objects(self, job: Job) -> Iterator[tuple[str, bytes]]:
        """Key and zip of each."""
        try:
            for metatile in self._metatiles:
                key = tile_key(metatile.tile, job.place.prefix, job.place.layout)
                _count(metatile, key, job)
                self.made.add(metatile.tile)
                yield key, metatile.data
        except (UnavailableError, MemoryError):
            raise
        except Exception as error:
            self.error = error


def _count(metatile: Metatile, key: str, job: Job) -> None:
    job.tally.wrote(metatile.tile.z, key, metatile.data)
    for zoom, count in metatile.contents.items():
        held = ZoomCount(tiles=count.tiles, empty=count.empty, bytes=count.bytes)
        job.tally.holds(metatile.tile.z, zoom, held)


def _pieces(tiles: list[Tile]) -> list[list[Tile]]:
    """Tiles that failed together, in pieces to try: by zoom, or by quarters where they are of one zoom."""
    zooms = sorted({tile.z for tile in tiles})
    if len(zooms) > 1:
        return [[tile for tile in tiles if tile.z == zoom] for zoom in zooms]
    below = min(common_ancestor(tiles).z + 1, zooms[0])
    quarters = sorted({ancestor(tile, below) for tile in tiles})
    return [[tile for tile in tiles if ancestor(tile, below) == quarter] for quarter in quarters]
