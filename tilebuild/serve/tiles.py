"""Tiles out of stored metatiles: directories and tiles are remembered, and a tile asked for twice is read once."""

import asyncio
import gzip
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from mercantile import Tile

from tilebuild.grid import ancestor, format_tile
from tilebuild.keys import Layout, tile_key
from tilebuild.serve.cache import Cache
from tilebuild.serve.directory import ChangedError, Directory, read_directory, read_entry
from tilebuild.serve.magnify import DEEPEST, MOST, REVISION, magnify
from tilebuild.storage import Bucket, NotFoundError
from tilebuild.tiles.framing import Deflated, gzip_frame
from tilebuild.tiles.lookup import locate
from tilebuild.tiles.metatile import MetatileLayout

DIRECTORIES = 1024
"""How many metatiles' directories are remembered: some ten kilobytes each."""

OVERHEAD = 512
"""Bytes that a remembered tile costs beside its own."""


@dataclass(frozen=True)
class Store:
    """Where the metatiles of one prefix lie."""

    bucket: Bucket
    prefix: str
    layout: Layout
    metatile: MetatileLayout

    @property
    def pixels(self) -> int:
        """Of the tiles of the plain address: 512 where the metatiles hold them, else the largest they hold."""
        return 512 if 512 in self.metatile.tile_sizes else max(self.metatile.tile_sizes)

    @property
    def max_zoom(self) -> int:
        """The deepest tile zoom: that of the smallest tiles of the deepest metatiles."""
        return self.metatile.max_zoom

    @property
    def deepest(self) -> int:
        """The deepest zoom that is answered: those past ``max_zoom`` by magnifying."""
        return max(self.max_zoom, min(self.max_zoom + MOST, DEEPEST))


class Stored(NamedTuple):
    """A tile as it is sent."""

    gzipped: bytes
    """Empty for a tile with nothing in it."""
    digest: str
    """Of the stored bytes; of a magnified tile that of the one it comes from, and which part."""


class Missing(NamedTuple):
    """No such tile: its metatile was not made, or does not hold tiles of that size."""


Answer = Stored | Missing
MISSING = Missing()

Name = tuple[str, str, str]
"""Of a stored tile its bucket, key and member; of a magnified one bucket, digest of the stored one, and z/x/y."""


class TileReader:
    """Reads tiles of any store, one at a time or many at once in an event loop."""

    def __init__(self, cache_bytes: int, fresh_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Remember up to ``cache_bytes`` of tiles, for ``fresh_seconds`` at most: then the store is asked again."""
        self._tiles: Cache[Name, Answer] = Cache(cache_bytes, fresh_seconds, clock, _weight)
        self._directories: Cache[tuple[str, str], Directory] = Cache(DIRECTORIES, fresh_seconds, clock)
        self._reading: dict[Name, asyncio.Future[Answer]] = {}

    async def tile(self, store: Store, tile: Tile, pixels: int) -> Answer:
        """The tile of so many pixels.

        Raises:
            RequestError: the metatile is broken, or can hold no tiles of so many pixels.
            UnavailableError: the store did not answer.
        """
        if tile.z > store.max_zoom:
            return await self._magnified(store, tile, pixels)
        metatile, member = locate(tile, pixels, store.metatile)
        name = (store.bucket.name, tile_key(metatile, store.prefix, store.layout), member)
        return await self._once(name, partial(self._read, store.bucket, name))

    async def _magnified(self, store: Store, tile: Tile, pixels: int) -> Answer:
        """A tile past the last zoom, remembered by the content that it comes from: it is never older than that."""
        parent = ancestor(tile, store.max_zoom)
        answer = await self.tile(store, parent, pixels)
        if isinstance(answer, Missing) or not answer.gzipped:
            return answer
        name = (store.bucket.name, answer.digest, format_tile(tile))
        return await self._once(name, partial(_magnified, answer, parent, tile))

    async def _once(self, name: Name, read: Callable[[], Answer]) -> Answer:
        """The remembered answer, or read in a thread; who asks for the same meanwhile waits for the same answer."""
        known = self._tiles.get(name)
        if known is not None:
            return known
        reading = self._reading.get(name)
        if reading is None:
            reading = asyncio.ensure_future(asyncio.to_thread(read))
            self._reading[name] = reading
            reading.add_done_callback(partial(self._end_reading, name))
        return await asyncio.shield(reading)

    def _end_reading(self, name: Name, reading: "asyncio.Future[Answer]") -> None:
        del self._reading[name]
        if not reading.cancelled() and reading.exception() is None:
            self._tiles.put(name, reading.result())

    def _read(self, bucket: Bucket, name: Name) -> Answer:
        """Read through the remembered directory; if the metatile was written anew since, through a fresh one."""
        _, key, member = name
        try:
            try:
                return self._member(bucket, key, member)
            except ChangedError:
                self._directories.forget((bucket.name, key))
                return self._member(bucket, key, member)
        except NotFoundError:
            return MISSING
        except ChangedError as error:
            raise ChangedError(f"the metatile {bucket.name}/{key} is broken: {error}") from error

    def _member(self, bucket: Bucket, key: str, member: str) -> Answer:
        entry = self._directory(bucket, key).get(member)
        if entry is None:
            return MISSING
        return _stored(read_entry(entry, partial(bucket.get_range, key)))

    def _directory(self, bucket: Bucket, key: str) -> Directory:
        known = self._directories.get((bucket.name, key))
        if known is None:
            known = read_directory(bucket.size(key), partial(bucket.get_range, key))
            self._directories.put((bucket.name, key), known)
        return known


def _stored(member: Deflated) -> Stored:
    digest = hashlib.blake2b(member.data, digest_size=12).hexdigest()
    return Stored(gzip_frame(member) if member.size else b"", digest)


def _magnified(stored: Stored, parent: Tile, tile: Tile) -> Stored:
    content = magnify(gzip.decompress(stored.gzipped), parent, tile)
    digest = f"{stored.digest}-{REVISION}-{tile.z}-{tile.x}-{tile.y}"
    return Stored(gzip.compress(content, compresslevel=6, mtime=0) if content else b"", digest)


def _weight(answer: Answer) -> int:
    return OVERHEAD + (len(answer.gzipped) if isinstance(answer, Stored) else 0)
