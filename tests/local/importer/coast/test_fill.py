"""The tables of sea and land from each of their sources, asked at points of the map."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from tests.support.extracts import OplExtract
from tilebuild.errors import RequestError
from tilebuild.local.importer.coast import fill_coast, open_layers
from tilebuild.local.importer.coast.tables import MAX_VERTICES
from tilebuild.local.postgres import connection
from tilebuild.rawr.database import Database

pytestmark = pytest.mark.database

BBOX = (7.0, 43.0, 8.0, 44.0)
SEA = shapely.Polygon([(-60, 30), (60, 30), (60, 43.5), (-60, 43.5)])
"""South of 43.5 degrees, far beyond the extract."""
NORTH, SOUTH = (7.5, 43.7), (7.5, 43.3)


def write(path: Path, shapes: list[shapely.Geometry], crs: str | None = "EPSG:4326", **more: str) -> Path:
    options = {"geometry_type": "Polygon", **more}
    wkb = np.array([shapely.to_wkb(shape) for shape in shapes], dtype=object)
    pyogrio.raw.write(path, wkb, [np.arange(len(shapes))], ["number"], crs=crs, **options)
    return path


def zipped(shapefile: Path) -> Path:
    path = shapefile.parent / "polygons.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in shapefile.parent.glob(f"{shapefile.stem}.*"):
            if part != path:
                archive.write(part, f"water-polygons-split/{part.name}")
    return path


def extract(folder: Path, *coastlines: list[tuple[float, float]]) -> Path:
    made = OplExtract()
    made.node((7.5, 43.5), "amenity=cafe")
    for coastline in coastlines:
        made.way(coastline, "natural=coastline")
    return made.write(folder)


def fill(database: Database, pbf: Path, water: Path | None = None, land: Path | None = None) -> str:
    with connection(database) as opened:
        return fill_coast(opened, pbf, BBOX, open_layers(water, land), lambda *_: None)


def at(database: Database, *points: tuple[float, float]) -> str:
    """A letter per point (degrees): W for water, L for land, ? for neither, ! for both."""
    query = "SELECT EXISTS (SELECT 1 FROM {} WHERE ST_Intersects(way, ST_Transform(ST_Point(%s, %s, 4326), 3857)))"
    letters = ""
    with connection(database) as opened, opened.cursor() as cursor:
        for point in points:
            answer = 0
            for bit, table in ((1, "water_polygons"), (2, "land_polygons")):
                cursor.execute(query.format(table), point)
                answer += bit * bool((cursor.fetchone() or (False,))[0])
            letters += "?WL!"[answer]
    return letters


def test_without_any_coastline_the_world_is_land(empty_database: Database, tmp_path: Path) -> None:
    assert fill(empty_database, extract(tmp_path)) == "none"
    assert at(empty_database, NORTH, SOUTH, (-179.9, -85.0), (179.9, 85.0)) == "LLLL"


def test_the_extracts_own_coastline_parts_sea_and_land(empty_database: Database, tmp_path: Path) -> None:
    assert fill(empty_database, extract(tmp_path, [(7.0, 43.5), (8.0, 43.5)])) == "coastline"
    assert at(empty_database, NORTH, SOUTH, (5.0, 45.0), (10.0, 42.0), (60.0, 0.0)) == "LWLW?"


def test_a_coastline_with_a_missing_node_is_bridged(empty_database: Database, tmp_path: Path) -> None:
    made = OplExtract()
    nodes = [made.node((x, 43.5)) for x in (7.0, 7.3, 7.45)] + [999] + [made.node((x, 43.5)) for x in (7.55, 7.8, 8.0)]
    made.way_of(nodes, "natural=coastline")
    assert fill(empty_database, made.write(tmp_path)) == "coastline"
    assert at(empty_database, NORTH, SOUTH, (7.1, 43.51), (7.9, 43.49)) == "LWLW"


@pytest.mark.shared
def test_monaco_is_not_drowned_and_its_harbour_not_dry(shared_data: Path, imported: Callable[[Path], Database]) -> None:
    monaco = imported(shared_data / "osm" / "monaco-2021.osm.pbf")
    sea, harbour, casino, palace = (7.4450, 43.7300), (7.4255, 43.7350), (7.4286, 43.7392), (7.4197, 43.7312)
    assert at(monaco, sea, harbour, casino, palace) == "WWLL"
    assert at(monaco, (7.2, 43.85), (7.6, 43.6)) == "LW"


@pytest.mark.parametrize("name", ["water.shp", "water.gpkg", "water.geojson"])
def test_water_comes_from_a_file_and_land_is_the_rest(empty_database: Database, tmp_path: Path, name: str) -> None:
    coastline = [(8.0, 43.1), (7.0, 43.1)]  # says otherwise: a file comes first
    water = write(tmp_path / name, [SEA])
    assert fill(empty_database, extract(tmp_path, coastline), water=water) == "files"
    assert at(empty_database, NORTH, SOUTH) == "LW"


def test_land_comes_from_a_file_and_water_is_the_rest(empty_database: Database, tmp_path: Path) -> None:
    fill(empty_database, extract(tmp_path), land=write(tmp_path / "land.gpkg", [SEA]))
    assert at(empty_database, NORTH, SOUTH) == "WL"


def test_both_files_are_taken_as_they_are(empty_database: Database, tmp_path: Path) -> None:
    water = write(tmp_path / "water.gpkg", [SEA])
    land = write(tmp_path / "land.gpkg", [shapely.box(7.0, 43.6, 8.0, 43.65)])
    fill(empty_database, extract(tmp_path), water=water, land=land)
    assert at(empty_database, SOUTH, (7.5, 43.62), NORTH) == "WL?"


def test_a_zipped_shapefile_in_a_folder_is_read(empty_database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "shapes"
    folder.mkdir()
    fill(empty_database, extract(tmp_path), water=zipped(write(folder / "water_polygons.shp", [SEA])))
    assert at(empty_database, NORTH, SOUTH) == "LW"


@pytest.mark.parametrize(
    ("crs", "box"),
    [
        ("EPSG:3857", (700000.0, 5200000.0, 900000.0, 5387000.0)),
        ("EPSG:25832", (200000.0, 4700000.0, 500000.0, 4817000.0)),
        ("+proj=laea +lat_0=43.5 +lon_0=7.5 +datum=WGS84 +units=m", (-90000.0, -90000.0, 90000.0, 0.0)),
    ],
)
def test_any_coordinate_system_will_do(
    empty_database: Database, tmp_path: Path, crs: str, box: tuple[float, float, float, float]
) -> None:
    water = write(tmp_path / "water.gpkg", [shapely.box(*box)], crs=crs)
    fill(empty_database, extract(tmp_path), water=water)
    assert at(empty_database, NORTH, SOUTH, (7.5, 43.52), (7.5, 43.48)) == "LWLW"


def test_only_the_neighbourhood_of_the_extract_is_read(empty_database: Database, tmp_path: Path) -> None:
    fill(empty_database, extract(tmp_path), water=write(tmp_path / "water.gpkg", [SEA]))
    assert at(empty_database, (5.0, 42.0), (-30.0, 40.0), (50.0, 40.0)) == "W??"


def test_polygons_that_reach_the_pole_are_no_trouble(empty_database: Database, tmp_path: Path) -> None:
    water = write(tmp_path / "water.gpkg", [shapely.box(-180, -90, 180, 90)])
    fill(empty_database, extract(tmp_path), water=water)
    assert at(empty_database, NORTH, SOUTH) == "WW"


def test_an_invalid_polygon_is_mended(empty_database: Database, tmp_path: Path) -> None:
    bow_tie = shapely.Polygon([(7.0, 43.0), (8.0, 44.0), (8.0, 43.0), (7.0, 44.0)])
    fill(empty_database, extract(tmp_path), water=write(tmp_path / "water.gpkg", [bow_tie]))
    assert at(empty_database, (7.1, 43.5), (7.9, 43.5), (7.5, 43.1)) == "WWL"


def test_no_piece_is_large_and_all_are_indexed(empty_database: Database, tmp_path: Path) -> None:
    disc = shapely.Point(7.5, 43.5).buffer(2, quad_segs=2000)
    fill(empty_database, extract(tmp_path), water=write(tmp_path / "water.gpkg", [disc]))
    with connection(empty_database) as opened, opened.cursor() as cursor:
        for table in ("water_polygons", "land_polygons"):
            cursor.execute(f"SELECT max(ST_NPoints(way)), bool_and(ST_IsValid(way)), count(*) > 1 FROM {table}")
            vertices, valid, several = cursor.fetchone() or (0, False, False)
            assert vertices <= MAX_VERTICES
            assert valid
            assert several
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", (table,))
            assert any("gist (way)" in definition for (definition,) in cursor)


def missing(folder: Path) -> Path:
    return folder / "nowhere.shp"


def text(folder: Path) -> Path:
    path = folder / "water.shp"
    path.write_text("no shapes")
    return path


def broken_zip(folder: Path) -> Path:
    path = folder / "water.zip"
    path.write_text("no zip")
    return path


def empty_zip(folder: Path) -> Path:
    path = folder / "water.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing here")
    return path


def without_crs(folder: Path) -> Path:
    write(folder / "water.shp", [SEA])
    (folder / "water.prj").unlink()
    return folder / "water.shp"


def lines(folder: Path) -> Path:
    return write(folder / "water.gpkg", [SEA.exterior], geometry_type="LineString")


def two_layers(folder: Path) -> Path:
    write(folder / "water.gpkg", [SEA], layer="lakes")
    return write(folder / "water.gpkg", [SEA], layer="seas", append="yes")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (missing, r"water_polygons: there is no file .*nowhere\.shp"),
        (text, r"water_polygons: .*water\.shp is no shapefile or GeoPackage: [^;]*[^.]$"),
        (broken_zip, r"water_polygons: .*water\.zip is no zip file, or a broken one"),
        (empty_zip, r"water_polygons: .*water\.zip holds 0 shapefiles where exactly one is needed"),
        (without_crs, r"does not say its coordinate system: a shapefile needs its \.prj file"),
        (lines, r"holds LineString geometries where Polygon is needed"),
        (two_layers, r"has the layers lakes, seas: name the one to use water_polygons"),
    ],
)
def test_a_wrong_file_gets_a_sentence(tmp_path: Path, make: Callable[[Path], Path], sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        open_layers(make(tmp_path), None)
