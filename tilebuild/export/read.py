"""The tiles of a prefix out of its metatiles, in the order of the archive, with a bounded number of them at hand."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

from mercantile import Tile

from tilebuild.contracts import Stage
from tilebuild.contracts.scope import Part, Scope, metatile_zooms
from tilebuild.errors import RequestError
from tilebuild.export.area import Window, along_curve, descend
from tilebuild.grid import ancestor, parse_tile
from tilebuild.keys import tile_key
from tilebuild.serve.directory import Directory, read_directory, read_entry
from tilebuild.serve.tiles import Store
from tilebuild.storage import NotFoundError
from tilebuild.tiles.framing import gzip_frame

_CONCURRENT_READS = 8
_AHEAD = 32
"""Metatiles that are read before they are needed."""


class ArchiveTile(NamedTuple):
    """A tile with something in it."""

    tile: Tile
    gzipped: bytes


@dataclass
class Source:
    """Everything that is to be archived of one prefix."""

    store: Store
    parts: tuple[Part, ...]
    """Pyramids of metatiles that were made."""
    window: Window | None
    """Only tiles that it touches."""
    missing: int = field(default=0, init=False)
    """Metatiles that were to be there and are not, counted while tiles are read."""

    def zooms(self) -> range:
        """Tile zooms, from the first to the deepest."""
        return range(self.store.max_zoom + 1)

    def count(self) -> int:
        """How many metatiles will be read: the steps of a progress bar."""
        return sum(self._count_of(zoom) for zoom in self.zooms())

    def _count_of(self, zoom: int) -> int:
        metatile_zoom, _ = _held(self.store, zoom)
        if self.window is None:
            return sum(4 ** (metatile_zoom - root.z) for root in self._roots(metatile_zoom))
        return sum(1 for _ in self.metatiles(zoom))

    def metatiles(self, zoom: int) -> Iterator[Tile]:
        """The metatiles that hold the tiles of a tile zoom, along the curve, each once."""
        metatile_zoom, _ = _held(self.store, zoom)
        for root in _by_curve(self._roots(metatile_zoom), metatile_zoom):
            yield from descend(root, metatile_zoom, self.window)

    def _roots(self, metatile_zoom: int) -> list[Tile]:
        """The pyramids that have metatiles of that zoom; none lies in another."""
        owing = (part for part in self.parts if part.min_zoom <= metatile_zoom <= part.max_zoom)
        return _topmost({part.tile for part in owing if part.tile.z <= metatile_zoom})

    def tiles(self, zoom: int) -> Iterator[list[ArchiveTile]]:
        """The tiles of a tile zoom along the curve, one list a metatile."""
        _, dz = _held(self.store, zoom)
        with ThreadPoolExecutor(_CONCURRENT_READS) as pool:
            waiting: deque[Future[list[ArchiveTile] | None]] = deque()
            for metatile in self.metatiles(zoom):
                waiting.append(pool.submit(self._read, metatile, dz))
                if len(waiting) >= _AHEAD:
                    yield self._counted(waiting.popleft().result())
            while waiting:
                yield self._counted(waiting.popleft().result())

    def _counted(self, tiles: list[ArchiveTile] | None) -> list[ArchiveTile]:
        self.missing += tiles is None
        return tiles or []

    def _read(self, metatile: Tile, dz: int) -> list[ArchiveTile] | None:
        """One metatile's tiles of one offset; None where there is no such metatile."""
        key = tile_key(metatile, self.store.prefix, self.store.layout)
        try:
            data = self.store.bucket.get(key)
        except NotFoundError:
            return None
        try:
            directory = read_directory(len(data), lambda start, length: data[start : start + length])
            return list(self._members(data, directory, metatile, dz))
        except RequestError as error:
            raise RequestError(f"the metatile {self.store.bucket.name}/{key} is broken: {error}") from error

    def _members(self, data: bytes, directory: Directory, metatile: Tile, dz: int) -> Iterator[ArchiveTile]:
        for tile in descend(metatile, metatile.z + dz, self.window):
            low = (1 << dz) - 1
            entry = directory.get(f"{dz}/{tile.x & low}/{tile.y & low}.mvt")
            if entry is not None and entry.size:
                member = read_entry(entry, lambda start, length: data[start : start + length])
                yield ArchiveTile(tile, gzip_frame(member))


def parts_of(jobs: Iterable[tuple[Stage, str, Scope | None]], max_zoom: int) -> tuple[Part, ...]:
    """What jobs made, as pyramids of metatiles.

    Args:
        jobs: stage, tile and scope of each; scope None: all of the tile.
        max_zoom: the deepest metatile zoom.
    """
    parts = set()
    for stage, name, scope in jobs:
        tile = parse_tile(name)
        zooms = metatile_zooms(stage, tile, max_zoom)
        for part in (scope or Scope.whole(tile)).parts:
            parts.add(Part(part.tile, max(part.min_zoom, zooms[0]), min(part.max_zoom, zooms[-1])))
    return tuple(sorted(parts))


def _held(store: Store, zoom: int) -> tuple[int, int]:
    """Metatile zoom and offset under which the tiles of a tile zoom are kept (the rule of the readers)."""
    dz = store.metatile.offset(store.pixels)
    if zoom < dz:
        return 0, zoom
    if zoom - dz > store.metatile.max_coordinate_zoom:
        dz = zoom - store.metatile.max_coordinate_zoom
    return zoom - dz, dz


def _topmost(roots: set[Tile]) -> list[Tile]:
    """The roots that lie in no other one."""
    zooms = sorted({root.z for root in roots})
    return [root for root in roots if not any(ancestor(root, zoom) in roots for zoom in zooms if zoom < root.z)]


def _by_curve(roots: Iterable[Tile], zoom: int) -> list[Tile]:
    """Roots of several zooms in the order in which the curve of ``zoom`` meets them."""
    firsts = {next(descend(root, zoom, None)): root for root in roots}
    return [firsts[first] for first in along_curve(firsts)]
