"""Tiles of an S3 bucket, as ``tilebuild serve --bucket`` serves them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from tests.support.s3 import s3_bucket
from tests.support.stored import drawn, put_run, tiles_of
from tilebuild.cli import run
from tilebuild.cli.serve import command
from tilebuild.errors import EXIT_REQUEST
from tilebuild.storage import Bucket

pytestmark = pytest.mark.slow

AREA = {"bbox": [7.41, 43.72, 7.42, 43.73]}
TILES = {"0/0/0": b"the world " * 50, "12/2132/1493": b"a town " * 900, "16/34117/23894": b"a street"}
EMPTY = "12/2133/1493"


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """An S3 bucket with the metatiles of two runs, and none of what the runs tell of themselves."""
    bucket = s3_bucket("my-tiles", monkeypatch)
    put_run(tmp_path, "spot", AREA, drawn(TILES))
    put_run(tmp_path, "other", AREA | {"zooms": [0, 0]}, drawn({"0/0/0": b"another world"}))
    stored = tiles_of(tmp_path)
    bucket.put_all((key, stored.get(key)) for key in stored.list())
    return bucket


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[ASGIApp]:
    """The applications that the command would listen for."""
    apps: list[ASGIApp] = []

    def listen(app: ASGIApp, _host: str, _port: int, ready: Callable[[str], None]) -> None:
        apps.append(app)
        ready("http://here/")

    monkeypatch.setattr("tilebuild.serve.listen.listen", listen)
    return apps


def test_a_bucket_on_s3_is_served_without_a_run(bucket: Bucket, served: list[ASGIApp]) -> None:
    options = ["--bucket", bucket.name, "--prefix", "spot", "--bbox", "7.41,43.72,7.42,43.73"]
    told = CliRunner().invoke(command, options, catch_exceptions=False)
    assert "tiles of spot" in told.output
    with TestClient(served[0]) as client:
        assert {tile: client.get(f"/{tile}.mvt").content for tile in TILES} == TILES
        assert client.get("/runs/spot/0/0/0.mvt").content == TILES["0/0/0"]
        assert client.get(f"/{EMPTY}.mvt").status_code == 204
        assert client.get("/12/0/0.mvt").status_code == 404
        assert client.get("/runs/other/0/0/0.mvt").status_code == 404
        assert client.get("/tilejson.json").json()["bounds"] == AREA["bbox"]


def test_a_bucket_that_is_not_there_is_refused_before_anything_is_served(
    bucket: Bucket, served: list[ASGIApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ["serve", "--bucket", "my-tyles", "--prefix", "spot"]
    assert run(options) == EXIT_REQUEST
    monkeypatch.setenv("TILEBUILD_BUCKETS", str(tmp_path))
    assert run(options) == EXIT_REQUEST
    assert served == []
    assert not (tmp_path / "my-tyles").exists()


def test_a_prefix_without_the_top_of_its_pyramid_is_served_with_a_warning(
    bucket: Bucket, served: list[ASGIApp], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve", "--bucket", bucket.name, "--prefix", "sqot"]) == 0
    assert "no metatile 0/0/0 under prefix 'sqot'" in capsys.readouterr().err
    assert run(["serve", "--bucket", bucket.name, "--prefix", "spot"]) == 0
    assert "warning" not in capsys.readouterr().err
    assert len(served) == 2
