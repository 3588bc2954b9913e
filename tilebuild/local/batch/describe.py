"""A job as DescribeJobs shows it, in Step Functions' PascalCase; never with a secret's value."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tilebuild.local.asl.json_text import Json
from tilebuild.local.batch.attempts import Attempt
from tilebuild.local.batch.submission import Job


def describe(job: Job, attempts: Sequence[Attempt], status: str, created: datetime) -> Json:
    """The job after its last attempt."""
    last = attempts[-1]
    return {
        "Attempts": [_attempt(attempt) for attempt in attempts],
        "Container": _container(job, last),
        "CreatedAt": _milliseconds(created),
        "JobArn": job.queue.arn.rsplit(":", 1)[0] + f":job/{job.id}",
        "JobDefinition": job.definition.arn,
        "JobId": job.id,
        "JobName": job.name,
        "JobQueue": job.queue.arn,
        "Parameters": dict(job.parameters),
        "RetryStrategy": {"Attempts": job.attempts, "EvaluateOnExit": [_rule(rule) for rule in job.exit_rules]},
        "StartedAt": _milliseconds(last.started),
        "Status": status,
        "StatusReason": last.status_reason,
        "StoppedAt": _milliseconds(last.stopped),
        "Tags": dict(job.tags),
        **({"Timeout": {"AttemptDurationSeconds": job.timeout}} if job.timeout is not None else {}),
    }


def _attempt(attempt: Attempt) -> Json:
    return {
        "Container": _exit(attempt),
        "StartedAt": _milliseconds(attempt.started),
        "StatusReason": attempt.status_reason,
        "StoppedAt": _milliseconds(attempt.stopped),
    }


def _exit(attempt: Attempt) -> dict[str, Any]:
    """Exit code, reason and log; what does not exist is left out, as Batch does."""
    fields = {"ExitCode": attempt.exit_code, "LogStreamName": attempt.log, "Reason": attempt.reason}
    return {name: value for name, value in fields.items() if value is not None}


def _container(job: Job, last: Attempt) -> Json:
    secrets = [{"Name": name, "ValueFrom": place} for name, place in job.definition.secrets.items()]
    requirements = [{"Type": "VCPU", "Value": f"{job.vcpus:g}"}, {"Type": "MEMORY", "Value": str(job.memory)}]
    return {
        "Command": list(job.command),
        "Environment": [{"Name": name, "Value": value} for name, value in job.environment.items()],
        "Image": job.definition.image,
        "ResourceRequirements": requirements,
        "Secrets": secrets,
        **_exit(last),
    }


def _rule(rule: Any) -> Json:
    fields = {
        "Action": rule.action,
        "OnExitCode": rule.exit_code,
        "OnReason": rule.reason,
        "OnStatusReason": rule.status_reason,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
