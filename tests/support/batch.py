"""A queue and a job definition to submit to."""

from dataclasses import replace
from typing import Any

from tilebuild.local.template.views import JobDefinition, JobQueue

QUEUE = JobQueue("Queue", "queue", "arn:aws:batch:us-east-1:0:job-queue/queue", 1)
DEFINITION = JobDefinition(
    logical_id="Job",
    name="rawr",
    arn="arn:aws:batch:us-east-1:0:job-definition/rawr:1",
    image="worker:1",
    command=("rawr", "--tile", "Ref::tile", "--run_id", "Ref::run_id"),
    environment={"HOST": "localhost", "AWS_REGION": "eu-central-1"},
    secrets={"PASSWORD": "arn:secret:password::"},
    parameters={"tile": "", "run_id": "none"},
    vcpus=1,
    memory=1000,
    timeout=None,
    attempts=1,
    exit_rules=(),
)
DEFINITIONS, QUEUES = {DEFINITION.arn: DEFINITION}, {QUEUE.arn: QUEUE}


def arguments(**more: Any) -> dict[str, Any]:
    """SubmitJob's arguments."""
    return {"JobName": "rawr-r-1", "JobQueue": QUEUE.arn, "JobDefinition": DEFINITION.arn, **more}


def definition(**changes: Any) -> dict[str, JobDefinition]:
    """The definition, changed, as the stack has it."""
    return {DEFINITION.arn: replace(DEFINITION, **changes)}
