"""High zoom, RAWR tiles in to metatiles out; beside the reference engine, PostGIS and tilemaker."""

from collections.abc import Container, Iterator
from functools import partial

from bench import asmvt, tilemaker
from bench.cost import best
from bench.measured import Measured, compared
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


def make(place: Place, engine: Engine, without: Container[str] = ()) -> list[Metatile]:
    """All metatiles of the place's RAWR tiles, or what they are without some members."""
    made: list[Metatile] = []
    for group, data in place.rawr_tiles:
        tables = {name: rows for name, rows in read_tables(data).items() if name not in without}
        drawable = features_of(tables, BASEMAP)
        made += metatiles(*drawable, group, ZOOMS, LAYOUT, engine=engine)
    return made


def high_zoom(place: Place, repeat: int) -> Iterator[Measured]:
    """Ours first, then the others, each in the cost of ours."""
    high = _engine(HIGH, place, repeat, KernelEngine())
    yield high
    yield compared(_engine(REFERENCE, place, repeat, ReferenceEngine()), high)
    yield compared(_asmvt(place, repeat), high)
    rival = tilemaker.tile_phase(place.extract, repeat, {level.zoom for level in LEVELS})
    if rival is not None:
        yield compared(rival, high)


def _engine(name: str, place: Place, repeat: int, engine: Engine) -> Measured:
    make(place, engine)
    cost, made = best(repeat, partial(make, place, engine))
    tiles = sum(contents.tiles for one in made for contents in one.contents.values())
    return Measured(name, cost, sum(len(one.data) for one in made), tiles, "tiles", ours=name == HIGH)


def _asmvt(place: Place, repeat: int) -> Measured:
    drawn = ((group, features_of(read_tables(data), BASEMAP)) for group, data in place.rawr_tiles)
    return asmvt.measured(ASMVT, place.database, drawn, LEVELS, repeat)
