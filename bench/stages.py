"""The three stages, each measured beside the least that anybody would have to do."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from bench.database import Place
from tilebuild.jobs.low import BUFFER
from tilebuild.rawr.archive import read_rawr
from tilebuild.rawr.database import Parameters, Query, Snapshot, open_snapshot
from tilebuild.rawr.extract import Extractor, read_tables
from tilebuild.rawr.schema import read_schema
from tilebuild.tiles.build import features_of
from tilebuild.tiles.engine import metatiles
from tilebuild.tiles.metatile import MetatileLayout
from tilebuild.tiles.style.basemap import BASEMAP

T = TypeVar("T")
LAYOUT = MetatileLayout()


@dataclass(frozen=True)
class Measured:
    """One measurement."""

    name: str
    seconds: float
    bytes: int
    count: int
    unit: str
    ratio: float | None = None
    """How many times as long as what it stands beside."""
    beside: str = ""


class Recorder:
    """Passes a snapshot's queries on, and remembers those that were copied."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.rows, self.part = snapshot.rows, snapshot.part
        self.copied: list[tuple[Query, Parameters]] = []

    def copy(self, query: Query, parameters: Parameters = ()) -> bytes:
        """The same as the snapshot's."""
        self.copied.append((query, parameters))
        return self._snapshot.copy(query, parameters)


def best(repeat: int, work: Callable[[], T]) -> tuple[float, T]:
    """The shortest of several runs, and what the last one made."""
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        made = work()
        seconds.append(time.perf_counter() - start)
    return min(seconds), made


def rawr(place: Place, repeat: int) -> Iterator[Measured]:
    """RAWR tiles, beside a bare COPY of the very same queries, ways and relations included."""
    with open_snapshot(place.database) as snapshot:
        schema = read_schema(snapshot)
        recorder = Recorder(snapshot)

        def extract() -> list[bytes]:
            recorder.copied.clear()
            extractor = Extractor(recorder, schema)  # type: ignore[arg-type]
            return [extractor.rawr_tile(group).data for group in place.groups]

        extract()
        seconds, tiles = best(repeat, extract)
        queries = list(recorder.copied)
        bare, streams = best(repeat, lambda: sum(len(snapshot.copy(*query)) for query in queries))
    yield Measured("bare COPY of the RAWR queries", bare, streams, len(queries), "queries")
    size = sum(map(len, tiles))
    yield Measured("RAWR tiles", seconds, size, len(tiles), "tiles", seconds / bare, "the bare COPY")


def high_zoom(place: Place, repeat: int) -> Iterator[Measured]:
    """RAWR tiles to metatiles, read and classified and drawn."""
    with open_snapshot(place.database) as snapshot:
        extractor = Extractor(snapshot, read_schema(snapshot))
        tiles = [(group, extractor.rawr_tile(group).data) for group in place.groups]

    def read() -> int:
        return sum(len(features_of(read_rawr(data).tables, BASEMAP)[0]) for _, data in tiles)

    def make() -> list[int]:
        sizes = []
        for group, data in tiles:
            features, geometries = features_of(read_rawr(data).tables, BASEMAP)
            zooms = range(10, LAYOUT.max_coordinate_zoom + 1)
            sizes += [len(one.data) for one in metatiles(features, geometries, group, zooms, LAYOUT)]
        return sizes

    make()
    reading, count = best(repeat, read)
    seconds, sizes = best(repeat, make)
    yield Measured("reading and classifying RAWR", reading, sum(len(data) for _, data in tiles), count, "features")
    ratio = seconds / reading
    yield Measured("high zoom, RAWR to metatiles", seconds, sum(sizes), len(sizes), "metatiles", ratio, "the reading")


def low_zoom(place: Place, repeat: int) -> Iterator[Measured]:
    """Metatiles of zoom 7 to 9 straight from the database, beside reading their rows alone."""
    with open_snapshot(place.database) as snapshot:
        schema = read_schema(snapshot)

        def read() -> int:
            return sum(
                len(rows) for tile in place.queue_tiles for rows in read_tables(snapshot, schema, tile, BUFFER).values()
            )

        def make() -> list[int]:
            sizes = []
            for tile in place.queue_tiles:
                features, geometries = features_of(read_tables(snapshot, schema, tile, BUFFER), BASEMAP)
                made = metatiles(features, geometries, tile, range(tile.z, 10), LAYOUT)
                sizes += [len(one.data) for one in made]
            return sizes

        make()
        reading, rows = best(repeat, read)
        seconds, sizes = best(repeat, make)
    yield Measured("reading the low zooms' rows", reading, 0, rows, "rows")
    yield Measured("low zoom 7 to 9", seconds, sum(sizes), len(sizes), "metatiles", seconds / reading, "the reading")
