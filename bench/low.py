"""Low zoom, the database in to metatiles out, as its jobs do it; beside PostGIS drawing the same features.

A job for each queue tile, which makes metatile zooms 7 to 9, and one for each tile of the pyramid above.
"""

from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import chain, groupby
from operator import attrgetter

from mercantile import Tile

from bench import asmvt
from bench.cost import best_of_each
from bench.measured import Measured, made, of_metatiles
from bench.places import Place
from bench.rawr import server_of
from tilebuild.contracts import Stage
from tilebuild.contracts.scope import metatile_zooms
from tilebuild.grid import ancestor
from tilebuild.jobs.low import prepared_for, read_shown
from tilebuild.rawr.database import Snapshot, open_snapshot
from tilebuild.rawr.extract import Filter, read_tables
from tilebuild.rawr.members import FEATURES
from tilebuild.rawr.schema import read_schema
from tilebuild.rawr.selection import boxes
from tilebuild.tiles.build import features_of
from tilebuild.tiles.engine import Engine, metatiles
from tilebuild.tiles.features import Features
from tilebuild.tiles.geometries import Geometries
from tilebuild.tiles.kernel.engine import KernelEngine
from tilebuild.tiles.metatile import Level, MetatileLayout
from tilebuild.tiles.packing import Metatile
from tilebuild.tiles.style.basemap import BASEMAP

LOW, ASMVT = "low zoom", "ST_AsMVT, low zoom"
LAYOUT = MetatileLayout()
WORLD = Tile(0, 0, 0)
Drawn = tuple[Features, Geometries]
Job = tuple[Tile, Drawn]
"""A job's tile, and what it draws."""


def jobs(place: Place) -> list[Tile]:
    """The tiles of the low-zoom jobs."""
    tiles = {ancestor(tile, zoom) for tile in place.queue_tiles for zoom in range(tile.z + 1)}
    return sorted(tiles, key=attrgetter("z", "x", "y"))


@cache
def zooms_of(tile: Tile) -> range:
    """Metatile zooms of a job."""
    return metatile_zooms(Stage.LOW, tile, LAYOUT.max_coordinate_zoom)


def levels_of(tile: Tile) -> list[Level]:
    """The levels that a job draws."""
    return [offset.level for zoom in zooms_of(tile) for offset in LAYOUT.offsets(zoom)]


def deepest_of(tile: Tile) -> int:
    """The deepest nominal zoom that a job draws."""
    return max(level.nominal for level in levels_of(tile))


class Reader:
    """Reads what low-zoom jobs draw, as they do."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._schema = read_schema(snapshot)

    def read(self, tile: Tile) -> Drawn:
        """What the job of a tile draws."""
        nominal = deepest_of(tile)
        prepared = prepared_for(self._snapshot, BASEMAP, nominal)
        return features_of(read_shown(self._snapshot, self._schema, tile, nominal, prepared), BASEMAP)

    def read_everywhere(self, tile: Tile) -> Drawn:
        """What all jobs of a tile's zoom draw, wherever."""
        nominal = deepest_of(tile)
        prepared = prepared_for(self._snapshot, BASEMAP, nominal)
        assert prepared is not None
        filters = {table: Filter(where=prepared.shows(table, boxes(WORLD, 0), nominal + 1)) for table in FEATURES}
        rows = read_tables(
            self._snapshot, self._schema, WORLD, filters=filters, labels=prepared, ordered_by_server=False
        )
        return features_of(rows, BASEMAP)

    def works(self, place: Place, engine: Engine) -> list[Callable[[], list[Metatile]]]:
        """What does each of a place's jobs."""
        return [partial(self._make, tile, engine) for tile in jobs(place)]

    def _make(self, tile: Tile, engine: Engine) -> list[Metatile]:
        return list(metatiles(*self.read(tile), tile, zooms_of(tile), LAYOUT, engine=engine))


def metatiles_of(place: Place, engine: Engine) -> list[Metatile]:
    """All low-zoom metatiles of a place."""
    with open_snapshot(place.database) as snapshot:
        return made(Reader(snapshot).works(place, engine))


def drawn_by_jobs(place: Place) -> list[Job]:
    """What each of the place's jobs draws."""
    with open_snapshot(place.database) as snapshot:
        reader = Reader(snapshot)
        return [(tile, reader.read(tile)) for tile in jobs(place)]


def low_zoom(place: Place, most: int) -> Iterator[Measured]:
    """Ours, once more than is measured since that loads what is compiled; and the other."""
    with open_snapshot(place.database) as snapshot:
        works = Reader(snapshot).works(place, KernelEngine())
        made(works)
        cost, each = best_of_each(most, works, server_of(snapshot))
    yield of_metatiles(LOW, cost, chain.from_iterable(each))
    yield asmvt.measured(ASMVT, LOW, place.database, _tables(place), most)


def _tables(place: Place) -> Iterator[asmvt.Table]:
    """What the jobs of each zoom draw, as a table of which each takes what is near."""
    with open_snapshot(place.database) as snapshot:
        reader = Reader(snapshot)
        for _, some in groupby(jobs(place), key=attrgetter("z")):
            areas = list(some)
            yield asmvt.Table(reader.read_everywhere(areas[0]), areas, levels_of(areas[0]))
