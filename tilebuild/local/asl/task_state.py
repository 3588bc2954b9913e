"""The Task state: evaluates its arguments, calls the service, records what became of it."""

from tilebuild.local.asl.errors import Aborted, StatesError
from tilebuild.local.asl.frame import Entry
from tilebuild.local.asl.json_text import Json, to_text
from tilebuild.local.asl.model import Task
from tilebuild.local.asl.payload import evaluate_integer
from tilebuild.local.asl.recovery import recover
from tilebuild.local.asl.services import TaskCall
from tilebuild.local.asl.transition import Transition, checked_text, conclude

TIMEOUT_LIMIT = 99_999_999


def run_task(state: Task, entry: Entry) -> Transition:
    """One task, with its retries."""

    def attempt() -> Transition:
        result = _call(state, entry)
        return conclude(entry, state.assignment, result, state.next, result=result)

    return recover(state, entry, attempt)


def _call(state: Task, entry: Entry) -> Json:
    history, bindings = entry.frame.history, entry.bindings()
    arguments = state.arguments.evaluate(bindings) if state.arguments else None
    timeout = evaluate_integer(state.timeout, bindings, "TimeoutSeconds", 1, TIMEOUT_LIMIT) if state.timeout else None
    history.add("TaskScheduled", entry.name, _scheduled(state.resource, arguments, timeout, entry.name))
    history.add("TaskStarted", entry.name)

    def submitted(job: str) -> None:
        history.add("TaskSubmitted", entry.name, to_text({"JobId": job}))

    handler = entry.frame.services.tasks[state.resource]
    try:
        result = handler(TaskCall(state.resource, arguments, timeout, entry.frame.stop, submitted))
        text = checked_text(result, entry.name)
    except StatesError as error:
        kind = "TaskTimedOut" if error.error == "States.Timeout" else "TaskFailed"
        history.add(kind, entry.name, to_text(error.output))
        raise
    if entry.frame.stop.is_set():
        raise Aborted
    history.add("TaskSucceeded", entry.name, text)
    return result


def _scheduled(resource: str, arguments: Json, timeout: int | None, state: str) -> str:
    checked_text(arguments, state)
    return to_text({"resource": resource, "parameters": arguments, "timeoutInSeconds": timeout})
