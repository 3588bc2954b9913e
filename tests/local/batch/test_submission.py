from typing import Any

import pytest

from tests.support.batch import DEFINITIONS, QUEUES, arguments
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.batch.submission import Job, submission, substitute


def submit(**more: Any) -> Job:
    return submission(arguments(**more), DEFINITIONS, QUEUES)


@pytest.mark.parametrize(
    ("command", "parameters", "substituted"),
    [
        (["a", "Ref::x"], {"x": "1"}, ("a", "1")),
        (["Ref::x", "Ref::x"], {"x": ""}, ("", "")),
        (["Ref::gone"], {}, ("Ref::gone",)),
        (["--x=Ref::x"], {"x": "1"}, ("--x=Ref::x",)),
    ],
)
def test_parameters_take_the_place_of_their_references(
    command: list[str], parameters: dict[str, str], substituted: tuple[str, ...]
) -> None:
    assert substitute(command, parameters) == substituted


def test_a_job_has_the_definitions_values_and_the_submissions_over_them() -> None:
    overrides = {
        "Environment": [{"Name": "HOST", "Value": "replica"}, {"Name": "PREFIX", "Value": "r"}],
        "ResourceRequirements": [{"Type": "MEMORY", "Value": "1500"}],
    }
    job = submit(Parameters={"tile": "7/1/2"}, ContainerOverrides=overrides, Timeout={"AttemptDurationSeconds": 90})
    assert job.command == ("rawr", "--tile", "7/1/2", "--run_id", "none")
    assert job.environment == {"HOST": "replica", "AWS_REGION": "eu-central-1", "PREFIX": "r"}
    assert (job.vcpus, job.memory, job.timeout, job.attempts) == (1, 1500, 90, 1)


def test_a_command_and_a_retry_strategy_can_be_overridden() -> None:
    job = submit(ContainerOverrides={"Command": ["low"]}, RetryStrategy={"Attempts": 3})
    assert (job.command, job.attempts) == (("low",), 3)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"JobName": "x" * 129}, "should match valid pattern"),
        ({"JobName": "7.1"}, "should match valid pattern"),
        ({"JobName": "-x"}, "should match valid pattern"),
        ({"JobQueue": "arn:gone"}, "JobQueue arn:gone not found"),
        ({"JobDefinition": "arn:gone"}, "JobDefinition arn:gone not found"),
        ({"Timeout": {"AttemptDurationSeconds": 1}}, "Batch takes 60 or more"),
        ({"ContainerOverrides": {"Environment": [{"Name": "A", "Value": "x" * 8192}]}}, "at most 8192"),
        ({"ContainerOverrides": {"Environment": [{"Name": "AWS_BATCH_A", "Value": "x"}]}}, "Batch's own"),
    ],
)
def test_what_batch_refuses(more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(StatesError) as caught:
        submit(**more)
    assert caught.value.error == "Batch.BatchException"
    assert sentence in caught.value.cause


@pytest.mark.parametrize(
    "more",
    [
        {"JobName": 7},
        {"Parameters": {"tile": 7}},
        {"Parameters": []},
        {"ContainerOverrides": "x"},
        {"ContainerOverrides": {"Gpu": 1}},
        {"ContainerOverrides": {"Environment": [{"Name": "A", "Value": 1}]}},
    ],
)
def test_arguments_of_the_wrong_shape_cannot_even_start_the_task(more: dict[str, Any]) -> None:
    with pytest.raises(StatesError, match="could not be used to start the Task") as caught:
        submit(**more)
    assert caught.value.error == "States.Runtime"
