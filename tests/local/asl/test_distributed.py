import threading
from collections import Counter
from typing import Any

import pytest

from tests.support.machines import AtOnce, World, branch, distributed_map, machine, task
from tilebuild.local.asl.distributed import Settings
from tilebuild.local.asl.errors import Aborted, StatesError
from tilebuild.local.asl.services import TaskCall
from tilebuild.local.events import MapRunFinished, MapRunProgress, MapRunStarted

PASS: dict[str, Any] = {"Type": "Pass"}
CHILD = branch(("A", task("{% $states.input %}")))


def fails_for(*values: Any) -> Any:
    def call(payload: Any) -> Any:
        if payload in values:
            raise StatesError("Broken", f"at {payload}")
        return payload

    return call


def test_every_item_has_an_execution_of_its_own() -> None:
    context = branch(("A", {"Type": "Pass", "Output": "{% $states.context %}"}))
    world = World()
    first, second = world.run(machine(("M", distributed_map(context))), ["a", "b"]).output
    assert first["Execution"]["Input"] == "a"
    assert first["Execution"]["Id"].startswith("arn:aws:states:us-east-1:000000000000:execution:Machine/Items:")
    assert first["Execution"]["Id"].endswith(first["Execution"]["Name"])
    assert first["Execution"]["Id"] != second["Execution"]["Id"]
    assert first["StateMachine"]["Name"] == "Machine/Items"
    assert {child["status"] for child in world.recorder.children.values()} == {"SUCCEEDED"}


def test_a_child_has_its_own_history_and_the_parents_does_not_grow() -> None:
    world = World()
    world.run(machine(("M", distributed_map(CHILD))), list(range(50)))
    assert world.kinds()[1:-1] == [
        "MapStateEntered",
        "MapStateStarted",
        "MapRunStarted",
        "MapRunSucceeded",
        "MapStateSucceeded",
        "MapStateExited",
    ]
    child = next(iter(world.recorder.children))
    assert [kind for arn, _, kind, _, _ in world.recorder.events if arn == child] == [
        "ExecutionStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
    ]


@pytest.mark.parametrize(
    ("count", "percentage", "failed", "total", "exceeded"),
    [
        (None, None, 1, 100, True),
        (None, None, 0, 100, False),
        (2, None, 2, 4, False),
        (2, None, 3, 4, True),
        (None, 50, 2, 4, False),
        (None, 50, 3, 4, True),
        (None, 25, 1, 3, True),
        (10, 25, 3, 10, True),
        (2, 100, 3, 10, True),
        (10, 100, 10, 10, False),
        (0, None, 1, 1, True),
    ],
)
def test_the_threshold(count: int | None, percentage: float | None, failed: int, total: int, exceeded: bool) -> None:
    assert Settings(1, count, percentage, None).exceeded(failed, total) is exceeded


def test_within_its_tolerance_a_map_succeeds() -> None:
    state = distributed_map(CHILD, ToleratedFailureCount="{% $count($states.input) - 3 %}")
    outcome = World(fails_for(2)).run(machine(("M", state)), [1, 2, 3, 4])
    assert [entry if isinstance(entry, int) else entry["Error"] for entry in outcome.output] == [1, "Broken", 3, 4]


def test_beyond_its_tolerance_a_map_fails_and_begins_no_more_children() -> None:
    world = World(fails_for(2, 4), workers=1)
    outcome = world.run(machine(("M", distributed_map(CHILD, ToleratedFailurePercentage=10))), list(range(1, 11)))
    assert outcome.error == "States.ExceedToleratedFailureThreshold"
    counts = Counter(child["status"] for child in world.recorder.children.values())
    assert counts == {"SUCCEEDED": 2, "FAILED": 2}


def test_beyond_its_tolerance_running_children_are_aborted() -> None:
    running = threading.Event()

    def handler(call: TaskCall) -> Any:
        if call.arguments["Payload"] == "fail":
            running.wait(10)
            raise StatesError("Broken")
        running.set()
        call.stop.wait(10)
        raise Aborted

    world = World(handler=handler, workers=2)
    outcome = world.run(machine(("M", distributed_map(CHILD))), ["fail", "wait"])
    assert outcome.error == "States.ExceedToleratedFailureThreshold"
    assert sorted(child["status"] for child in world.recorder.children.values()) == ["ABORTED", "FAILED"]


def test_an_error_of_a_child_is_no_error_of_the_map() -> None:
    catch = [{"ErrorEquals": ["Broken"], "Next": "A"}, {"ErrorEquals": ["States.ALL"], "Next": "B"}]
    state = distributed_map(CHILD, Catch=catch, End=True)
    ends = [(name, {"Type": "Pass", "Output": name, "End": True}) for name in "AB"]
    assert World(fails_for(1)).run(machine(("M", state), *ends), [1]).output == "B"


