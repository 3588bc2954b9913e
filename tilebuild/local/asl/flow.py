"""The states that call nothing: Pass, Succeed, Fail, Wait, Choice."""

from datetime import datetime

from tilebuild.local.asl.errors import Aborted, StatesError, query_error
from tilebuild.local.asl.frame import Entry
from tilebuild.local.asl.model import Choice, Fail, Pass, Succeed, Wait
from tilebuild.local.asl.payload import Template, evaluate_integer
from tilebuild.local.asl.transition import Transition, conclude

WAIT_LIMIT = 99_999_999


def run_pass(state: Pass, entry: Entry) -> Transition:
    """Output, or the input."""
    return conclude(entry, state.assignment, entry.input, state.next)


def run_succeed(state: Succeed, entry: Entry) -> Transition:
    """Output, or the input, as the machine's output."""
    return conclude(entry, state.assignment, entry.input, None)


def run_fail(state: Fail, entry: Entry) -> Transition:
    """Always raises the state's error."""
    raise StatesError(_text(state.error, entry, "Error"), _text(state.cause, entry, "Cause"))


def _text(template: Template | None, entry: Entry, field: str) -> str:
    value = template.evaluate(entry.bindings()) if template else ""
    if not isinstance(value, str):
        raise query_error(f"The field {field} of the state '{entry.name}' must be a string, not {value!r}.")
    return value


def run_wait(state: Wait, entry: Entry) -> Transition:
    """The input (or Output), later."""
    frame = entry.frame
    frame.services.clock.sleep(_seconds(state, entry), frame.stop)
    if frame.stop.is_set():
        raise Aborted
    return conclude(entry, state.assignment, entry.input, state.next)


def _seconds(state: Wait, entry: Entry) -> float:
    if state.seconds is not None:
        return evaluate_integer(state.seconds, entry.bindings(), "Seconds", 0, WAIT_LIMIT)
    moment = state.timestamp.evaluate(entry.bindings()) if state.timestamp else None
    try:
        until = datetime.fromisoformat(str(moment))
        return max(0.0, (until - entry.frame.services.clock.now()).total_seconds())
    except (ValueError, TypeError) as error:
        raise query_error(f"The Timestamp {moment!r} of the state '{entry.name}' is no time with a zone.") from error


def run_choice(state: Choice, entry: Entry) -> Transition:
    """The way of the first rule that holds, or of the Default; States.NoChoiceMatched without one."""
    for rule in state.rules:
        holds = rule.condition.evaluate(entry.bindings())
        if not isinstance(holds, bool):
            raise query_error(f"A Condition of the state '{entry.name}' must be true or false, not {holds!r}.")
        if holds:
            return conclude(entry, rule.assignment, entry.input, rule.next)
    if state.next is None:
        raise StatesError("States.NoChoiceMatched", f"No rule of the state '{entry.name}' holds and it has no Default.")
    return conclude(entry, state.assignment, entry.input, state.next)
