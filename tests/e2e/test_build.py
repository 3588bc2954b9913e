"""What a user gets of `tilebuild run`: whole, decodable, the same again."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.support.builds import Built, build, decoded, invalid_polygons, tilebuild
from tilebuild.contracts import RunReport, Stage
from tilebuild.grid import parse_tile
from tilebuild.local.home import Home
from tilebuild.tiles.features import LAYERS
from tilebuild.tiles.metatile import MetatileLayout

pytestmark = [pytest.mark.e2e, pytest.mark.database, pytest.mark.xdist_group("e2e")]


def test_the_report_says_that_everything_owed_is_stored(built: Built) -> None:
    report = RunReport.parse(built.report, "the report")
    assert (report.status, report.missing, report.failures) == ("succeeded", (), {})
    assert all(one.owed == one.done > 0 for one in report.stages.values())
    stored = built.tiles()
    stages = (report.stages[Stage.HIGH], report.stages[Stage.LOW])
    assert sum(zoom.objects for stage in stages for zoom in stage.zooms.values()) == len(stored)
    assert sum(one.tiles + one.empty for one in report.tile_zooms.values()) == sum(map(member_count, stored.values()))


def member_count(metatile: Path) -> int:
    return len(zipfile.ZipFile(metatile).namelist())


def test_verify_finds_nothing_missing(built: Built) -> None:
    ended = tilebuild("verify", built.run_id, "--home", built.home)
    owed = len(built.tiles()) + len(built.rawr())
    assert f"{owed} objects opened, 0 missing or broken" in ended.stdout


def test_every_metatile_holds_what_its_zoom_must(built: Built) -> None:
    layout = MetatileLayout()
    for name, path in built.tiles().items():
        zoom = parse_tile(name.removesuffix(".zip")).z
        assert tuple(zipfile.ZipFile(path).namelist()) == layout.names(zoom)


def test_every_tile_decodes_with_valid_polygons_only(built: Built) -> None:
    seen: set[bytes] = set()
    layers: set[str] = set()
    for path in built.tiles().values():
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as metatile:
            for name in metatile.namelist():
                data = metatile.read(name)
                if not data or data in seen:
                    continue
                seen.add(data)
                tile = decoded(data)
                layers |= set(tile)
                assert tile, f"{path} {name} has bytes and no feature"
                assert invalid_polygons(tile) == [], f"{path} {name}"
    assert layers <= set(LAYERS)
    if built.run_id.startswith("sample"):
        assert layers == set(LAYERS)


def test_the_same_extract_again_is_not_imported_again_and_gives_the_same_bytes(sample: Built) -> None:
    log = sample.home / "logs" / "import.log"
    imported = log.read_bytes()
    again = build(sample.home, *sample.arguments, "--run-id", "again")
    assert log.read_bytes() == imported
    for first, second in ((sample.tiles(), again.tiles()), (sample.rawr(), again.rawr())):
        assert {name: path.read_bytes() for name, path in first.items()} == {
            name: path.read_bytes() for name, path in second.items()
        }


def test_a_part_of_an_extract_is_built_alone(sample: Built) -> None:
    home = Home(sample.home)
    current = home.current()
    west, south, east, north = current.bbox
    x, y = west + (east - west) * 0.1, south + (north - south) * 0.1
    bbox = f"{x},{y},{x + 0.001},{y + 0.001}"
    part = build(sample.home, *sample.arguments, "--run-id", "part", "--bbox", bbox)
    assert len(part.rawr()) < len(sample.rawr())
    home.set_current(current)


def test_a_missing_and_a_broken_object_are_named(sample: Built) -> None:
    tiles = sample.tiles()
    gone, cut = (tiles[name] for name in list(tiles)[:2])
    before = {path: path.read_bytes() for path in (gone, cut)}
    try:
        gone.unlink()
        cut.write_bytes(before[cut][: len(before[cut]) // 2])
        ended = tilebuild("verify", sample.run_id, "--home", sample.home, check=70)
    finally:
        for path, data in before.items():
            path.write_bytes(data)
    bucket = sample.home / "buckets"
    assert f"{gone.relative_to(bucket)}: the metatile" in ended.stdout
    assert f"{cut.relative_to(bucket)}: the zip is broken" in ended.stdout
    assert "2 missing or broken" in ended.stdout


def test_tile_prints_what_is_in_a_tile(sample: Built) -> None:
    name = next(name for name in sample.tiles() if name.startswith("12/")).removesuffix(".zip")
    metatile = parse_tile(name)
    tile = f"14/{metatile.x * 4}/{metatile.y * 4}"
    printed = tilebuild("tile", tile, "--home", sample.home, "--run-id", sample.run_id).stdout
    whole = json.loads(tilebuild("tile", tile, "--home", sample.home, "--run-id", sample.run_id, "--json").stdout)
    assert printed.startswith(f"{tile} in ")
    for layer, content in whole["layers"].items():
        assert f"  {layer:<11} {len(content['features']):>7} features" in printed


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "is not an OpenStreetMap extract"), (b"not a pbf at all", "is not an OpenStreetMap extract")],
)
def test_what_is_no_extract_is_refused_in_one_sentence(
    sample: Built, tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "x.osm.pbf"
    file.write_bytes(content)
    ended = tilebuild("run", "--home", sample.home, "--pbf", file, check=64)
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_bbox_outside_of_the_extract_is_refused_and_the_newest_build_stays(sample: Built) -> None:
    west, south, _, north = sample.report["request"]["bbox"]
    current = Home(sample.home).current()
    ended = tilebuild(
        "run", "--home", sample.home, *sample.arguments, "--bbox", f"{west - 2},{south},{west - 1},{north}", check=64
    )
    assert "lies outside of" in ended.stderr
    assert Home(sample.home).current() == current


def test_a_run_that_has_stored_everything_is_not_run_again_by_its_name(sample: Built) -> None:
    bbox = ",".join(str(ordinate) for ordinate in sample.report["request"]["bbox"])
    arguments = ("--home", sample.home, *sample.arguments, "--run-id", sample.run_id, "--bbox", bbox)
    ended = tilebuild("run", *arguments, check=64)
    assert f"run {sample.run_id} has stored everything already" in ended.stderr
