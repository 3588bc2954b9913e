"""The import's image, and what its program does before the database is opened."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import boto3
import pytest

from tests.containers.conftest import Image
from tests.support.moto_server import moto_server
from tests.support.sam import REGION, ROOT
from tilebuild.errors import RequestError

pytestmark = pytest.mark.xdist_group("images")

FOLDER = ROOT / "containers" / "import"
PROGRAM = ("/opt/tilebuild/bin/python", "/opt/source/containers/import/load.py")


@pytest.fixture(scope="module")
def load() -> ModuleType:
    """The program as a module."""
    spec = importlib.util.spec_from_file_location("load", FOLDER / "load.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> None:
    """An S3 with one extract."""
    url = moto_server()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_REGION": REGION,
        "AWS_ENDPOINT": url,
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=url, region_name=REGION)
    client.create_bucket(Bucket="control", CreateBucketConfiguration={"LocationConstraint": REGION})
    client.put_object(Bucket="control", Key="extracts/vaduz.osm.pbf", Body=b"extract")


@pytest.mark.usefixtures("store")
def test_an_extract_is_fetched_whole_under_its_own_name(load: ModuleType, tmp_path: Path) -> None:
    assert load.fetch("s3://control/extracts/vaduz.osm.pbf", tmp_path) == tmp_path / "vaduz.osm.pbf"
    assert [path.name for path in tmp_path.iterdir()] == ["vaduz.osm.pbf"]
    assert (tmp_path / "vaduz.osm.pbf").read_bytes() == b"extract"


@pytest.mark.usefixtures("store")
def test_an_extract_that_is_not_there_is_named(load: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"s3://control/extracts/x\.osm\.pbf is not there"):
        load.fetch("s3://control/extracts/x.osm.pbf", tmp_path)


@pytest.mark.parametrize("url", ["vaduz.osm.pbf", "file:///etc/passwd", "http://example.com/a.pbf", "s3://control/"])
def test_only_s3_and_https_are_fetched(load: ModuleType, tmp_path: Path, url: str) -> None:
    with pytest.raises(RequestError, match="must be s3://bucket/key or https://host/path"):
        load.fetch(url, tmp_path)


def test_what_is_not_named_is_not_fetched(load: ModuleType, tmp_path: Path) -> None:
    assert load.fetch("-", tmp_path) is None


def test_the_database_is_that_of_the_job_definition(load: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"host": "[db-1, db-2]", "dbnames": "[gis]", "user": "u", "password": "p"}.items():
        monkeypatch.setenv(f"TILEQUEUE__postgresql__{name}", value)
    opened = load.database()
    assert (opened.hosts, opened.names, opened.user, opened.password) == (("db-1",), ("gis",), "u", "p")


@pytest.mark.e2e
def test_the_image_has_osm2pgsql_its_style_and_everything_that_is_imported(importer: Image) -> None:
    assert "osm2pgsql version 1.8" in importer.run("osm2pgsql", "--version").stderr
    script = "from tilebuild.local.importer.osm2pgsql import flex_style; print(flex_style().read_text())"
    ran = importer.run("python", "-c", script, PYTHONPATH="/opt/source")
    assert ran.stdout.strip() == (FOLDER / "tilebuild.lua").read_text().strip(), ran.stderr


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("extract", "sentence"), [("-", "no --extract is given"), ("", "must be s3://"), ("ftp://x/y", "must be s3://")]
)
def test_a_wrong_request_ends_with_64_and_one_sentence(importer: Image, extract: str, sentence: str) -> None:
    ran = importer.run(*PROGRAM, "--extract", extract, PYTHONPATH="/opt/source")
    assert ran.returncode == 64, ran.stderr
    (line,) = ran.stderr.splitlines()
    assert sentence in json.loads(line)["message"]
