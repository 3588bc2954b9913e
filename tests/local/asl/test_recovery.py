from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.machines import World, machine, task
from tilebuild.local.asl.errors import StatesError, matches
from tilebuild.local.asl.model import Retrier
from tilebuild.local.asl.recovery import backoff
from tilebuild.local.asl.resources import INVOKE
from tilebuild.local.asl.services import TaskCall


def failing(*errors: str) -> Any:
    """A function that fails with each error in turn, then returns how often it was called."""
    left: Iterator[str] = iter(errors)
    calls = 0

    def call(payload: Any) -> Any:
        nonlocal calls
        calls += 1
        error = next(left, None)
        if error is not None:
            raise StatesError(error, f"call {calls}")
        return calls

    return call


@pytest.mark.parametrize(
    ("names", "error", "means"),
    [
        (("A",), "A", True),
        (("A",), "B", False),
        (("States.ALL",), "A", True),
        (("States.ALL",), "States.Timeout", True),
        (("States.ALL",), "States.QueryEvaluationError", True),
        (("States.ALL",), "States.DataLimitExceeded", False),
        (("States.ALL",), "States.Runtime", False),
        (("States.Runtime",), "States.Runtime", False),
        (("States.DataLimitExceeded",), "States.DataLimitExceeded", True),
        (("States.TaskFailed",), "A", True),
        (("States.TaskFailed",), "States.TaskFailed", True),
        (("States.TaskFailed",), "States.Timeout", False),
        (("States.TaskFailed",), "States.DataLimitExceeded", False),
        (("A", "States.Timeout"), "States.Timeout", True),
    ],
)
def test_error_equals(names: tuple[str, ...], error: str, means: bool) -> None:
    assert matches(names, error) is means


@pytest.mark.parametrize(
    ("rule", "delays"),
    [
        ({}, [1, 2, 4]),
        ({"IntervalSeconds": 3, "BackoffRate": 1, "MaxAttempts": 4}, [3, 3, 3, 3]),
        ({"IntervalSeconds": 5, "BackoffRate": 2, "MaxAttempts": 5, "MaxDelaySeconds": 12}, [5, 10, 12, 12, 12]),
        ({"IntervalSeconds": 4, "JitterStrategy": "FULL", "MaxAttempts": 2}, [2, 4]),
        ({"MaxAttempts": 0}, []),
    ],
)
def test_a_retry_waits_longer_each_time_and_gives_up(rule: dict[str, Any], delays: list[float]) -> None:
    world = World(failing(*["A"] * 20))
    outcome = world.run(machine(("T", task(Retry=[{"ErrorEquals": ["A"], **rule}]))))
    assert (outcome.error, outcome.cause) == ("A", f"call {len(delays) + 1}")
    assert world.clock.slept == delays


@given(
    interval=st.integers(1, 1000), rate=st.floats(1, 10), retries=st.integers(0, 10_000), limit=st.integers(1001, 10**6)
)
def test_no_wait_is_longer_than_the_longest_allowed(interval: int, rate: float, retries: int, limit: int) -> None:
    rule = Retrier(("A",), interval, 3, rate, limit)
    assert interval <= backoff(rule, retries) <= limit


def test_each_rule_counts_its_own_retries() -> None:
    world = World(failing("A", "B", "A", "B"))
    rules = [{"ErrorEquals": ["A"], "MaxAttempts": 2}, {"ErrorEquals": ["B"], "IntervalSeconds": 10, "MaxAttempts": 2}]
    assert world.run(machine(("T", task(Retry=rules)))).output == 5
    assert world.clock.slept == [1, 10, 2, 20]


def test_the_retry_count_is_in_the_context() -> None:
    seen: list[Any] = []

    def call(payload: Any) -> Any:
        seen.append(payload)
        if len(seen) < 3:
            raise StatesError("A")
        return payload

    state = task("{% $states.context.State.RetryCount %}", Retry=[{"ErrorEquals": ["A"]}])
    assert World(call).run(machine(("T", state))).output == 2
    assert seen == [0, 1, 2]


