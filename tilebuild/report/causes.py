"""Why an attempt of a job failed, in a word, out of what Batch says about it."""

import json
from typing import Any, NamedTuple

ENDED = "Essential container in task exited"

CODES = {"64": "refused", "70": "tiles failed", "75": "not reachable", "143": "stopped", "137": "killed"}
"""Exit code -> cause (see :mod:`tilebuild.errors`)."""

_BEGINNINGS = (
    ("OutOfMemoryError", "memory"),
    ("Host EC2", "machine lost"),
    ("CannotPullContainerError", "no start"),
    ("Task failed to start", "no start"),
    ("Job attempt duration exceeded timeout", "timeout"),
    ("Cancel", "cancelled"),
    ("Terminated", "cancelled"),
)


class Death(NamedTuple):
    """A job that failed, by the cause that it left."""

    reasons: tuple[str, ...]
    """Of every attempt, the last one last."""
    memory: int
    """MiB that it had; 0 where that is not told."""
    log: str
    """Name of its log stream; empty where it never ran."""


def cause_of(reason: str) -> str:
    """The word for a reason: ``exit code 75``, a Container.Reason or a StatusReason."""
    code = reason.removeprefix("exit code ")
    if code != reason:
        return CODES.get(code, f"exit code {code}")
    return next((cause for beginning, cause in _BEGINNINGS if reason.startswith(beginning)), "other")


def death_of(cause: str) -> Death:
    """Read the Cause of a failed job; it is JSON of DescribeJobs only where Batch took the job."""
    try:
        job = json.loads(cause)
    except ValueError:
        return Death((cause or "no cause was given",), 0, "")
    if not isinstance(job, dict):
        return Death((cause,), 0, "")
    container = job.get("Container", {})
    attempts = job.get("Attempts") or [job]
    reasons = tuple(_reason(attempt.get("Container", {}), str(attempt.get("StatusReason", ""))) for attempt in attempts)
    if _cancelled(job):
        reasons = (*reasons, str(job["StatusReason"]))
    return Death(reasons, _memory(container), str(container.get("LogStreamName", "")))


def _reason(container: dict[str, Any], status: str) -> str:
    if container.get("Reason"):
        return str(container["Reason"])
    if "ExitCode" in container and status in (ENDED, ""):
        return f"exit code {container['ExitCode']}"
    return status or "no reason was given"


def _cancelled(job: dict[str, Any]) -> bool:
    """Whether the job was ended by somebody, which none of its attempts tells."""
    attempts = job.get("Attempts") or []
    return bool(attempts) and attempts[-1].get("StatusReason") != job.get("StatusReason") and "StatusReason" in job


def _memory(container: dict[str, Any]) -> int:
    wanted = {entry.get("Type"): entry.get("Value", "0") for entry in container.get("ResourceRequirements", [])}
    return int(wanted.get("MEMORY", 0))
