"""Tally: what a job has written and where its time went, counted while it goes on."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from mercantile import Tile

from tilebuild.contracts import Written, ZoomCount
from tilebuild.contracts.digest import added, content_digest
from tilebuild.grid import format_tile


@dataclass
class Tally:
    """Counts, content hashes, rows and seconds; not safe to share between threads."""

    rows: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    """Coordinate -> what went wrong with it, in one sentence."""
    _zooms: dict[int, ZoomCount] = field(default_factory=lambda: defaultdict(ZoomCount))
    _tile_zooms: dict[int, ZoomCount] = field(default_factory=lambda: defaultdict(ZoomCount))
    _digests: dict[str, int] = field(default_factory=dict)
    _groups: dict[str, int] = field(default_factory=dict)
    _seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def wrote(self, zoom: int, key: str, data: bytes) -> None:
        """An object of that zoom is stored under that key."""
        self._digests[key] = content_digest(key, data)
        self._zooms[zoom] = self._zooms[zoom].plus(ZoomCount(objects=1, bytes=len(data)))

    def weighs(self, group: Tile, size: int) -> None:
        """A stored RAWR tile has so many bytes."""
        self._groups[format_tile(group)] = size

    def holds(self, zoom: int, tile_zoom: int, count: ZoomCount) -> None:
        """A stored metatile of ``zoom`` holds vector tiles of ``tile_zoom``."""
        self._tile_zooms[tile_zoom] = self._tile_zooms[tile_zoom].plus(count)
        self._zooms[zoom] = self._zooms[zoom].plus(ZoomCount(tiles=count.tiles, empty=count.empty))

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count the seconds of the block under a phase."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[name] += time.perf_counter() - start

    def written(self) -> Written:
        """Everything stored so far."""
        return Written(
            zooms=dict(sorted(self._zooms.items())),
            tile_zooms=dict(sorted(self._tile_zooms.items())),
            digest=added(*self._digests.values()),
            groups=dict(sorted(self._groups.items())),
        )

    def seconds(self) -> dict[str, float]:
        """Seconds by phase."""
        return {name: round(seconds, 4) for name, seconds in self._seconds.items()}
