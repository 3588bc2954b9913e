"""Which runs a server shows: looked up anew now and then, so that a run that ends while it serves is there."""

import asyncio
import time
from collections.abc import Callable, Sequence

from tilebuild.contracts import Place
from tilebuild.errors import RequestError
from tilebuild.serve.extent import Extent
from tilebuild.serve.runs import Run, extent_of_prefix
from tilebuild.serve.tiles import Store
from tilebuild.storage import Bucket
from tilebuild.tiles.metatile import MetatileLayout

FRESH_SECONDS = 3.0


class Catalogue:
    """The runs there are to show, and the store of each prefix."""

    def __init__(
        self,
        find: Callable[[], list[Run]],
        open_bucket: Callable[[str], Bucket],
        prefix: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Look for runs at once.

        Args:
            find: all runs, the newest first.
            open_bucket: opens the bucket of a run's metatiles.
            prefix: that the plain addresses serve; the newest run's where it is empty.
            clock: seconds.
        """
        self._find = find
        self._open = open_bucket
        self._prefix = prefix
        self._clock = clock
        self._stores: dict[str, Store] = {}
        self.runs: Sequence[Run] = ()
        self._look()

    def _look(self) -> None:
        self._looked = self._clock()
        self.runs = self._find()
        self._stores = {run.prefix: store_of(run.place, self._open) for run in reversed(self.runs)}

    async def refresh(self) -> None:
        """Look for runs again, unless that was done a moment ago."""
        if self._clock() - self._looked >= FRESH_SECONDS:
            await asyncio.to_thread(self._look)

    @property
    def chosen(self) -> str:
        """The prefix of the plain addresses; empty while there is none."""
        return self._prefix or (self.runs[0].prefix if self.runs else "")

    def store(self, prefix: str = "") -> Store | None:
        """The store of a prefix, of the chosen one where it is empty."""
        return self._stores.get(prefix or self.chosen)

    def extent(self, prefix: str) -> Extent:
        """What the runs that wrote below the prefix cover together."""
        return extent_of_prefix(prefix, self.runs)

    def version(self, prefix: str) -> str:
        """Changes when the prefix has a newer run."""
        return max((f"{int(run.time.timestamp()):x}" for run in self.runs if run.prefix == prefix), default="0")


def store_of(place: Place, open_bucket: Callable[[str], Bucket]) -> Store:
    """The store that a result names.

    Raises:
        RequestError: it holds RAWR tiles.
    """
    if place.metatile is None:
        raise RequestError(f"{place.bucket}/{place.prefix} holds RAWR tiles, not metatiles")
    shape = place.metatile
    layout = MetatileLayout(shape.size, shape.tile_sizes, shape.max_zoom)
    return Store(open_bucket(place.bucket), place.prefix, place.layout, layout)
