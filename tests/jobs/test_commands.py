"""The three jobs as commands with real stores and a real database: what bad input gets, and what is left behind."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mercantile import Tile

from tests.support.extracts import OplExtract
from tests.support.osm_tables import run
from tilebuild.keys import Layout, tile_key
from tilebuild.rawr.archive import write_rawr
from tilebuild.rawr.database import Database
from tilebuild.rawr.members import REQUIRED
from tilebuild.storage import Bucket, open_directory
from tilebuild.tiles.archive import member_names

pytestmark = pytest.mark.e2e

QUEUE, GROUP = "7/67/44", Tile(538, 358, 10)
RAWR_KEY = tile_key(GROUP, "p1", Layout.PREFIX_HASH)


class Stores:
    """Directories as buckets, and the environment that names them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.control, self.rawr, self.tiles = (open_directory(root, name) for name in ("control", "rawr", "tiles"))
        self.control.put("runs/r1/scope/one.txt", b"10/538/358\n")
        self.environment = {
            "PATH": os.environ["PATH"],
            "TILEBUILD_BUCKETS": str(root),
            "TILEQUEUE__control__bucket": "control",
            "TILEQUEUE__scope__key": "runs/r1/scope/one.txt",
            "TILEQUEUE__store__name": "tiles",
            "TILEQUEUE__store__date-prefix": "p1",
            "TILEQUEUE__rawr__sink__s3__bucket": "rawr",
            "TILEQUEUE__rawr__sink__s3__prefix": "p1",
            "TILEQUEUE__rawr__source__s3__bucket": "rawr",
            "TILEQUEUE__rawr__source__s3__prefix": "p1",
        }


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores(tmp_path)


def run_job(stage: str, stores: Stores, tile: str = QUEUE, **more: str) -> tuple[int, list[dict[str, object]]]:
    """Exit code and log lines of a job."""
    ended = subprocess.run(
        [sys.executable, "-m", "tilebuild", stage, "--tile", tile, "--run_id", "r1"],
        capture_output=True,
        text=True,
        check=False,
        env={**stores.environment, **more},
    )
    return ended.returncode, [json.loads(line) for line in ended.stderr.splitlines()]


def errors(lines: list[dict[str, object]]) -> str:
    return "\n".join(str(line["message"]) for line in lines if line["level"] == "ERROR")


def connection(stage: str, database: Database, **more: str) -> dict[str, str]:
    """The variables by which a job is told its database."""
    section = "rawr__postgresql" if stage == "rawr" else "postgresql"
    values = {"host": database.hosts[0], "port": str(database.port), "user": database.user}
    values |= {"password": database.password, ("dbname" if stage == "rawr" else "dbnames"): database.names[0], **more}
    return {f"TILEQUEUE__{section}__{name}": value for name, value in values.items()}


def nothing_written(bucket: Bucket) -> bool:
    return list(bucket.list()) == []


EMPTY_RAWR = write_rawr(dict.fromkeys(REQUIRED, b""))


def test_a_high_zoom_job_writes_every_metatile_of_its_scope_and_a_result(stores: Stores) -> None:
    stores.rawr.put(RAWR_KEY, EMPTY_RAWR)
    code, _ = run_job("high", stores)
    assert code == 0
    keys = list(stores.tiles.list())
    assert len(keys) == 85
    assert len(member_names(stores.tiles.get(keys[0]))) in (16, 80)
    assert stores.control.exists("runs/r1/results/high/7-67-44.json")


def test_a_high_zoom_job_takes_one_group_as_its_tile(stores: Stores) -> None:
    stores.rawr.put(RAWR_KEY, EMPTY_RAWR)
    code, _ = run_job("high", stores, "10/538/358", TILEQUEUE__scope__key="")
    assert (code, len(list(stores.tiles.list()))) == (0, 85)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no zip at all", "zip"),
        (EMPTY_RAWR[: len(EMPTY_RAWR) // 2], "zip"),
        (write_rawr({**dict.fromkeys(REQUIRED, b""), "planet_osm_point": b"\xc1garbage"}), "planet_osm_point"),
        (None, "there is no object rawr/p1"),
    ],
)
def test_a_broken_or_missing_rawr_tile_fails_its_metatiles_and_is_named(
    stores: Stores, content: bytes | None, message: str
) -> None:
    if content is not None:
        stores.rawr.put(RAWR_KEY, content)
    code, lines = run_job("high", stores)
    failed = json.loads(stores.control.get("runs/r1/failures/high/7-67-44.json"))["failed"]
    assert code == 70
    assert len(failed) == 85
    assert all(message in reason for reason in failed.values())
    assert message in errors(lines)
    assert nothing_written(stores.tiles)
    assert not stores.control.exists("runs/r1/results/high/7-67-44.json")


def test_one_broken_group_does_not_keep_the_others_from_being_made(stores: Stores) -> None:
    stores.control.put("runs/r1/scope/one.txt", b"10/538/358\n10/538/359\n")
    stores.rawr.put(RAWR_KEY, b"broken")
    stores.rawr.put(tile_key(Tile(538, 359, 10), "p1", Layout.PREFIX_HASH), EMPTY_RAWR)
    code, _ = run_job("high", stores)
    assert (code, len(list(stores.tiles.list()))) == (70, 85)


