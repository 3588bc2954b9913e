"""High zoom, RAWR tiles in to metatiles out; beside the reference engine, PostGIS and tilemaker."""

from collections.abc import Callable, Container, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from mercantile import Tile

from bench import asmvt, older, tilemaker
from bench.cost import best_of_each
from bench.measured import Measured, made, of_metatiles
from bench.places import Place
from reference.render import ReferenceEngine
from tilebuild.rawr.archive import read_tables
from tilebuild.tiles.build import features_of
from tilebuild.tiles.engine import Engine, metatiles
from tilebuild.tiles.kernel.engine import KernelEngine
from tilebuild.tiles.metatile import MetatileLayout
from tilebuild.tiles.packing import Metatile
from tilebuild.tiles.style.basemap import BASEMAP

HIGH, REFERENCE, ASMVT, TILEMAKER = "high zoom", "reference engine", "ST_AsMVT", "tilemaker"
LAYOUT = MetatileLayout()
ZOOMS = range(10, LAYOUT.max_coordinate_zoom + 1)
"""Metatile zooms of a high-zoom job."""
LEVELS = [offset.level for zoom in ZOOMS for offset in LAYOUT.offsets(zoom)]


SEA_AND_LAND = frozenset({"water_polygons", "land_polygons"})
"""Members that tilemaker has nothing of."""


def works(place: Place, engine: Engine, without: Container[str] = ()) -> list[Callable[[], list[Metatile]]]:
    """What makes the metatiles of each of the place's RAWR tiles, or of what they are without some members."""
    return [partial(_make, group, data, engine, without) for group, data in place.rawr_tiles]


def _make(group: Tile, data: bytes, engine: Engine, without: Container[str]) -> list[Metatile]:
    tables = {name: rows for name, rows in read_tables(data).items() if name not in without}
    return list(metatiles(*features_of(tables, BASEMAP), group, ZOOMS, LAYOUT, engine=engine))


def high_zoom(place: Place, most: int, checkout: Path | None = None) -> Iterator[Measured]:
    """Ours first, once more than is measured since that loads what is compiled; then the others.

    ``checkout`` is of another version of Tilebuild, to be one of them.
    """
    made(works(place, KernelEngine()))
    yield _engine(HIGH, "", place, most, KernelEngine())
    if checkout:
        yield older.measured(HIGH, place, most, checkout)
    yield _engine(REFERENCE, HIGH, place, most, ReferenceEngine())
    drawn = ((group, features_of(read_tables(data), BASEMAP)) for group, data in place.rawr_tiles)
    tables = (asmvt.Table(one, [group], LEVELS) for group, one in drawn)
    yield asmvt.measured(ASMVT, HIGH, place.database, tables, most)
    yield from tilemaker.runs(place.extract, most, {level.zoom for level in LEVELS}, HIGH)


def _engine(name: str, beside: str, place: Place, most: int, engine: Engine) -> Measured:
    cost, each = best_of_each(most, works(place, engine))
    return of_metatiles(name, cost, chain.from_iterable(each), beside)
