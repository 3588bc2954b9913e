"""Low zoom, the database in to metatiles out; beside PostGIS drawing the same features."""

from collections.abc import Iterator

from mercantile import Tile

from bench import asmvt
from bench.cost import best
from bench.measured import Measured, compared
from bench.places import Place
from bench.rawr import server_of
from tilebuild.jobs.low import BUFFER
from tilebuild.rawr.database import open_snapshot
from tilebuild.rawr.extract import read_tables
from tilebuild.rawr.schema import read_schema
from tilebuild.tiles.build import features_of
from tilebuild.tiles.engine import metatiles
from tilebuild.tiles.features import Features
from tilebuild.tiles.geometries import Geometries
from tilebuild.tiles.metatile import MetatileLayout
from tilebuild.tiles.style.basemap import BASEMAP

LOW, ASMVT = "low zoom", "ST_AsMVT, low zoom"
LAYOUT = MetatileLayout()
ZOOMS = range(7, 10)
"""Metatile zooms of a low-zoom job of a queue tile."""
Drawn = tuple[Features, Geometries]


def low_zoom(place: Place, repeat: int) -> Iterator[Measured]:
    """Ours, and the other in the cost of ours."""
    with open_snapshot(place.database) as snapshot:
        schema, process = read_schema(snapshot), server_of(snapshot)

        def read() -> list[tuple[Tile, Drawn]]:
            tables = [(tile, read_tables(snapshot, schema, tile, BUFFER)) for tile in place.queue_tiles]
            return [(tile, features_of(rows, BASEMAP)) for tile, rows in tables]

        def make() -> list[tuple[int, int]]:
            made = [one for tile, drawn in read() for one in metatiles(*drawn, tile, ZOOMS, LAYOUT)]
            return [(len(one.data), sum(contents.tiles for contents in one.contents.values())) for one in made]

        make()
        cost, made = best(repeat, make, process)
        drawn = read()
    low = Measured(LOW, cost, sum(size for size, _ in made), sum(tiles for _, tiles in made), "tiles")
    yield low
    levels = [offset.level for zoom in ZOOMS for offset in LAYOUT.offsets(zoom)]
    yield compared(asmvt.measured(ASMVT, place.database, drawn, levels, repeat), low)
