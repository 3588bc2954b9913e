from typing import Any

import pytest

from tilebuild.errors import RequestError
from tilebuild.local.template.jobs import job_definition
from tilebuild.local.template.views import ExitRule, JobDefinition

CONTAINER: dict[str, Any] = {
    "Image": "worker:1",
    "Command": ["rawr", "--tile", "Ref::tile"],
    "ResourceRequirements": [{"Type": "VCPU", "Value": "0.5"}, {"Type": "MEMORY", "Value": "7200"}],
    "Environment": [{"Name": "port", "Value": 5432}],
    "Secrets": [{"Name": "password", "ValueFrom": "arn:secret:password::"}],
    "LogConfiguration": {"LogDriver": "awslogs"},
}


def load(container: dict[str, Any] | None = None, **more: Any) -> JobDefinition:
    properties = {"Type": "container", "ContainerProperties": {**CONTAINER, **(container or {})}, **more}
    return job_definition("Job", "rawr", "arn:rawr:1", properties)


def test_a_job_definition() -> None:
    rules = [{"Action": "retry", "OnExitCode": "75"}, {"Action": "EXIT", "OnReason": "*"}]
    job = load(
        Parameters={"tile": ""},
        Timeout={"AttemptDurationSeconds": 60},
        RetryStrategy={"Attempts": 5, "EvaluateOnExit": rules},
    )
    assert job == JobDefinition(
        logical_id="Job",
        name="rawr",
        arn="arn:rawr:1",
        image="worker:1",
        command=("rawr", "--tile", "Ref::tile"),
        environment={"port": "5432"},
        secrets={"password": "arn:secret:password::"},
        parameters={"tile": ""},
        vcpus=0.5,
        memory=7200,
        timeout=60,
        attempts=5,
        exit_rules=(ExitRule("RETRY", exit_code="75"), ExitRule("EXIT", reason="*")),
    )


@pytest.mark.parametrize(
    ("container", "more", "sentence"),
    [
        ({}, {"Type": "multinode"}, "Type 'multinode'; only container"),
        ({"EphemeralStorage": {}}, {}, "ContainerProperties has the property EphemeralStorage"),
        (
            {"ResourceRequirements": [{"Type": "VCPU", "Value": "1"}]},
            {},
            "needs ResourceRequirements of Type VCPU and MEM",
        ),
        ({"ResourceRequirements": [{"Type": "GPU", "Value": "1"}]}, {}, "asks for 'GPU'"),
        ({"ResourceRequirements": [{"Type": "VCPU", "Value": "one"}]}, {}, "asks for VCPU 'one'"),
        ({"Environment": [{"Name": "a", "Value": None}]}, {}, "which must be a string"),
        ({"Environment": [{"Name": "AWS_BATCH_X", "Value": "1"}]}, {}, "Batch's own"),
        ({}, {"Timeout": {"AttemptDurationSeconds": 59}}, "Batch takes 60 or more"),
        ({}, {"RetryStrategy": {"Attempts": 11}}, "11 Attempts; Batch takes 1 to 10"),
        ({}, {"RetryStrategy": {"EvaluateOnExit": [{"Action": "EXIT", "OnReason": "*"}]}}, "without Attempts"),
    ],
)
def test_definitions_that_are_refused(container: dict[str, Any], more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        load(container, **more)


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ([{"Action": "EXIT", "OnReason": "*"}] * 6, "6 rules in EvaluateOnExit; Batch takes 5"),
        ([{"Action": "AGAIN"}], "allowed are RETRY and EXIT"),
        ([{"Action": "RETRY", "OnReason": "*Memory*"}], "only a trailing"),
        ([{"Action": "RETRY", "OnExitCode": "7x"}], "only a trailing"),
        ([{"Action": "RETRY", "OnSignal": "9"}], "has the property OnSignal"),
    ],
)
def test_exit_rules_that_batch_refuses(rules: list[dict[str, str]], sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        load(RetryStrategy={"Attempts": 2, "EvaluateOnExit": rules})
