"""What becomes of a job after a failed attempt: Batch's evaluateOnExit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tilebuild.local.processes import Ended, Ending
from tilebuild.local.template.views import ExitRule

OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"
TIMED_OUT = "Job attempt duration exceeded timeout"
ENDED = "Essential container in task exited"
NOT_STARTED = "Task failed to start"
KILLED = 137


@dataclass(frozen=True)
class Attempt:
    """One attempt of a job, in Batch's words; ``exit_code`` is None where it never started."""

    exit_code: int | None
    status_reason: str
    reason: str | None
    started: datetime
    stopped: datetime
    log: str
    peak: int = 0
    """MiB."""

    @property
    def seconds(self) -> float:
        """How long it ran."""
        return (self.stopped - self.started).total_seconds()


def outcome(ended: Ended) -> tuple[int, str, str | None]:
    """Exit code, StatusReason and Container.Reason of a process that ended."""
    if ended.ending is Ending.MEMORY:
        return KILLED, ENDED, OUT_OF_MEMORY
    if ended.ending is Ending.TIMEOUT:
        return KILLED, TIMED_OUT, None
    return ended.exit_code, ENDED, None


def tries_again(attempt: Attempt, rules: Sequence[ExitRule]) -> bool:
    """Whether Batch would try the job again, attempts permitting.

    The first rule that matches decides; without a match, and without rules, it is tried again. An attempt that took
    too long is the last.
    """
    if attempt.status_reason == TIMED_OUT:
        return False
    rule = next((rule for rule in rules if _matches(rule, attempt)), None)
    return rule is None or rule.action == "RETRY"


def _matches(rule: ExitRule, attempt: Attempt) -> bool:
    code = "" if attempt.exit_code is None else str(attempt.exit_code)
    return (
        _fits(rule.exit_code, code)
        and _fits(rule.reason, attempt.reason or "")
        and _fits(rule.status_reason, attempt.status_reason)
    )


def _fits(pattern: str | None, text: str) -> bool:
    """Whether a text is what a pattern says; only a trailing ``*`` is a wildcard."""
    if pattern is None:
        return True
    if pattern.endswith("*"):
        return text.startswith(pattern[:-1])
    return text == pattern
