"""Goes from state to state."""

from collections.abc import Callable
from typing import Any

from tilebuild.local.asl.errors import Aborted, StatesError
from tilebuild.local.asl.flow import run_choice, run_fail, run_pass, run_succeed, run_wait
from tilebuild.local.asl.frame import Entry, Frame
from tilebuild.local.asl.json_text import Json, to_text
from tilebuild.local.asl.map_state import run_map
from tilebuild.local.asl.model import AnyState, Choice, Fail, Machine, Map, Parallel, Pass, Succeed, Task, Wait
from tilebuild.local.asl.parallel_state import run_parallel
from tilebuild.local.asl.task_state import run_task
from tilebuild.local.asl.transition import Transition
from tilebuild.local.events import StateEntered


def run_machine(machine: Machine, value: Json, frame: Frame) -> Json:
    """The machine's output for an input; StatesError if it fails, Aborted if it is stopped."""
    name: str | None = machine.start
    text = to_text(value)
    while name is not None:
        if frame.stop.is_set():
            raise Aborted
        step = _run_state(machine.states[name], value, text, frame)
        value, text, name = step.output, step.text, step.next
    return value


def _run_state(state: AnyState, value: Json, text: str, frame: Frame) -> Transition:
    kind = type(state).__name__
    frame.history.add(f"{kind}StateEntered", state.name, text)
    if not frame.child:
        frame.services.listener(StateEntered(frame.identity.arn, state.name, kind))
    entry = Entry(frame, state.name, value, frame.services.clock.now())
    try:
        step = _RUNNERS[type(state)](state, entry)
    except StatesError as error:
        if error.error == "States.QueryEvaluationError" and kind not in ("Task", "Parallel", "Map"):
            frame.history.add("EvaluationFailed", state.name)
        raise
    frame.history.add(f"{kind}StateExited", state.name, step.text)
    return step


_RUNNERS: dict[type[AnyState], Callable[[Any, Entry], Transition]] = {
    Pass: run_pass,
    Succeed: run_succeed,
    Fail: run_fail,
    Wait: run_wait,
    Choice: run_choice,
    Task: run_task,
    Parallel: lambda state, entry: run_parallel(state, entry, run_machine),
    Map: lambda state, entry: run_map(state, entry, run_machine),
}
