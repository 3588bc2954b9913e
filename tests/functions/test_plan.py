"""Plan as the state machine calls it."""

import json
from typing import Any

import pytest
from aws_lambda_powertools.utilities.parser.exceptions import InvalidModelTypeError
from pydantic import ValidationError

from functions.plan import app
from tests.support.asl import ROOT
from tilebuild.contracts import Plan, TileItem
from tilebuild.errors import RequestError
from tilebuild.storage import Bucket

EVENT = json.loads((ROOT / "events" / "plan.json").read_text())


def test_a_request_becomes_item_lists_and_a_small_answer(control: Bucket, context: Any) -> None:
    answer = app.handler(EVENT, context)
    plan = Plan.model_validate(answer)
    assert (plan.run_id, plan.prefix, plan.number) == ("liechtenstein-1", "2026-01", 1)
    lines = control.get(plan.tiles.key).decode().splitlines()
    assert [TileItem.model_validate_json(line).tile for line in lines] == ["7/67/44"]
    assert len(json.dumps(answer)) < 2000


def test_every_sample_input_of_an_execution_can_be_planned(control: Bucket, context: Any) -> None:
    owed = {}
    for name in ("build-bbox", "build-world-dry-run", "rebuild-expired"):
        request = json.loads((ROOT / "events" / f"{name}.json").read_text())
        owed[name] = app.handler({"request": request, "execution": name, "pass": 1}, context)
    assert owed["build-world-dry-run"]["tiles"]["count"] == 16_384
    assert owed["build-world-dry-run"]["pyramid"]["count"] == 21_845
    assert owed["build-world-dry-run"]["dry_run"] is True
    assert owed["rebuild-expired"]["tiles"]["count"] == 1
    assert len(json.dumps(owed["build-world-dry-run"])) < 2000


@pytest.mark.parametrize("request_", [{}, None, [], "world", {"bbox": [0, 1, 1, 0]}, {"run_id": "a", "wold": True}])
def test_what_is_no_request_is_refused_by_the_error_that_the_machine_knows(
    request_: Any, control: Bucket, context: Any
) -> None:
    with pytest.raises(RequestError):
        app.handler({"request": request_, "execution": "e", "pass": 1}, context)


@pytest.mark.parametrize("event", [{}, {"request": {"world": True}, "execution": "e", "pass": 0}])
def test_an_event_of_another_shape_is_an_error(event: dict[str, Any], control: Bucket, context: Any) -> None:
    with pytest.raises((ValidationError, InvalidModelTypeError)):
        app.handler(event, context)
