from pathlib import Path

import numpy as np
import pytest
import shapely
from mercantile import Tile
from shapely.geometry.base import BaseGeometry

from reference.shapes import shapes_of
from tests.support.features import decode
from tests.support.rows import make_rows
from tilebuild.rawr.archive import read_rawr
from tilebuild.tiles.archive import member_names, read_member
from tilebuild.tiles.build import TABLES, features_of, nothing
from tilebuild.tiles.engine import metatiles
from tilebuild.tiles.features import LAYERS, Shape
from tilebuild.tiles.geometries import GeometryError
from tilebuild.tiles.metatile import MetatileLayout
from tilebuild.tiles.style.basemap import BASEMAP
from tilebuild.tiles.style.model import Draw, Geometry, Row, Style


def everything(row: Row) -> tuple[Draw, ...]:
    """Points, lines and polygons as they are; borders as boundaries."""
    if "admin_level" in row.tags:
        return (Draw("boundaries", Shape.LINE, "border", 8, kind_detail=int(row.tags["admin_level"])),)
    shape = {Geometry.POINT: Shape.POINT, Geometry.LINE: Shape.LINE, Geometry.POLYGON: Shape.POLYGON}[row.geometry]
    large = (("large", True),) if row.area > 500 else ()
    return (Draw("landuse", shape, row.table, 0, properties=large),)


STYLE = Style((everything,), reads=frozenset({"admin_level"}))


def wkb(shape: BaseGeometry) -> bytes:
    made: bytes = shapely.to_wkb(shape, byte_order=1)
    return made


POINT = wkb(shapely.Point(3, 4))
LINE = wkb(shapely.LineString([(0, 0), (1, 0), (2, 0)]))
SQUARE = wkb(shapely.box(0, 0, 10, 10))


def test_every_table_is_drawn_with_its_own_geometry() -> None:
    shapes = {Geometry.POINT: POINT, Geometry.LINE: LINE, Geometry.POLYGON: SQUARE}
    tables = {table: make_rows([(index, shapes[kind], {})]) for index, (table, kind) in enumerate(TABLES.items())}
    features, geometries = features_of(tables, STYLE)
    kinds = features.properties.column("kind")
    assert [kinds.values[code] for code in kinds.codes] == [table.removeprefix("planet_osm_") for table in TABLES]
    assert features.row.tolist() == list(range(len(TABLES)))
    assert [shapely.to_wkb(shape, byte_order=1) for shape in shapes_of(geometries)] == [
        shapes[k] for k in TABLES.values()
    ]


def test_tables_that_are_not_drawn_are_carried_by() -> None:
    rows = make_rows([(1, SQUARE, {})])
    features, _ = features_of({"admin_areas": rows, "planet_osm_ways": rows}, STYLE)
    assert len(features) == len(nothing()) == 0


def test_a_giant_is_classified_and_ordered_by_the_area_of_the_whole() -> None:
    giant = {"way_area": "1000", "label_x": "1", "label_y": "2"}
    rows = make_rows([(1, SQUARE, giant), (2, SQUARE, {}), (3, SQUARE, {"way_area": "1000"})])
    features, geometries = features_of({"planet_osm_polygon": rows}, STYLE)
    assert features.properties.column("large").feature.tolist() == [0]
    assert geometries.area.tolist() == [1000, 100, 100]


def test_borders_are_drawn_once() -> None:
    rows = make_rows([(7, LINE, {"admin_level": "4"}), (-1, LINE, {"admin_level": "2"})])
    features, geometries = features_of({"planet_osm_line": rows}, STYLE)
    assert features.osm_id.tolist() == [-1]
    assert features.layer.tolist() == [LAYERS.index("boundaries")]
    assert geometries.length[features.row].tolist() == [2]


def test_a_broken_geometry_fails_with_its_table_and_id() -> None:
    rows = make_rows([(5, SQUARE[:-1], {})])
    with pytest.raises(GeometryError, match="water_polygons 5"):
        features_of({"water_polygons": rows}, STYLE)


def test_no_rows_are_no_features() -> None:
    features, geometries = features_of({"planet_osm_point": make_rows([])}, STYLE)
    assert (len(features), len(geometries)) == (0, 0)


@pytest.mark.shared
@pytest.mark.parametrize("group", ["358", "359"])
def test_golden_rawr_tiles_make_metatiles_with_the_golden_names_and_valid_polygons(
    shared_data: Path, group: str
) -> None:
    golden = shared_data / "golden"
    rawr = read_rawr((golden / "rawr" / "10" / "538" / f"{group}.zip").read_bytes())
    features, geometries = features_of(rawr.tables, BASEMAP)
    assert len(features)
    root = Tile(538, int(group), 10)
    seen = set()
    for tile, metatile, _ in metatiles(features, geometries, root, range(10, 14), MetatileLayout()):
        names = member_names(metatile)
        original = golden / "meta8" / str(tile.z) / str(tile.x) / f"{tile.y}.zip"
        if original.exists():
            assert set(names) == {name for name in member_names(original.read_bytes()) if name.endswith(".mvt")}
        for content in filter(None, (read_member(metatile, name) for name in names)):
            layers = decode(content)
            seen |= set(layers)
            assert all(feature["geometry"].is_valid for rows in layers.values() for feature in rows)
    assert {"roads", "buildings", "landuse"} <= seen if group == "359" else seen
    assert np.isfinite(geometries.area).all()
