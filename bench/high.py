"""High zoom, RAWR tiles in to metatiles out; beside the reference engine, PostGIS and tilemaker."""

from collections.abc import Container, Iterator
from functools import partial

from bench import asmvt, tilemaker
from bench.cost import best
from bench.measured import Measured
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


def high_zoom(place: Place, most: int) -> Iterator[Measured]:
    """Ours first, once more than is measured since that loads what is compiled; then the others."""
    make(place, KernelEngine())
    yield _engine(HIGH, "", place, most, KernelEngine())
    yield _engine(REFERENCE, HIGH, place, most, ReferenceEngine())
    each = (asmvt.Work(features_of(read_tables(data), BASEMAP), [group], LEVELS) for group, data in place.rawr_tiles)
    yield asmvt.measured(ASMVT, HIGH, place.database, each, most)
    yield from tilemaker.runs(place.extract, most, {level.zoom for level in LEVELS}, HIGH)


def _engine(name: str, beside: str, place: Place, most: int, engine: Engine) -> Measured:
    cost, made = best(most, partial(make, place, engine))
    tiles = sum(contents.tiles for one in made for contents in one.contents.values())
    return Measured(name, cost, sum(len(one.data) for one in made), tiles, "tiles", beside, ours=not beside)
