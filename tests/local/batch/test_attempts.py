from datetime import UTC, datetime

import pytest

from tilebuild.local.batch.attempts import OUT_OF_MEMORY, Attempt, outcome, tries_again
from tilebuild.local.processes import Ended, Ending
from tilebuild.local.template.views import ExitRule

ENDED = "Essential container in task exited"
THE_FIVE = (
    ExitRule("RETRY", status_reason="Host EC2*"),
    ExitRule("RETRY", status_reason="Task failed to start*"),
    ExitRule("RETRY", exit_code="75"),
    ExitRule("RETRY", exit_code="143"),
    ExitRule("EXIT", reason="*"),
)


def attempt(code: int | None, status_reason: str = ENDED, reason: str | None = None) -> Attempt:
    now = datetime.now(UTC)
    return Attempt(code, status_reason, reason, now, now, "log")


@pytest.mark.parametrize(
    ("failed", "again"),
    [
        (attempt(75), True),
        (attempt(143), True),
        (attempt(64), False),
        (attempt(70), False),
        (attempt(7), False),
        (attempt(137, reason=OUT_OF_MEMORY), False),
        (attempt(None, "Host EC2 (instance i-0abc) terminated."), True),
        (attempt(None, "Task failed to start: no such file", "CannotPullContainerError: pull"), True),
        (attempt(None, "A Host EC2 lost"), False),
        (attempt(137, "Job attempt duration exceeded timeout"), False),
    ],
)
def test_the_projects_five_rules(failed: Attempt, again: bool) -> None:
    assert tries_again(failed, THE_FIVE) is again


@pytest.mark.parametrize(
    ("rules", "again"),
    [
        ((), True),
        ((ExitRule("EXIT", exit_code="1"),), True),
        ((ExitRule("EXIT", exit_code="75"),), False),
        ((ExitRule("EXIT", exit_code="7*"),), False),
        ((ExitRule("EXIT", exit_code="*"),), False),
        ((ExitRule("EXIT", exit_code="75", reason="Out*"),), True),
        ((ExitRule("EXIT", exit_code="75", reason="*"),), False),
        ((ExitRule("RETRY", exit_code="75"), ExitRule("EXIT", reason="*")), True),
        ((ExitRule("EXIT", reason="*"), ExitRule("RETRY", exit_code="75")), False),
    ],
)
def test_the_first_rule_that_matches_decides_and_no_match_means_again(rules: tuple[ExitRule, ...], again: bool) -> None:
    assert tries_again(attempt(75), rules) is again


def test_no_rule_makes_a_job_that_took_too_long_run_again() -> None:
    late = attempt(137, "Job attempt duration exceeded timeout")
    assert not tries_again(late, (ExitRule("RETRY", exit_code="137"),))


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        (Ended(0, None, 1, 0), (0, ENDED, None)),
        (Ended(70, None, 1, 0), (70, ENDED, None)),
        (Ended(137, None, 1, 0), (137, ENDED, None)),
        (Ended(137, Ending.MEMORY, 1, 0), (137, ENDED, OUT_OF_MEMORY)),
        (Ended(143, Ending.TIMEOUT, 1, 0), (137, "Job attempt duration exceeded timeout", None)),
    ],
)
def test_a_process_end_in_batchs_words(ended: Ended, words: tuple[int, str, str | None]) -> None:
    assert outcome(ended) == words
