"""Retry and Catch: what happens to a state that failed."""

from collections.abc import Callable

from tilebuild.local.asl.errors import Aborted, StatesError, matches
from tilebuild.local.asl.frame import Entry
from tilebuild.local.asl.model import Recoverable, Retrier
from tilebuild.local.asl.transition import Transition, conclude
from tilebuild.local.clock import Clock


def recover(state: Recoverable, entry: Entry, attempt: Callable[[], Transition]) -> Transition:
    """Try, again as long as a Retry says so, then go the way of a Catch; the error itself if there is none."""
    used: dict[Retrier, int] = {}
    while True:
        try:
            return attempt()
        except StatesError as error:
            if error.error == "States.QueryEvaluationError":
                entry.frame.history.add("EvaluationFailed", entry.name)
            delay = _delay(state, error, used, entry.frame.services.clock)
            if delay is None:
                return _catch(state, entry, error)
        entry.frame.services.clock.sleep(delay, entry.frame.stop)
        if entry.frame.stop.is_set():
            raise Aborted
        entry.retried()


def _delay(state: Recoverable, error: StatesError, used: dict[Retrier, int], clock: Clock) -> float | None:
    """Seconds until the next try, None if there is none; counts the try."""
    rule = next((rule for rule in state.retriers if matches(rule.errors, error.error)), None)
    if rule is None or used.get(rule, 0) >= rule.attempts:
        return None
    seconds = backoff(rule, used.get(rule, 0))
    used[rule] = used.get(rule, 0) + 1
    return clock.jitter(seconds) if rule.full_jitter else seconds


def backoff(rule: Retrier, retries: int) -> float:
    """Seconds to wait after so many retries by this rule, before jitter."""
    limit = rule.max_delay if rule.max_delay is not None else float("inf")
    try:
        return min(rule.interval * rule.backoff**retries, limit)
    except OverflowError:
        return limit


def _catch(state: Recoverable, entry: Entry, error: StatesError) -> Transition:
    rule = next((rule for rule in state.catchers if matches(rule.errors, error.error)), None)
    if rule is None:
        raise error
    return conclude(entry, rule.assignment, error.output, rule.next, errorOutput=error.output)
