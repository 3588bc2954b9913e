import threading
from typing import Any

import pytest

from tests.support.machines import World, branch, inline_map, machine, task
from tilebuild.local.asl.errors import Aborted, StatesError
from tilebuild.local.asl.history import EVENT_LIMIT
from tilebuild.local.asl.services import TaskCall

KIB = 1024
PASS: dict[str, Any] = {"Type": "Pass"}


@pytest.mark.parametrize(("size", "status"), [(256 * KIB - 2, "SUCCEEDED"), (256 * KIB - 1, "FAILED")])
def test_a_payload_has_at_most_256_kib_of_utf8(size: int, status: str) -> None:
    half = size // 2
    text = "é" * half + "x" * (size - 2 * half)
    outcome = World(lambda _: {"Payload": 1}).run(machine(("A", {"Type": "Pass", "Output": text})))
    assert outcome.status == status
    assert status == "SUCCEEDED" or outcome.error == "States.DataLimitExceeded"


@pytest.mark.parametrize("where", ["input", "arguments", "result", "output"])
def test_each_payload_is_measured(where: str) -> None:
    large = "x" * 262_200
    payload = "{% $pad('', 262200, 'x') %}" if where == "arguments" else "{% 1 %}"
    world = World(lambda value: large if where == "result" else value)
    more: dict[str, Any] = {"Output": "{% $pad('', 262200, 'x') %}"} if where == "output" else {"Output": {}}
    definition = machine(("A", task(payload, **more)))
    assert world.run(definition, large if where == "input" else {}).error == "States.DataLimitExceeded"


def test_an_execution_has_at_most_25000_events() -> None:
    world = World()
    outcome = world.run(machine(("M", inline_map(branch(("A", PASS), ("B", PASS))))), list(range(5000)))
    assert outcome.error == "States.Runtime"
    assert "25000" in str(outcome.cause)
    assert len(world.kinds()) == EVENT_LIMIT + 1


def test_no_catch_sees_the_event_limit() -> None:
    state = inline_map(branch(("A", PASS)), Catch=[{"ErrorEquals": ["States.ALL"], "Next": "B"}], End=True)
    assert World().run(machine(("M", state), ("B", PASS)), list(range(7000))).error == "States.Runtime"


def test_a_machine_that_takes_too_long_times_out() -> None:
    def handler(call: TaskCall) -> Any:
        call.stop.wait(10)
        raise Aborted

    outcome = World(handler=handler).run(machine(("A", task()), TimeoutSeconds=1))
    assert (outcome.status, outcome.error) == ("TIMED_OUT", "States.Timeout")


def test_a_stop_from_outside_aborts() -> None:
    world = World()

    def handler(call: TaskCall) -> Any:
        threading.Thread(target=world.stop.set).start()
        call.stop.wait(10)
        raise Aborted

    world.handler = handler
    assert world.run(machine(("A", task()))).status == "ABORTED"
    assert world.kinds()[-1] == "ExecutionAborted"


def test_a_cause_is_cut_to_what_step_functions_keeps() -> None:
    def call(payload: Any) -> Any:
        raise StatesError("Broken", "x" * 40_000)

    assert len(str(World(call).run(machine(("A", task()))).cause)) == 32_768
