"""The import's machine: what it takes, what it submits, how it ends."""

import json
from typing import Any

import pytest

from tests.support.machines import ACCOUNT, NOON, Objects, Recorder, StillClock
from tests.support.project import Project
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.execution import Outcome, run_execution
from tilebuild.local.asl.frame import Identity
from tilebuild.local.asl.loading import load_machine
from tilebuild.local.asl.resources import SUBMIT_JOB
from tilebuild.local.asl.services import Services, TaskCall
from tilebuild.local.stopping import Stop

DEFINITION = load_machine(Project.read().definitions()["ImportMachine"])
EXTRACT = "s3://control/extracts/vaduz.osm.pbf"


def run(value: Any, error: str = "", name: str = "import-1") -> tuple[Outcome, list[Any]]:
    """How an execution ends, and what it submitted; the first submission fails with `error`."""
    submitted: list[Any] = []

    def submit(call: TaskCall) -> Any:
        submitted.append(call.arguments)
        if error and len(submitted) == 1:
            raise StatesError(error, json.dumps({"Container": {"ExitCode": 64}}))
        return {"Status": "SUCCEEDED"}

    arn = f"{ACCOUNT}:stateMachine:Import"
    identity = Identity(f"{ACCOUNT}:execution:Import:{name}", name, arn, "Import", "arn:aws:iam::0:role/r", value, NOON)
    services = Services({SUBMIT_JOB: submit}, Objects(), Recorder(), StillClock())
    return run_execution(DEFINITION, identity, services, Stop()), submitted


@pytest.mark.parametrize(
    "value",
    [
        {"extract": EXTRACT},
        {"extract": "https://example.com/a.osm.pbf"},
        {"extract": EXTRACT, "water_polygons": "https://example.com/water.zip", "land_polygons": "s3://a/land.gpkg"},
    ],
)
def test_an_import_submits_one_job_with_every_parameter_a_string(value: dict[str, str]) -> None:
    outcome, (job,) = run(value)
    assert outcome.status == "SUCCEEDED"
    assert job["Parameters"] == {"water_polygons": "-", "land_polygons": "-", **value}


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        "vaduz",
        {"extract": ""},
        {"extract": 1},
        {"extract": "/etc/passwd"},
        {"extract": "http://example.com/a.osm.pbf"},
        {"extract": EXTRACT, "style": "x"},
        {"extract": f"{EXTRACT} --drop"},
    ],
)
def test_anything_else_is_refused_with_a_sentence(value: Any) -> None:
    outcome, jobs = run(value)
    assert (outcome.status, outcome.error, jobs) == ("FAILED", "RequestError", [])
    assert str(outcome.cause).startswith("An import needs extract")


def test_throttling_is_waited_out_and_a_failed_import_is_not_tried_again() -> None:
    assert len(run({"extract": EXTRACT}, "Batch.TooManyRequestsException")[1]) == 2
    outcome, jobs = run({"extract": EXTRACT}, "States.TaskFailed")
    assert (outcome.error, len(jobs)) == ("States.TaskFailed", 1)


def test_a_job_has_a_legal_name_whatever_the_executions() -> None:
    _, (job,) = run({"extract": EXTRACT}, name="Grüße.2026")
    assert job["JobName"] == "import-Gr--e-2026"
