"""How a state ends: with an output, new variables, and a way on."""

from dataclasses import dataclass

from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.frame import Entry
from tilebuild.local.asl.json_text import Json, exceeds_limit, to_text
from tilebuild.local.asl.model import Assignment


@dataclass(frozen=True)
class Transition:
    """A state's output, the same as JSON text, and the next state (None at an end)."""

    output: Json
    text: str
    next: str | None


def conclude(entry: Entry, assignment: Assignment, default: Json, following: str | None, **extra: Json) -> Transition:
    """Evaluate Output (``default`` where there is none) and Assign, which do not see each other.

    Raises States.DataLimitExceeded for an output above 256 KiB; ``extra`` joins ``$states``.
    """
    bindings = entry.bindings(**extra) if assignment.output or assignment.assign else {}
    output = assignment.output.evaluate(bindings) if assignment.output else default
    values = assignment.assign.evaluate(bindings) if assignment.assign else {}
    text = checked_text(output, entry.name)
    entry.frame.variables.assign(values)
    return Transition(output, text, following)


def checked_text(value: Json, state: str) -> str:
    """A payload's JSON text, if it is small enough."""
    text = to_text(value)
    if exceeds_limit(text):
        size = "a size exceeding the maximum number of bytes service limit"
        cause = f"The state/task '{state}' returned a result with {size}."
        raise StatesError("States.DataLimitExceeded", cause)
    return text
