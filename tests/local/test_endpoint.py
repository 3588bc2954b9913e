import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.support.machines import machine
from tilebuild.local.asl.loading import load_machine
from tilebuild.local.asl.services import Services
from tilebuild.local.endpoint import Endpoint
from tilebuild.local.executions import Executions
from tilebuild.local.journal import Journal
from tilebuild.local.objects import DirectoryObjects
from tilebuild.local.template.views import StateMachine

pytestmark = pytest.mark.slow

ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:build"
WAIT = machine(
    ("Choose", {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.wait %}", "Next": "W"}], "Default": "P"}),
    ("W", {"Type": "Wait", "Seconds": 60, "End": True}),
    ("P", {"Type": "Pass", "Output": {"done": True}}),
)


@pytest.fixture
def executions(tmp_path: Path) -> Iterator[Executions]:
    journal = Journal(tmp_path / "journal.sqlite")
    machines = {ARN: StateMachine("Build", "build", ARN, "role", load_machine(WAIT))}
    services = Services({}, DirectoryObjects(tmp_path), journal)
    executions = Executions(machines, services, journal, lambda _: None)
    yield executions
    executions.stop_all("over")
    journal.close()


@pytest.fixture
def client(executions: Executions) -> Iterator[Any]:
    endpoint = Endpoint(executions)
    session = boto3.Session("local", "local", region_name="us-east-1")
    yield session.client("stepfunctions", endpoint_url=endpoint.url, config=Config(retries={"max_attempts": 0}))
    endpoint.close()


def start(client: Any, name: str, **value: Any) -> str:
    answer = client.start_execution(stateMachineArn=ARN, name=name, input=json.dumps(value))
    return str(answer["executionArn"])


def ended(executions: Executions, arn: str) -> None:
    for execution in executions.running():
        if execution.arn == arn:
            execution.ended.wait()


def test_an_execution_is_started_and_described(client: Any, executions: Executions) -> None:
    arn = start(client, "r-1", wait=False)
    ended(executions, arn)
    described = client.describe_execution(executionArn=arn)
    assert (described["name"], described["status"], described["stateMachineArn"]) == ("r-1", "SUCCEEDED", ARN)
    assert (described["input"], described["output"]) == ('{"wait":false}', '{"done":true}')
    assert described["stopDate"] >= described["startDate"]


def test_the_same_name_and_input_is_the_same_execution_while_it_runs(client: Any, executions: Executions) -> None:
    arns = {start(client, "r-1", wait=True) for _ in range(3)}
    assert len(arns) == 1
    with pytest.raises(client.exceptions.ExecutionAlreadyExists):
        start(client, "r-1", wait=True, other=1)
    client.stop_execution(executionArn=arns.pop(), error="Enough", cause="said the test")
    for execution in executions.running():
        execution.ended.wait()
    with pytest.raises(client.exceptions.ExecutionAlreadyExists):
        start(client, "r-1", wait=True)


def test_a_stopped_execution_is_aborted_with_error_and_cause(client: Any, executions: Executions) -> None:
    arn = start(client, "r-1", wait=True)
    client.stop_execution(executionArn=arn, error="Enough", cause="said the test")
    ended(executions, arn)
    described = client.describe_execution(executionArn=arn)
    assert (described["status"], described["error"], described["cause"]) == ("ABORTED", "Enough", "said the test")


def test_executions_are_listed(client: Any, executions: Executions) -> None:
    running, done = start(client, "r-1", wait=True), start(client, "r-2", wait=False)
    ended(executions, done)
    listed = client.list_executions(stateMachineArn=ARN)["executions"]
    assert {one["executionArn"]: one["status"] for one in listed} == {running: "RUNNING", done: "SUCCEEDED"}
    (only,) = client.list_executions(stateMachineArn=ARN, statusFilter="RUNNING")["executions"]
    assert only["executionArn"] == running


def test_an_execution_without_a_name_gets_one(client: Any) -> None:
    first = client.start_execution(stateMachineArn=ARN, input='{"wait": false}')["executionArn"]
    assert first != client.start_execution(stateMachineArn=ARN, input='{"wait": false}')["executionArn"]


@pytest.mark.parametrize(
    ("call", "arguments", "code"),
    [
        ("start_execution", {"stateMachineArn": ARN + "x", "name": "a"}, "StateMachineDoesNotExist"),
        ("start_execution", {"stateMachineArn": ARN, "name": "a b"}, "InvalidName"),
        ("start_execution", {"stateMachineArn": ARN, "name": "a", "input": "{"}, "InvalidExecutionInput"),
        ("describe_execution", {"executionArn": ARN + ":gone"}, "ExecutionDoesNotExist"),
        ("stop_execution", {"executionArn": ARN + ":gone"}, "ExecutionDoesNotExist"),
        ("list_state_machines", {}, "UnknownOperationException"),
    ],
)
def test_refusals_have_the_services_codes(client: Any, call: str, arguments: dict[str, Any], code: str) -> None:
    with pytest.raises(ClientError) as caught:
        getattr(client, call)(**arguments)
    assert caught.value.response["Error"]["Code"] == code


def test_many_callers_with_one_name_start_one_execution(client: Any, executions: Executions) -> None:
    arns: list[str] = []
    threads = [threading.Thread(target=lambda: arns.append(start(client, "r-1", wait=True))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(arns) == 8
    assert len(executions.listed(ARN)) == 1
