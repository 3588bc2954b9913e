"""The Parallel state: every branch gets the same input; the first that fails stops the others."""

from collections.abc import Callable

from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.fanout import run_all
from tilebuild.local.asl.frame import Entry, Frame
from tilebuild.local.asl.json_text import Json
from tilebuild.local.asl.model import Machine, Parallel
from tilebuild.local.asl.recovery import recover
from tilebuild.local.asl.transition import Transition, checked_text, conclude
from tilebuild.local.stopping import Stop

RunMachine = Callable[[Machine, Json, Frame], Json]


def run_parallel(state: Parallel, entry: Entry, run_machine: RunMachine) -> Transition:
    """The branches' outputs as a list, in the branches' order."""

    def attempt() -> Transition:
        value = state.arguments.evaluate(entry.bindings()) if state.arguments else entry.input
        entry.frame.history.add("ParallelStateStarted", entry.name)
        try:
            result = _run_branches(state, value, entry, run_machine)
        except StatesError:
            entry.frame.history.add("ParallelStateFailed", entry.name)
            raise
        entry.frame.history.add("ParallelStateSucceeded", entry.name)
        return conclude(entry, state.assignment, result, state.next, result=result)

    return recover(state, entry, attempt)


def _run_branches(state: Parallel, value: Json, entry: Entry, run_machine: RunMachine) -> Json:
    checked_text(value, entry.name)
    outputs: list[Json] = [None] * len(state.branches)
    stop = Stop(entry.frame.stop)

    def work(number: int) -> None:
        outputs[number] = run_machine(state.branches[number], value, entry.frame.inner(stop))

    try:
        run_all(len(outputs), len(outputs), work, stop)
    finally:
        stop.close()
    return outputs
