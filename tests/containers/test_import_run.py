"""The import's image run to its end: from S3 into a real database, by its state machine and its job definition."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest

from tests.containers.conftest import Image
from tests.support.checks.walking import Walk
from tests.support.extracts import OplExtract, square
from tests.support.project import Project
from tests.support.recording_s3 import KEY, Store, recording_s3
from tests.support.rights import may
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.execution import Outcome
from tilebuild.local.asl.loading import load_machine
from tilebuild.local.importer import import_meta
from tilebuild.local.postgres import connection
from tilebuild.rawr.database import Database

pytestmark = [pytest.mark.e2e, pytest.mark.database, pytest.mark.xdist_group("images")]

PROJECT = Project.read()
STACK = next(iter(PROJECT.deployments.values()))
JOB = next(properties for name, _, properties in STACK.properties() if name == "ImportJob")
MACHINE = load_machine(PROJECT.definitions()["ImportMachine"])
CONTROL = STACK.ref("ControlBucket")
EXTRACT = f"s3://{CONTROL}/extracts/tiny.osm.pbf"
PROGRAM = ("/opt/tilebuild/bin/python", "/opt/source/containers/import/load.py")


@dataclass
class Batch:
    """Runs a submitted import as Batch would: the definition's command and environment, secrets, a read-only root."""

    image: Image
    database: Database
    store: Store
    ran: list[subprocess.CompletedProcess[str]] = field(default_factory=list)

    def __call__(self, asked: dict[str, Any], _times: int) -> None:
        given = {**JOB["Parameters"], **asked["Parameters"]}
        words = [given[word.removeprefix("Ref::")] if word.startswith("Ref::") else word for word in self.command]
        self.ran.append(self.image.run(*PROGRAM, *words, shared=None, **self.environment()))
        code = self.ran[-1].returncode
        if code:
            described = {"Container": {"ExitCode": code}, "StatusReason": "Essential container in task exited"}
            raise StatesError("States.TaskFailed", json.dumps(described))

    @property
    def command(self) -> list[str]:
        """The definition's words."""
        return [str(word) for word in JOB["ContainerProperties"]["Command"]]

    def environment(self) -> dict[str, str]:
        """The definition's variables and secrets, with this machine's database and store in place of AWS's."""
        defined = {one["Name"]: str(one["Value"]) for one in JOB["ContainerProperties"]["Environment"]}
        told = {
            "host": self.database.hosts[0],
            "port": str(self.database.port),
            "dbnames": f"[{self.database.names[0]}]",
        }
        secrets = {"user": self.database.user, "password": self.database.password}
        assert {one["Name"].rpartition("__")[2] for one in JOB["ContainerProperties"]["Secrets"]} == set(secrets)
        here = {f"TILEQUEUE__postgresql__{name}": value for name, value in {**told, **secrets}.items()}
        keys = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": "x"}
        place = {"AWS_ENDPOINT": self.store.url, "AWS_ALLOW_HTTP": "true"}
        return {**defined, **here, **keys, **place, "PYTHONPATH": "/opt/source"}

    def says(self) -> list[dict[str, Any]]:
        """Lines of the last job's log."""
        return [json.loads(line) for line in self.ran[-1].stderr.splitlines()]

    def import_(self, extract: str) -> Outcome:
        """Run the state machine with an extract."""
        return Walk([], value={"extract": extract}, job=self).through(MACHINE)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An S3 with an extract in the control bucket."""
    made = OplExtract()
    made.node((7.5, 1.5), f"amenity=cafe,name={uuid4().hex}")
    made.way(square((7.5, 1.5)), "building=yes")
    made.way([(7.2, 1.2), (7.8, 1.8)], "highway=motorway")
    made.way(square((7.1, 1.1), 0.5), "natural=water")
    extract = made.write_pbf(tmp_path_factory.mktemp("extract"), bbox=(7.0, 1.0, 8.0, 2.0))
    with recording_s3(CONTROL) as served:
        served.client().upload_file(str(extract), CONTROL, "extracts/tiny.osm.pbf")
        yield served


@pytest.fixture
def batch(importer: Image, empty_database: Database, store: Store) -> Batch:
    return Batch(importer, empty_database, store)


def test_an_extract_in_a_bucket_becomes_tables_that_low_zooms_are_prepared_for(batch: Batch) -> None:
    outcome = batch.import_(EXTRACT)
    assert outcome.status == "SUCCEEDED", batch.ran[-1].stderr
    assert outcome.output == {"extract": EXTRACT}
    held = import_meta(batch.database)
    assert held is not None
    assert (held.source, held.counts["planet_osm_line"], held.counts["planet_osm_polygon"]) == ("tiny.osm.pbf", 1, 2)
    with connection(batch.database) as opened, opened.cursor() as cursor:
        cursor.execute("SELECT entries > 0 FROM tilebuild_prepared")
        assert cursor.fetchall() == [(True,)]
    assert [line["message"] for line in batch.says() if line["level"] == "error"] == []
    assert batch.import_(EXTRACT).status == "SUCCEEDED"
    assert batch.says()[-1]["message"] == "had been imported before"
    assert batch.store.needs
    assert [need for need in batch.store.needs if not may(STACK, "ImportJobRole", *need)] == []


def test_an_extract_that_is_not_there_is_said_and_not_tried_again(batch: Batch) -> None:
    outcome = batch.import_(EXTRACT.replace("tiny", "none"))
    assert (outcome.status, outcome.error, len(batch.ran)) == ("FAILED", "States.TaskFailed", 1)
    assert batch.ran[-1].returncode == 64
    assert batch.says()[-1]["message"] == f"s3://{CONTROL}/extracts/none.osm.pbf is not there"


def test_a_database_that_is_away_ends_with_75_for_batch_to_try_again(importer: Image, store: Store) -> None:
    away = Database(("127.0.0.1",), 1, ("gis",), "nobody", "geheim")
    batch = Batch(importer, away, store)
    assert batch.import_(EXTRACT).status == "FAILED"
    assert batch.ran[-1].returncode == 75
    assert "geheim" not in batch.ran[-1].stderr
