import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.display import Noted
from tests.support.extracts import OplExtract
from tilebuild.errors import RequestError
from tilebuild.local.display import Lines
from tilebuild.local.home import Home
from tilebuild.local.importer.extract import Bbox
from tilebuild.local.inputs import BuildOptions, area, checked, run_name

COVERED = (7.0, 43.0, 8.0, 44.0)
STYLE = "from tilebuild.tiles.style.basemap import BASEMAP\nSTYLE = MINE = BASEMAP\n"


def checked_style(style: str, folder: Path) -> str:
    options = BuildOptions(pbf=folder / "x.osm.pbf", style=style)
    return checked(Home(folder / "home"), options, Lines(io.StringIO())).style


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    content = OplExtract()
    content.node((7.5, 43.5), "amenity=cafe")
    return content.write_pbf(tmp_path, bbox=COVERED)


def test_without_a_bbox_the_whole_extract_is_built(extract: Path) -> None:
    assert area(BuildOptions(pbf=extract)) == COVERED


@pytest.mark.parametrize("bbox", [(7.2, 43.2, 7.3, 43.3), (6.0, 42.0, 7.1, 43.1), (-180.0, -80.0, 180.0, 80.0)])
def test_a_bbox_that_reaches_into_the_extract_is_built_as_it_was_asked_for(extract: Path, bbox: Bbox) -> None:
    assert area(BuildOptions(pbf=extract, bbox=bbox)) == bbox


@pytest.mark.parametrize("bbox", [(9.0, 43.0, 10.0, 44.0), (7.0, 44.0, 8.0, 45.0), (179.0, 43.0, -179.0, 44.0)])
def test_a_bbox_outside_of_the_extract_is_refused(extract: Path, bbox: Bbox) -> None:
    with pytest.raises(RequestError, match=r"lies outside of .*tiny\.osm\.pbf, which covers 7,43,8,44"):
        area(BuildOptions(pbf=extract, bbox=bbox))


@pytest.mark.parametrize(
    ("bbox", "told"),
    [
        ((7.0, 43.0, 8.0, 44.0), []),
        ((8.0, 43.0, 7.5, 44.0), ["begins at 8 and ends at 7.5: it goes 359.5 degrees to the east"]),
        ((179.0, -18.0, -179.0, -16.0), ["begins at 179 and ends at -179: it goes 2 degrees to the east"]),
    ],
)
def test_who_asks_for_an_area_across_the_180th_meridian_is_told(tmp_path: Path, bbox: Bbox, told: list[str]) -> None:
    checked(Home(tmp_path), BuildOptions(pbf=tmp_path / "x.osm.pbf", bbox=bbox), noted := Noted())
    assert [sentence.removeprefix("the bbox ").partition(", across")[0] for sentence in noted.said] == told


def test_a_dsn_that_cannot_be_read_is_refused_before_a_sample_is_drawn(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="DSN cannot be read"):
        checked(Home(tmp_path / "home"), BuildOptions(dsn="nonsense"), Noted())
    assert list(tmp_path.iterdir()) == []


def test_a_style_file_is_named_so_that_every_job_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my style.py").write_text(STYLE)
    monkeypatch.chdir(tmp_path)
    assert checked_style("my style.py", tmp_path) == f"{tmp_path}/my style.py"
    assert checked_style("my style.py:MINE", tmp_path) == f"{tmp_path}/my style.py:MINE"
    assert checked_style("tilebuild.tiles.style.basemap:BASEMAP", tmp_path) == "tilebuild.tiles.style.basemap:BASEMAP"


@pytest.mark.parametrize("style", ["nowhere.py", "no.such.module:STYLE", "tilebuild.grid:GROUP_ZOOM"])
def test_what_is_no_style_is_refused_before_any_work(style: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="style"):
        checked_style(style, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("monaco-latest.osm.pbf", "monaco-latest-20261120-213000"),
        ("Île de Ré (2).pbf", "le-de-R-2-20261120-213000"),
        ("---.osm.pbf", "build-20261120-213000"),
        ("x" * 99 + ".pbf", "x" * 60 + "-20261120-213000"),
    ],
)
def test_a_run_is_named_by_its_extract_and_the_time(file: str, name: str) -> None:
    assert run_name(Path(file), datetime(2026, 11, 20, 21, 30, tzinfo=UTC)) == name
