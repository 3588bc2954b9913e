from typing import Any

import pytest

from tests.support.machines import AtOnce, World, branch, inline_map, machine, task
from tilebuild.local.asl.errors import StatesError

PASS: dict[str, Any] = {"Type": "Pass"}


@pytest.mark.parametrize(
    ("state", "value"),
    [
        (inline_map(branch(("A", PASS))), [1, 2, 3]),
        (inline_map(branch(("A", PASS)), Items=[1, 2, 3]), {}),
        (inline_map(branch(("A", PASS)), Items="{% $states.input.xs %}"), {"xs": [1, 2, 3]}),
        (inline_map(branch(("A", PASS)), Items="{% [1..3] %}"), {}),
    ],
)
def test_items_are_the_input_a_list_or_an_expression(state: dict[str, Any], value: Any) -> None:
    assert World().run(machine(("M", state)), value).output == [1, 2, 3]


def test_no_items_give_no_outputs() -> None:
    assert World().run(machine(("M", inline_map(branch(("A", PASS)), Items=[])))).output == []


def test_items_that_are_no_array_fail() -> None:
    assert World().run(machine(("M", inline_map(branch(("A", PASS))))), {"a": 1}).error == "States.QueryEvaluationError"


def test_the_item_selector_sees_input_context_and_item() -> None:
    selector = {"run": "{% $states.input.run %}", "at": "{% $states.context.Map.Item.Index %}"}
    selector["value"] = "{% $states.context.Map.Item.Value %}"
    state = inline_map(branch(("A", PASS)), Items="{% $states.input.xs %}", ItemSelector=selector)
    outcome = World().run(machine(("M", state)), {"run": "r", "xs": ["a", "b"]})
    assert outcome.output == [{"run": "r", "at": 0, "value": "a"}, {"run": "r", "at": 1, "value": "b"}]


def test_an_iteration_knows_its_item() -> None:
    state = inline_map(branch(("A", {"Type": "Pass", "Output": "{% $states.context.Map.Item.Index %}"})))
    assert World().run(machine(("M", state)), ["a", "b", "c"]).output == [0, 1, 2]


@pytest.mark.parametrize(("field", "at_once"), [({"MaxConcurrency": 3}, 3), ({"MaxConcurrency": 1}, 1), ({}, 40)])
def test_so_many_iterations_run_at_once(field: dict[str, Any], at_once: int) -> None:
    call = AtOnce(at_once)
    state = inline_map(branch(("A", task("{% $states.input %}"))), **field)
    assert World(call).run(machine(("M", state)), list(range(60))).output == list(range(60))
    assert call.most == at_once


def test_one_failed_iteration_fails_the_map() -> None:
    def call(payload: Any) -> Any:
        if payload == 3:
            raise StatesError("Broken")
        return payload

    world = World(call)
    state = inline_map(branch(("A", task())), MaxConcurrency=1)
    assert world.run(machine(("M", state)), [1, 2, 3, 4]).error == "Broken"
    assert world.kinds().count("MapIterationStarted") == 3


def test_events_are_counted_as_step_functions_counts_them() -> None:
    world = World()
    world.run(machine(("M", inline_map(branch(("A", PASS)), MaxConcurrency=1))), [1, 2])
    iteration = ["MapIterationStarted", "PassStateEntered", "PassStateExited", "MapIterationSucceeded"]
    assert world.kinds()[1:-1] == [
        "MapStateEntered",
        "MapStateStarted",
        *iteration,
        *iteration,
        "MapStateSucceeded",
        "MapStateExited",
    ]
