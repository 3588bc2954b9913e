"""The three stages, each measured beside something else that does the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from mercantile import Tile

from bench import asmvt, tilemaker
from bench.cost import best
from bench.database import Place
from reference.render import ReferenceEngine
from tilebuild.jobs.low import BUFFER
from tilebuild.rawr.archive import read_rawr
from tilebuild.rawr.database import Parameters, Query, Snapshot, open_snapshot
from tilebuild.rawr.extract import Extractor, read_tables
from tilebuild.rawr.schema import read_schema
from tilebuild.tiles.build import features_of
from tilebuild.tiles.engine import Engine, metatiles
from tilebuild.tiles.features import Features
from tilebuild.tiles.geometries import Geometries
from tilebuild.tiles.kernel.engine import KernelEngine
from tilebuild.tiles.metatile import Level, MetatileLayout
from tilebuild.tiles.style.basemap import BASEMAP

LAYOUT = MetatileLayout()
Drawn = tuple[Features, Geometries]


@dataclass(frozen=True)
class Measured:
    """One measurement, in processor time of all processes that took part, other than a database's helpers."""

    name: str
    seconds: float
    bytes: int
    count: int
    unit: str
    ratio: float | None = None
    """How many times as long as what it stands beside."""
    beside: str = ""
    ours: bool = True


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


def server(snapshot: Snapshot) -> int:
    """The process that serves a snapshot."""
    return int(snapshot.rows("SELECT pg_backend_pid()")[0][0])


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
        process = server(snapshot)
        seconds, tiles = best(repeat, extract, process)
        queries = list(recorder.copied)
        bare, streams = best(repeat, lambda: sum(len(snapshot.copy(*query)) for query in queries), process)
    yield Measured("bare COPY of the RAWR queries", bare, streams, len(queries), "queries", ours=False)
    size = sum(map(len, tiles))
    yield Measured("RAWR tiles", seconds, size, len(tiles), "tiles", seconds / bare, "the bare COPY")


def high_zoom(place: Place, repeat: int) -> Iterator[Measured]:
    """RAWR tiles to metatiles, read, classified, drawn and packed; beside PostGIS, the reference engine, tilemaker."""
    tiles = rawr_tiles(place)
    deepest = LAYOUT.max_coordinate_zoom

    def make(engine: Engine, last: int = deepest) -> list[int]:
        sizes = []
        for group, data in tiles:
            features, geometries = features_of(read_rawr(data).tables, BASEMAP)
            made = metatiles(features, geometries, group, range(10, last + 1), LAYOUT, engine=engine)
            sizes += [len(one.data) for one in made]
        return sizes

    def read() -> int:
        return sum(len(features_of(read_rawr(data).tables, BASEMAP)[0]) for _, data in tiles)

    make(KernelEngine())
    reading, count = best(repeat, read)
    yield Measured("  of it, reading and classifying", reading, sum(len(data) for _, data in tiles), count, "features")
    seconds, sizes = best(repeat, partial(make, KernelEngine()))
    yield Measured("high zoom, RAWR to metatiles", seconds, sum(sizes), len(sizes), "metatiles")
    other, sizes = best(repeat, partial(make, ReferenceEngine()))
    beside = "high zoom"
    yield Measured("reference engine", other, sum(sizes), len(sizes), "metatiles", other / seconds, beside, ours=False)
    drawn = [(group, features_of(read_rawr(data).tables, BASEMAP)) for group, data in tiles]
    levels = [offset.level for zoom in range(10, deepest + 1) for offset in LAYOUT.offsets(zoom)]
    yield st_asmvt(place, drawn, levels, repeat, seconds, beside)
    rival = tilemaker.tile_phase(place.extract)
    if rival is not None:
        shallow, sizes = best(repeat, partial(make, KernelEngine(), 12))
        yield Measured("high zoom, tile zooms 12 to 14", shallow, sum(sizes), len(sizes), "metatiles")
        beside = "tile zooms 12 to 14"
        yield Measured("tilemaker's tile phase", rival, 0, 0, "tiles", rival / shallow, beside, ours=False)


def rawr_tiles(place: Place) -> list[tuple[Tile, bytes]]:
    """The extract's RAWR tiles."""
    with open_snapshot(place.database) as snapshot:
        extractor = Extractor(snapshot, read_schema(snapshot))
        return [(group, extractor.rawr_tile(group).data) for group in place.groups]


def st_asmvt(
    place: Place, drawn: list[tuple[Tile, Drawn]], levels: list[Level], repeat: int, seconds: float, beside: str
) -> Measured:
    """PostGIS drawing the same features at the same levels, all of it in one server process."""
    connection = asmvt.connect(place.database)
    cost, tiles, size = 0.0, 0, 0
    for area, (features, geometries) in drawn:
        asmvt.load(connection, features, geometries)
        process = connection.info.backend_pid
        spent, (found, length) = best(repeat, partial(asmvt.draw, connection, area, levels), process)
        cost, tiles, size = cost + spent, tiles + found, size + length
    connection.close()
    return Measured("ST_AsMVT, the same features", cost, size, tiles, "tiles", cost / seconds, beside, ours=False)


def low_zoom(place: Place, repeat: int) -> Iterator[Measured]:
    """Metatiles of zoom 7 to 9 straight from the database; beside PostGIS drawing the same features."""
    with open_snapshot(place.database) as snapshot:
        schema, process = read_schema(snapshot), server(snapshot)

        def read() -> list[tuple[Tile, Drawn]]:
            tables = [(tile, read_tables(snapshot, schema, tile, BUFFER)) for tile in place.queue_tiles]
            return [(tile, features_of(rows, BASEMAP)) for tile, rows in tables]

        def make() -> list[int]:
            return [
                len(one.data) for tile, drawn in read() for one in metatiles(*drawn, tile, range(tile.z, 10), LAYOUT)
            ]

        make()
        reading, drawn = best(repeat, read, process)
        count = sum(len(features) for _, (features, _) in drawn)
        yield Measured("  of it, reading and classifying", reading, 0, count, "features")
        seconds, sizes = best(repeat, make, process)
        yield Measured("low zoom 7 to 9", seconds, sum(sizes), len(sizes), "metatiles")
    levels = [offset.level for zoom in range(7, 10) for offset in LAYOUT.offsets(zoom)]
    yield st_asmvt(place, drawn, levels, repeat, seconds, "low zoom 7 to 9")
