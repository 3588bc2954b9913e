"""Which tiles are stored under a prefix: one question a tile, many at once.

Keys begin with a hash, so that nothing but the key itself finds an object; how many are asked for is bounded.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from mercantile import Tile

from tilebuild.errors import RequestError
from tilebuild.keys import Layout, tile_key
from tilebuild.storage import Bucket

MOST_TILES = 500_000
"""At 128 questions of 20 ms at once this takes 80 s; a function may take 900."""

_AT_ONCE = 128
_CHUNK = 10_000


class Stored:
    """The tiles of one bucket under one prefix."""

    def __init__(self, bucket: Bucket, prefix: str, layout: Layout) -> None:
        self._bucket, self._prefix, self._layout = bucket, prefix, layout

    def missing(self, tiles: Iterable[Tile]) -> set[Tile]:
        """Those that are not stored.

        Raises:
            UnavailableError: the store did not answer.
        """
        asked = sorted(tiles)
        absent: set[Tile] = set()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for start in range(0, len(asked), _CHUNK):
                chunk = asked[start : start + _CHUNK]
                there = pool.map(self._is_there, chunk)
                absent.update(tile for tile, found in zip(chunk, there, strict=True) if not found)
        return absent

    def _is_there(self, tile: Tile) -> bool:
        return self._bucket.exists(tile_key(tile, self._prefix, self._layout))


def check_bounded(tiles: int, most: int = MOST_TILES) -> None:
    """Refuse to look for more tiles than can be looked for.

    Raises:
        RequestError: the area is too large.
    """
    if tiles > most:
        raise RequestError(
            f"only_missing would have to look for {tiles:,} tiles and may look for {most:,}: give a smaller area or "
            "fewer zooms, or the run_id of the build to resume it"
        )
