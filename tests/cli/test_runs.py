import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.stored import NOON, drawn, put_run
from tilebuild.cli import run

WHOLE = {"bbox": [7.40, 43.72, 7.44, 43.75], "zooms": [0, 10]}
PART = {"bbox": [7.41, 43.73, 7.42, 43.74], "zooms": [0, 10]}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A build, and later a part of it built again."""
    put_run(tmp_path, "build", WHOLE, drawn({}))
    put_run(tmp_path, "mended", PART, drawn({}), prefix="build", time=NOON + timedelta(hours=1))
    return tmp_path


def test_a_build_is_told_with_its_extent_and_a_rebuild_by_what_it_rebuilt(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["runs", "--home", str(home)]) == 0
    newest, oldest = capsys.readouterr().out.splitlines()
    assert newest.startswith("mended  succeeded ")
    assert newest.endswith("5 tiles       0.0 MiB  rebuilt [7.4100, 43.7300, 7.4200, 43.7400] of build")
    assert oldest.startswith("build  succeeded ")
    assert oldest.endswith("  [7.4000, 43.7200, 7.4400, 43.7500]")


def test_as_json_a_run_tells_what_it_built_and_what_there_is(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["runs", "--home", str(home), "--json"]) == 0
    mended, build = json.loads(capsys.readouterr().out)
    assert (mended["run_id"], mended["prefix"], mended["extent"]) == ("mended", "build", PART["bbox"])
    assert mended["covers"] == build["covers"] == build["extent"] == WHOLE["bbox"]


def test_where_there_is_nothing_the_way_to_tiles_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["runs", "--home", str(tmp_path / "none")]) == 0
    assert "make some with `tilebuild run`" in capsys.readouterr().out
    assert run(["runs", "--home", str(tmp_path / "none"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert list(tmp_path.iterdir()) == []
