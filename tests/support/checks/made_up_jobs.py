"""Jobs that fail, with the causes that Batch gives through Step Functions."""

import json
from typing import Any

from tests.support.checks.walking import Job, asked_memory
from tilebuild.local.asl.errors import StatesError

DEFINED = {"rawr": 7200, "high": 3600, "low": 1800, "import": 15_000}
"""MiB of each stage's job definition; a test holds it to the template."""

ENDED = "Essential container in task exited"
"""StatusReason of a job whose program ended by itself or was killed."""

KILLED: dict[str, Any] = {
    "StatusReason": ENDED,
    "Container": {"ExitCode": 137, "Reason": "OutOfMemoryError: Container killed due to memory usage"},
}
"""What DescribeJobs says of a container that took more memory than it had."""


def fails(names: str, error: str = "States.TaskFailed", times: int = 99) -> Job:
    """A job whose name contains this fails as one that says which tiles it could not make, the first so many times."""
    return dies(names, {"StatusReason": ENDED, "Container": {"ExitCode": 70}}, error, times)


def dies(names: str, death: dict[str, Any], error: str = "States.TaskFailed", times: int = 99) -> Job:
    """A job whose name contains this dies like this; the cause tells the memory that it had."""

    def job(asked: dict[str, Any], count: int) -> None:
        if names in asked["JobName"] and count <= times:
            raise StatesError(error, json.dumps(_described(asked, death)))

    return job


def says(names: str, cause: str) -> Job:
    """A job whose name contains this fails with a cause that is no JSON: it never ran."""

    def job(asked: dict[str, Any], _count: int) -> None:
        if names in asked["JobName"]:
            raise StatesError("States.TaskFailed", cause)

    return job


def _described(asked: dict[str, Any], death: dict[str, Any]) -> dict[str, Any]:
    stage = asked["JobName"].split("-")[0]
    had = asked_memory(asked) or DEFINED[stage]
    required = [{"Type": "VCPU", "Value": "1"}, {"Type": "MEMORY", "Value": str(had)}]
    told = {"JobName": asked["JobName"], "Status": "FAILED", **death}
    return (
        told
        if "Container" not in death
        else {**told, "Container": {**death["Container"], "ResourceRequirements": required}}
    )
