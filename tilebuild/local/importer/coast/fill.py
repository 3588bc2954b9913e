"""Fill the tables of sea and land from the first source there is."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from mercantile import Tile
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class with a lower-case name

from tilebuild.grid import box
from tilebuild.local.importer.coast import tables
from tilebuild.local.importer.coast.cells import frame, mercator_box, neighbourhood
from tilebuild.local.importer.coast.coastline import read_coastline
from tilebuild.local.importer.coast.faces import sea_and_land
from tilebuild.local.importer.coast.files import Layer, open_layer
from tilebuild.local.importer.extract import Bbox

COAST = "coast"
"""The phase that progress is told of."""

Source = Literal["files", "coastline", "none"]
Progress = Callable[[str, float], None]
Layers = dict[tables.Table, Layer]


def open_layers(water_polygons: Path | None, land_polygons: Path | None) -> Layers:
    """The given files, opened.

    Raises:
        RequestError: one of them is not what is needed.
    """
    files: dict[tables.Table, Path | None] = {"water_polygons": water_polygons, "land_polygons": land_polygons}
    return {table: open_layer(file, table) for table, file in files.items() if file is not None}


def fill_coast(opened: Connection, extract: Path, bbox: Bbox, layers: Layers, progress: Progress) -> Source:
    """Make both tables anew; which source filled them.

    - from files: what of them lies in the neighbourhood of the extract; of one that is not given, the complement;
    - from the extract's coastline: sea and land of the neighbourhood;
    - without either: land, the whole world of it, and no sea.
    """
    tables.create_tables(opened)
    source = _fill(opened, extract, bbox, layers, progress)
    tables.finish_tables(opened)
    progress(COAST, 1.0)
    return source


def _fill(opened: Connection, extract: Path, bbox: Bbox, layers: Layers, progress: Progress) -> Source:
    if layers:
        _from_files(opened, bbox, layers, progress)
        return "files"
    if coastline := read_coastline(extract):
        area = frame(bbox)
        water, land = sea_and_land(coastline, mercator_box(bbox), area)
        tables.insert(opened, "water_polygons", water, area)
        tables.insert(opened, "land_polygons", land, area)
        return "coastline"
    world = box(Tile(0, 0, 0))
    tables.insert_complement(opened, "land_polygons", "water_polygons", world)
    return "none"


def _from_files(opened: Connection, bbox: Bbox, layers: Layers, progress: Progress) -> None:
    cells = neighbourhood(bbox)
    for number, tile in enumerate(cells):
        progress(COAST, number / len(cells))
        cell = box(tile)
        for table, layer in layers.items():
            shapes = layer.polygons(tables.box_in(opened, cell, layer.crs))
            tables.insert(opened, table, shapes, cell, layer.crs)
        for table, other in (tables.TABLES, tables.TABLES[::-1]):
            if table not in layers:
                tables.insert_complement(opened, table, other, cell)