def test_a_catch_comes_after_the_retries_and_its_output_replaces_the_input() -> None:
    state = task(Retry=[{"ErrorEquals": ["A"], "MaxAttempts": 1}], Catch=[{"ErrorEquals": ["A"], "Next": "Caught"}])
    outcome = World(failing("A", "A")).run(
        machine(("T", {**state, "End": True}), ("Caught", {"Type": "Pass"})), {"n": 1}
    )
    assert outcome.output == {"Error": "A", "Cause": "call 2"}


def test_a_catch_keeps_the_input_and_sets_variables_if_told_to() -> None:
    catch = {
        "ErrorEquals": ["States.ALL"],
        "Next": "Caught",
        "Output": "{% $states.input %}",
        "Assign": {"why": "{% $states.errorOutput.Error %}"},
    }
    caught = {"Type": "Pass", "Output": "{% [$states.input.n, $why] %}"}
    definition = machine(("T", task(Catch=[catch], Assign={"why": "no"}, End=True)), ("Caught", caught))
    assert World(failing("A")).run(definition, {"n": 1}).output == [1, "A"]


def test_the_first_catch_that_means_the_error_is_taken() -> None:
    catches = [{"ErrorEquals": ["B"], "Next": "B"}, {"ErrorEquals": ["States.ALL"], "Next": "All"}]
    states = (
        ("T", task(Catch=catches, End=True)),
        ("B", {"Type": "Fail", "Error": "was B"}),
        ("All", {"Type": "Fail", "Error": "was another"}),
    )
    assert World(failing("B")).run(machine(*states)).error == "was B"
    assert World(failing("C")).run(machine(*states)).error == "was another"


@pytest.mark.parametrize("field", ["Arguments", "Output", "Assign"])
def test_a_query_error_in_any_field_can_be_caught(field: str) -> None:
    broken: dict[str, Any] = {
        "Arguments": {"FunctionName": "f", "Payload": "{% $states.input.missing %}"},
        "Output": "{% $states.result.missing %}",
        "Assign": {"x": "{% $states.result.missing %}"},
    }
    catch = [{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "Caught"}]
    definition = machine(("T", task(**{field: broken[field]}, Catch=catch, End=True)), ("Caught", {"Type": "Pass"}))
    assert World().run(definition).output["Error"] == "States.QueryEvaluationError"


def test_a_fault_in_the_catch_itself_is_not_caught_again() -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "Caught", "Output": "{% $states.result %}"}]
    definition = machine(("T", task(Catch=catch, End=True)), ("Caught", {"Type": "Pass"}))
    assert World(failing("A")).run(definition).error == "States.QueryEvaluationError"


@pytest.mark.parametrize("error", ["States.Runtime", "States.DataLimitExceeded"])
def test_states_all_neither_retries_nor_catches_these(error: str) -> None:
    rules = {"Retry": [{"ErrorEquals": ["States.ALL"]}], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]}
    world = World(failing(error))
    assert world.run(machine(("T", task(**rules, End=True)), ("Caught", {"Type": "Pass"}))).error == error
    assert world.clock.slept == []


def test_a_stop_while_waiting_for_a_retry_aborts() -> None:
    world = World()

    def call(payload: Any) -> Any:
        world.stop.set()
        raise StatesError("A")

    world.task = call
    assert world.run(machine(("T", task(Retry=[{"ErrorEquals": ["States.ALL"]}])))).status == "ABORTED"


def test_every_try_is_in_the_history() -> None:
    world = World(failing("A", "States.Timeout"))
    world.run(machine(("T", task(Retry=[{"ErrorEquals": ["States.ALL"]}]))))
    scheduled = ["TaskScheduled", "TaskStarted"]
    assert world.kinds()[1:-1] == [
        "TaskStateEntered",
        *[*scheduled, "TaskFailed"],
        *[*scheduled, "TaskTimedOut"],
        *[*scheduled, "TaskSucceeded"],
        "TaskStateExited",
    ]


def test_a_task_is_given_its_timeout_and_tells_of_its_submission() -> None:
    calls: list[TaskCall] = []

    def handler(call: TaskCall) -> Any:
        calls.append(call)
        call.submitted("job-1")
        return {"Payload": 1}

    world = World(handler=handler)
    world.run(machine(("T", task(TimeoutSeconds="{% $states.input.seconds %}"))), {"seconds": 9})
    assert (calls[0].resource, calls[0].timeout) == (INVOKE, 9)
    assert "TaskSubmitted" in world.kinds()
