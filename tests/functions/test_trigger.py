"""The trigger as Lambda calls it, against an imitated Step Functions."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from functions.trigger import app
from tests.support.asl import ROOT
from tilebuild.storage import Bucket

EVENT = json.loads((ROOT / "events" / "inbox-object-created.json").read_text())
KEY = EVENT["detail"]["object"]["key"]
REQUEST = (ROOT / "events" / "inbox-request.json").read_bytes()


@pytest.fixture
def machine(control: Bucket, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("stepfunctions")
        definition = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
        role = "arn:aws:iam::123456789012:role/build"
        arn = client.create_state_machine(name="build", definition=definition, roleArn=role)["stateMachineArn"]
        monkeypatch.setenv("STATE_MACHINE_ARN", arn)
        monkeypatch.setenv("TILEBUILD_DEFAULT_PREFIX", "current")
        yield lambda: [
            client.describe_execution(executionArn=execution["executionArn"])
            for execution in client.list_executions(stateMachineArn=arn)["executions"]
        ]


def test_a_dropped_request_starts_one_execution_with_the_file_as_its_input(
    control: Bucket, machine: Any, context: Any
) -> None:
    control.put(KEY, REQUEST)
    answer = app.handler(EVENT, context)
    (execution,) = machine()
    assert answer == {"action": "started", "run_id": execution["name"], "reason": ""}
    assert execution["name"].startswith("Vaduz-Schloss-")
    assert json.loads(execution["input"]) == {**json.loads(REQUEST), "run_id": execution["name"]}


def test_the_same_event_delivered_three_times_starts_one_execution(control: Bucket, machine: Any, context: Any) -> None:
    for _ in range(3):
        control.put(KEY, REQUEST)  # as if the function had crashed before it removed the file
        assert app.handler(EVENT, context)["action"] == "started"
    assert len(machine()) == 1


def test_a_new_version_of_the_file_is_a_new_execution(control: Bucket, machine: Any, context: Any) -> None:
    for version in ("one", "two"):
        event = json.loads(json.dumps(EVENT))
        event["detail"]["object"]["version-id"] = version
        control.put(KEY, REQUEST)
        app.handler(event, context)
    assert len(machine()) == 2


def test_in_a_bucket_without_versions_an_upload_is_told_by_its_sequencer(
    control: Bucket, machine: Any, context: Any
) -> None:
    for sequencer in ("01", "01", "02"):
        event = json.loads(json.dumps(EVENT))
        del event["detail"]["object"]["version-id"]
        event["detail"]["object"]["sequencer"] = sequencer
        control.put(KEY, REQUEST)
        app.handler(event, context)
    assert len(machine()) == 2


def test_a_request_without_a_prefix_mends_the_current_build(control: Bucket, machine: Any, context: Any) -> None:
    control.put(KEY, b'{"tiles": ["14/8622/5726"]}')
    app.handler(EVENT, context)
    (execution,) = machine()
    assert json.loads(execution["input"])["prefix"] == "current"


def test_a_bad_file_starts_nothing(control: Bucket, machine: Any, context: Any) -> None:
    control.put(KEY, b"{}")
    assert app.handler(EVENT, context)["action"] == "rejected"
    assert machine() == []


def test_a_machine_that_is_not_there_is_an_error_that_leaves_the_file(
    control: Bucket, machine: Any, context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_MACHINE_ARN", "arn:aws:states:eu-central-1:123456789012:stateMachine:gone")
    control.put(KEY, REQUEST)
    with pytest.raises(Exception, match="StateMachineDoesNotExist"):
        app.handler(EVENT, context)
    assert control.exists(KEY)