@pytest.mark.parametrize("stage", ["rawr", "high", "low"])
def test_a_style_or_scope_that_is_not_there_is_refused(stores: Stores, stage: str) -> None:
    code, lines = run_job(stage, stores, TILEQUEUE__scope__key="runs/r1/scope/other.txt")
    assert (code, "no object control/runs/r1/scope/other.txt" in errors(lines)) == (64, True)


def test_a_style_that_does_not_load_is_refused(stores: Stores) -> None:
    code, lines = run_job("high", stores, TILEQUEUE__style="no.such.module:STYLE")
    assert (code, "no.such.module" in errors(lines)) == (64, True)


@pytest.mark.parametrize(("stage", "tile"), [("rawr", QUEUE), ("low", "3/4/2")])
def test_a_database_that_is_not_named_is_asked_for(stores: Stores, stage: str, tile: str) -> None:
    code, lines = run_job(stage, stores, tile, TILEQUEUE__scope__key="")
    assert (code, "is not set: this job reads a database" in errors(lines)) == (64, True)


@pytest.mark.parametrize(("stage", "tile"), [("rawr", QUEUE), ("low", "3/4/2")])
def test_a_server_that_does_not_answer_ends_with_75(stores: Stores, stage: str, tile: str) -> None:
    nowhere = Database(("127.0.0.1",), 1, ("gis",), "osm", "secret-password")
    told = {"TILEQUEUE__scope__key": "", **connection(stage, nowhere, patience="0.6")}
    code, lines = run_job(stage, stores, tile, **told)
    assert sum("asking again" in str(line["message"]) for line in lines) == 1
    assert (code, "not reachable" in errors(lines)) == (75, True)
    assert "secret-password" not in json.dumps(lines)


@pytest.fixture
def village(imported: Callable[..., Database], tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A database with one street of Liechtenstein."""
    extract = OplExtract()
    extract.way([(9.52, 47.14), (9.53, 47.15)], "highway=primary,name=Landstrasse")
    return imported(extract.write_pbf(tmp_path_factory.mktemp("village"), "village"))


@pytest.mark.database
def test_jobs_make_tiles_of_a_database_from_end_to_end(stores: Stores, village: Database) -> None:
    assert run_job("rawr", stores, **connection("rawr", village))[0] == 0
    assert run_job("high", stores)[0] == 0
    low = run_job("low", stores, "3/4/2", TILEQUEUE__scope__key="", **connection("low", village))
    assert low[0] == 0
    assert len(list(stores.tiles.list())) == 86
    results = [json.loads(stores.control.get(key)) for key in stores.control.list("runs/r1/results")]
    assert {(one["stage"], one["rows"] > 0) for one in results} == {("rawr", True), ("high", True), ("low", True)}


@pytest.mark.database
@pytest.mark.parametrize(("stage", "tile"), [("rawr", QUEUE), ("low", "3/4/2")])
@pytest.mark.parametrize(
    ("changed", "message"),
    [({"password": "wrong"}, "password authentication failed"), ({"name": "nosuchdb"}, "nosuchdb")],
)
def test_a_refused_login_and_a_missing_database_are_told(
    stores: Stores, village: Database, stage: str, tile: str, changed: dict[str, str], message: str
) -> None:
    name = {"rawr": "dbname", "low": "dbnames"}[stage]
    more = {name if key == "name" else key: value for key, value in changed.items()}
    code, lines = run_job(stage, stores, tile, TILEQUEUE__scope__key="", **connection(stage, village, **more))
    assert (code, message in errors(lines)) == (64, True)
    assert nothing_written(stores.rawr)


@pytest.mark.database
@pytest.mark.parametrize(("stage", "tile"), [("rawr", QUEUE), ("low", "3/4/2")])
def test_a_table_that_is_not_there_is_named(stores: Stores, empty_database: Database, stage: str, tile: str) -> None:
    run(empty_database, "CREATE TABLE planet_osm_point (osm_id bigint, way geometry(Point, 3857), tags hstore)")
    code, lines = run_job(stage, stores, tile, TILEQUEUE__scope__key="", **connection(stage, empty_database))
    assert (code, "planet_osm_line" in errors(lines)) == (64, True)
    assert nothing_written(stores.tiles)


def test_a_disk_without_room_ends_with_75_and_leaves_no_result(stores: Stores) -> None:
    """A limit on the size of files stands in for the full disk: no metatile, however small, fits."""
    stores.rawr.put(RAWR_KEY, EMPTY_RAWR)
    code = f"""
import resource, signal, runpy, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
sys.argv = ["tilebuild", "high", "--tile", "{QUEUE}", "--run_id", "r1"]
runpy.run_module("tilebuild", run_name="__main__")
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=stores.environment
    )
    assert ended.returncode == 75, ended.stderr
    assert nothing_written(stores.tiles)
    assert not stores.control.exists("runs/r1/results/high/7-67-44.json")
