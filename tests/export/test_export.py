import gzip
import importlib
import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mercantile import Tile

from tests.support import town
from tests.support.stored import METATILES, NOON, drawn, put_run, tiles_of
from tilebuild.cli.export import command
from tilebuild.errors import RequestError
from tilebuild.grid import format_tile, tiles_in_bbox
from tilebuild.serve.layers import vector_layers
from tilebuild.tiles.features import LAYERS

PMTILES: Any = importlib.import_module("pmtiles.reader")  # ships no types
TILES_BELOW_A_GROUP = {zoom: 4 ** (zoom - 10) for zoom in range(12, 17)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    put_run(folder, "town", {"bbox": list(town.BBOX)}, town.draw)
    return folder


def run(home: Path, out: Path, *options: str) -> str:
    outcome = CliRunner().invoke(command, [str(out), "--home", str(home), *options], catch_exceptions=False)
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


def expected(bbox: tuple[float, float, float, float] = town.BBOX) -> dict[str, bytes]:
    """Every tile of the town that has something in it."""
    zooms = range(METATILES.max_zoom + 1)
    drawn_tiles = {tile: town.draw(tile) for zoom in zooms for tile in tiles_in_bbox(*town.BBOX, zoom=zoom, margin=1)}
    wanted = {tile for zoom in zooms for tile in tiles_in_bbox(*bbox, zoom=zoom, margin=0 if bbox != town.BBOX else 1)}
    return {format_tile(tile): data for tile, data in drawn_tiles.items() if data and tile in wanted}


def read_pmtiles(path: Path) -> tuple[dict[str, bytes], dict[str, Any], dict[str, Any]]:
    with path.open("rb") as file:
        source = PMTILES.MmapSource(file)
        reader = PMTILES.Reader(source)
        tiles = {f"{z}/{x}/{y}": gzip.decompress(data) for (z, x, y), data in PMTILES.all_tiles(source)}
        return tiles, reader.header(), reader.metadata()


def read_mbtiles(path: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    database = sqlite3.connect(path)
    rows: Iterator[tuple[int, int, int, bytes]] = database.execute("SELECT * FROM tiles")
    tiles = {f"{z}/{x}/{(1 << z) - 1 - row}": gzip.decompress(data) for z, x, row, data in rows}
    metadata = dict(database.execute("SELECT name, value FROM metadata"))
    database.close()
    return tiles, metadata


def test_a_pmtiles_archive_holds_every_tile_and_no_empty_one(home: Path, tmp_path: Path) -> None:
    assert "tiles of town" in run(home, tmp_path / "a.pmtiles")
    tiles, header, _ = read_pmtiles(tmp_path / "a.pmtiles")
    assert tiles == expected()
    assert header["addressed_tiles_count"] == len(tiles)


def test_the_header_and_metadata_of_a_pmtiles_archive(home: Path, tmp_path: Path) -> None:
    run(home, tmp_path / "a.pmtiles")
    _, header, metadata = read_pmtiles(tmp_path / "a.pmtiles")
    assert header["clustered"] is True
    assert (header["min_zoom"], header["max_zoom"]) == (0, 16)
    bounds = [header[name] / 1e7 for name in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")]
    assert bounds == pytest.approx(town.BBOX)
    assert header["tile_type"].name == "MVT"
    assert header["tile_compression"].name == "GZIP"
    assert metadata["vector_layers"] == vector_layers(16)
    assert "OpenStreetMap contributors" in metadata["attribution"]


def test_an_mbtiles_archive_holds_the_same_tiles_with_rows_from_the_south(home: Path, tmp_path: Path) -> None:
    run(home, tmp_path / "a.mbtiles")
    tiles, metadata = read_mbtiles(tmp_path / "a.mbtiles")
    assert tiles == expected()
    assert metadata["format"] == "pbf"
    assert metadata["bounds"] == "7.405000,43.720000,7.435000,43.740000"
    assert (metadata["minzoom"], metadata["maxzoom"]) == ("0", "16")
    assert [layer["id"] for layer in json.loads(metadata["json"])["vector_layers"]] == list(LAYERS)


def test_another_reader_finds_the_layers_of_the_archive(home: Path, tmp_path: Path) -> None:
    pyogrio = pytest.importorskip("pyogrio")
    run(home, tmp_path / "a.mbtiles")
    if "MBTiles" not in pyogrio.list_drivers():
        pytest.skip("this build of GDAL does not read MBTiles")
    assert {str(name) for name, _ in pyogrio.list_layers(tmp_path / "a.mbtiles")} == set(LAYERS)


@pytest.mark.parametrize("suffix", ["pmtiles", "mbtiles"])
def test_a_content_met_again_is_not_stored_again(suffix: str, tmp_path: Path) -> None:
    area = {"bbox": [20.0, 20.0, 20.1, 20.1], "zooms": [10, 12], "stages": ["high"]}
    sea = b"the same wide sea " * 50
    put_run(tmp_path, "sea", area, lambda tile: sea + (b"!" if tile == Tile(x=9104, y=7263, z=14) else b""))
    out = tmp_path / f"sea.{suffix}"
    run(tmp_path, out)
    if suffix == "pmtiles":
        tiles, header, _ = read_pmtiles(out)
        assert header["tile_contents_count"] <= 2
    else:
        tiles, _ = read_mbtiles(out)
        assert sqlite3.connect(out).execute("SELECT count(*) FROM images").fetchone()[0] <= 2
    assert len(tiles) % sum(TILES_BELOW_A_GROUP[zoom] for zoom in (12, 13, 14)) == 0
    assert set(tiles.values()) <= {sea, sea + b"!"}


def test_a_bbox_takes_the_tiles_that_it_touches(home: Path, tmp_path: Path) -> None:
    bbox = (7.4101, 43.7301, 7.4102, 43.7302)
    run(home, tmp_path / "a.pmtiles", "--bbox", ",".join(map(str, bbox)))
    tiles, header, _ = read_pmtiles(tmp_path / "a.pmtiles")
    assert tiles == expected(bbox)
    assert len(tiles) == 17
    assert header["max_lon_e7"] == 74102000


def test_what_mended_a_build_is_exported_with_it(tmp_path: Path) -> None:
    build = {"tiles": ["10/533/373"], "zooms": [10, 10], "stages": ["high"]}
    put_run(tmp_path, "build", build, lambda tile: b"old " + format_tile(tile).encode())
    mending = build | {"tiles": ["10/534/373"]}
    mended = drawn({"12/2136/1492": b"new"})
    put_run(tmp_path, "mended", mending, mended, prefix="build", time=NOON + timedelta(hours=1))
    run(tmp_path, tmp_path / "a.pmtiles")
    tiles, _, _ = read_pmtiles(tmp_path / "a.pmtiles")
    assert len(tiles) == 17
    assert tiles["12/2136/1492"] == b"new"
    assert tiles["12/2132/1492"] == b"old 12/2132/1492"


def test_metatiles_that_are_gone_are_counted(tmp_path: Path) -> None:
    put_run(tmp_path, "a", {"tiles": ["10/533/373"], "zooms": [10, 11], "stages": ["high"]}, lambda _: b"x")
    tiles_of(tmp_path).delete(next(key for key in tiles_of(tmp_path).list() if "/11/" in key))
    assert "1 metatiles were owed and are not stored" in run(tmp_path, tmp_path / "a.pmtiles")


def test_a_broken_metatile_leaves_no_file_and_the_old_one_as_it_was(tmp_path: Path) -> None:
    put_run(tmp_path, "a", {"tiles": ["10/533/373"], "zooms": [10, 10], "stages": ["high"]}, lambda _: b"x")
    key = next(iter(tiles_of(tmp_path).list()))
    tiles_of(tmp_path).put(key, b"no zip")
    out = tmp_path / "a.pmtiles"
    out.write_bytes(b"what was there")
    with pytest.raises(RequestError, match=f"tiles/{key} is broken"):
        run(tmp_path, out)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.pmtiles"]
    assert out.read_bytes() == b"what was there"


@pytest.mark.parametrize(
    ("out", "options", "message"),
    [
        ("a.zip", (), "format of .*a.zip is not known"),
        ("a.pmtiles", ("--run-id", "nobody"), "no run 'nobody'"),
        ("a.pmtiles", ("--bbox", "100,10,101,11"), "lies outside of what there is, 7.4050"),
        ("none/a.pmtiles", (), "cannot write .*: No such file"),
        ("none/a.mbtiles", (), "cannot write .*: unable to open"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(
    home: Path, tmp_path: Path, out: str, options: tuple[str, ...], message: str
) -> None:
    with pytest.raises(RequestError, match=message):
        run(home, tmp_path / out, *options)
    assert list(tmp_path.rglob("*.*")) == []
