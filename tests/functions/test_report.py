"""Report as the state machine calls it."""

import json
from typing import Any

import pytest

from functions.plan import app as plan
from functions.report import app
from tests.support.asl import ROOT
from tilebuild.errors import RequestError
from tilebuild.storage import Bucket

EVENT = json.loads((ROOT / "events" / "report.json").read_text())


@pytest.fixture
def run_id(control: Bucket, context: Any) -> str:
    """A run that was planned and of which nothing was made."""
    return str(plan.handler(json.loads((ROOT / "events" / "plan.json").read_text()), context)["run_id"])


def test_a_run_that_was_stopped_is_told_with_its_reason(control: Bucket, context: Any, run_id: str) -> None:
    answer = app.handler(EVENT, context)
    assert (answer["run_id"], answer["status"]) == (run_id, "failed")
    assert "States.ExceedToleratedFailureThreshold" in answer["message"]
    assert json.loads(control.get(answer["report"]))["status"] == "failed"


def test_a_run_that_lacks_tiles_names_the_first_and_stays_small(control: Bucket, context: Any, run_id: str) -> None:
    answer = app.handler({"run_id": run_id, "pass": 4}, context)
    assert answer["status"] == "incomplete"
    assert answer["missing"] >= len(answer["first_missing"]) > 0
    assert answer["first_missing"][0] in answer["message"]
    assert len(json.dumps(answer)) < 4000


def test_a_run_that_never_was_is_refused(control: Bucket, context: Any) -> None:
    with pytest.raises(RequestError, match="there is no run"):
        app.handler({"run_id": "never", "pass": 1}, context)