@pytest.mark.parametrize(("allowed", "workers", "at_once"), [(2, 8, 2), (0, 3, 3), (100, 4, 4)])
def test_max_concurrency_and_this_machines_workers_bound_the_children(allowed: int, workers: int, at_once: int) -> None:
    call = AtOnce(at_once)
    state = distributed_map(CHILD, MaxConcurrency=allowed)
    World(call, workers=workers).run(machine(("M", state)), list(range(20)))
    assert call.most == at_once


@pytest.mark.parametrize(
    "field",
    [
        {"MaxConcurrency": "{% 1.5 %}"},
        {"MaxConcurrency": "{% 10001 %}"},
        {"ToleratedFailureCount": "{% 'many' %}"},
        {"ToleratedFailurePercentage": "{% 101 %}"},
        {"ItemSelector": {"a": "{% $states.input.missing %}"}},
    ],
)
def test_a_field_that_evaluates_to_nonsense_fails_the_map(field: dict[str, Any]) -> None:
    outcome = World().run(machine(("M", distributed_map(CHILD, **field))), [1])
    assert outcome.error == "States.QueryEvaluationError"


def test_a_stop_aborts_children_and_map() -> None:
    world = World(workers=1)

    def call(payload: Any) -> Any:
        world.stop.set()
        return payload

    world.task = call
    assert world.run(machine(("M", distributed_map(CHILD))), [1, 2, 3]).status == "ABORTED"
    assert [child["status"] for child in world.recorder.children.values()] == ["ABORTED"]


def test_outputs_above_256_kib_together_fail_the_map() -> None:
    large = branch(("A", {"Type": "Pass", "Output": "{% $pad('', 100000, 'x') %}"}))
    outcome = World().run(machine(("M", distributed_map(large))), [1, 2, 3])
    assert outcome.error == "States.DataLimitExceeded"


def test_an_item_above_256_kib_fails_the_map() -> None:
    state = distributed_map(CHILD, ItemSelector={"x": "{% $pad('', 262200, 'x') %}"})
    assert World().run(machine(("M", state)), [1]).error == "States.DataLimitExceeded"


def test_progress_is_told_for_each_child() -> None:
    world = World(fails_for(2), workers=1)
    world.run(machine(("M", distributed_map(CHILD, ToleratedFailureCount=1))), [1, 2, 3])
    (started,) = [event for event in world.told if isinstance(event, MapRunStarted)]
    progress = [event for event in world.told if isinstance(event, MapRunProgress)]
    (finished,) = [event for event in world.told if isinstance(event, MapRunFinished)]
    assert (started.label, started.total) == ("Items", 3)
    assert [(event.succeeded, event.failed, event.running) for event in progress] == [
        (0, 0, 1),
        (1, 0, 0),
        (1, 0, 1),
        (1, 1, 0),
        (1, 1, 1),
        (2, 1, 0),
    ]
    assert (finished.status, finished.succeeded, finished.failed) == ("SUCCEEDED", 2, 1)


def test_a_defect_of_the_runner_is_not_mistaken_for_a_failed_child() -> None:
    def call(payload: Any) -> Any:
        raise ZeroDivisionError("a defect")

    with pytest.raises(ZeroDivisionError):
        World(call).run(machine(("M", distributed_map(CHILD, ToleratedFailurePercentage=100))), [1, 2])


@pytest.mark.e2e
def test_a_planet_of_items_stays_within_the_limits() -> None:
    child = branch(("A", task("{% $states.input.tile %}", Output="{% $states.input %}")), ("B", task("{% 1 %}")))
    world = World(workers=16)
    items = [{"item": f"7-{n % 128}-{n // 128}", "tile": f"7/{n % 128}/{n // 128}"} for n in range(16_384)]
    world.objects["b", "k"] = str(items).replace("'", '"').encode()
    reader = {"Resource": "arn:aws:states:::s3:getObject", "Arguments": {"Bucket": "b", "Key": "k"}}
    writer = {"Resource": "arn:aws:states:::s3:putObject", "Arguments": {"Bucket": "b", "Prefix": "out"}}
    state = distributed_map(
        child, ItemReader={**reader, "ReaderConfig": {"InputType": "JSON"}}, ResultWriter=writer, MaxConcurrency=1000
    )
    assert world.run(machine(("M", state))).status == "SUCCEEDED"
    assert len(world.recorder.children) == 16_384
    assert len(world.kinds()) == 8
    assert set(Counter(arn for arn, *_ in world.recorder.events if "/Items:" in arn).values()) == {12}
