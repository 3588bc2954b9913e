import threading
from typing import Any

from tests.support.machines import World, branch, machine, task
from tilebuild.local.asl.errors import Aborted, StatesError
from tilebuild.local.asl.services import TaskCall


def parallel(*branches: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Type": "Parallel", "Branches": list(branches), **more}


def test_the_outputs_come_in_the_branches_order() -> None:
    slow = branch(("A", task("{% 'first' %}")))
    quick = branch(("B", {"Type": "Pass", "Output": "{% 'second' %}"}))
    assert World().run(machine(("P", parallel(slow, quick)))).output == ["first", "second"]


def test_every_branch_gets_the_arguments_in_place_of_the_input() -> None:
    state = parallel(branch(("A", {"Type": "Pass"})), Arguments={"n": "{% $states.input.n * 2 %}"})
    assert World().run(machine(("P", state)), {"n": 2}).output == [{"n": 4}]


def test_branches_run_side_by_side() -> None:
    barrier = threading.Barrier(3, timeout=10)

    def call(payload: Any) -> Any:
        return barrier.wait() >= 0

    one = branch(("A", task()))
    assert World(call).run(machine(("P", parallel(one, one, one)))).output == [True, True, True]


def test_the_first_failure_stops_the_other_branches_and_is_the_states_error() -> None:
    waiting, stopped = threading.Event(), threading.Event()

    def handler(call: TaskCall) -> Any:
        if call.arguments["Payload"] == "fail":
            waiting.wait(10)
            raise StatesError("Broken", "for a reason")
        waiting.set()
        if call.stop.wait(10):
            stopped.set()
        raise Aborted

    world = World(handler=handler)
    state = parallel(branch(("A", task("fail"))), branch(("B", task("wait")), ("C", {"Type": "Pass"})))
    outcome = world.run(machine(("P", state)))
    assert (outcome.status, outcome.error, outcome.cause) == ("FAILED", "Broken", "for a reason")
    assert stopped.is_set()
    assert not world.stop.is_set()


def test_a_failed_branch_is_caught_and_retried_as_a_whole() -> None:
    calls: list[Any] = []

    def call(payload: Any) -> Any:
        calls.append(payload)
        if calls.count("fails") <= 2 and payload == "fails":
            raise StatesError("Broken")
        return payload

    state = parallel(
        branch(("A", task("fails"))),
        Retry=[{"ErrorEquals": ["Broken"], "MaxAttempts": 1}],
        Catch=[{"ErrorEquals": ["Broken"], "Next": "Caught"}],
        End=True,
    )
    outcome = World(call).run(machine(("P", state), ("Caught", {"Type": "Pass", "Output": "{% 'caught' %}"})))
    assert (outcome.output, len(calls)) == ("caught", 2)


def test_events_are_counted_as_step_functions_counts_them() -> None:
    world = World()
    world.run(machine(("P", parallel(branch(("A", {"Type": "Pass"}))))))
    assert world.kinds() == [
        "ExecutionStarted",
        "ParallelStateEntered",
        "ParallelStateStarted",
        "PassStateEntered",
        "PassStateExited",
        "ParallelStateSucceeded",
        "ParallelStateExited",
        "ExecutionSucceeded",
    ]
