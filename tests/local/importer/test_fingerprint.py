"""The name of an import: the same contents, the same name."""

from pathlib import Path

import pytest

from tilebuild.local.importer.fingerprint import database_name, fingerprint


def files(folder: Path) -> dict[str, Path]:
    folder.mkdir()
    paths = {name: folder / name for name in ("a.osm.pbf", "style.lua", "water.shp", "water.dbf", "land.gpkg")}
    for name, path in paths.items():
        path.write_text(f"content of {name}")
    return paths


def name_of(paths: dict[str, Path]) -> str:
    return fingerprint(paths["a.osm.pbf"], paths["style.lua"], paths["water.shp"], paths["land.gpkg"])


def test_names_and_places_of_files_do_not_matter(tmp_path: Path) -> None:
    here, there = files(tmp_path / "here"), files(tmp_path / "there")
    there["a.osm.pbf"] = there["a.osm.pbf"].rename(tmp_path / "another.osm.pbf")
    assert name_of(here) == name_of(there)


@pytest.mark.parametrize("changed", ["a.osm.pbf", "style.lua", "water.shp", "water.dbf", "land.gpkg"])
def test_the_content_of_every_input_matters(tmp_path: Path, changed: str) -> None:
    paths = files(tmp_path / "files")
    before = name_of(paths)
    paths[changed].write_text("something else")
    assert name_of(paths) != before


def test_water_is_not_land(tmp_path: Path) -> None:
    paths = files(tmp_path / "files")
    extract, style, polygons = paths["a.osm.pbf"], paths["style.lua"], paths["land.gpkg"]
    assert fingerprint(extract, style, polygons, None) != fingerprint(extract, style, None, polygons)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("monaco-2021.osm.pbf", "monaco_2021_0123456789ab"),
        ("Île-de-France.osm.bz2", "le_de_france_0123456789ab"),
        ("日本.osm.pbf", "extract_0123456789ab"),
        ("x" * 200 + ".pbf", "x" * 40 + "_0123456789ab"),
    ],
)
def test_a_database_is_named_so_that_people_and_postgresql_can_read_it(file: str, name: str) -> None:
    assert database_name(Path(file), "0123456789abcdef") == name
