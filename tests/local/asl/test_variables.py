from typing import Any

import pytest

from tests.support.machines import World, branch, distributed_map, inline_map, machine
from tilebuild.errors import RequestError
from tilebuild.local.asl.loading import load_machine

SET: dict[str, Any] = {"Type": "Pass", "Assign": {"n": 1}}
READ: dict[str, Any] = {"Type": "Pass", "Output": "{% $n %}"}


def parallel(*branches: dict[str, Any]) -> dict[str, Any]:
    return {"Type": "Parallel", "Branches": list(branches)}


@pytest.mark.parametrize("inner", [parallel(branch(("B", READ))), inline_map(branch(("B", READ)), Items=[0])])
def test_branches_and_inline_maps_see_the_variables_around_them(inner: dict[str, Any]) -> None:
    assert World().run(machine(("A", SET), ("In", inner))).output == [1]


@pytest.mark.parametrize("inner", [parallel(branch(("B", SET))), inline_map(branch(("B", SET)), Items=[0])])
def test_an_inner_scope_may_not_assign_a_variable_of_an_outer_one(inner: dict[str, Any]) -> None:
    with pytest.raises(RequestError, match="The variable n is assigned in an outer scope and again"):
        load_machine(machine(("A", SET), ("In", inner)))


def test_a_catch_and_a_choice_rule_assign_too() -> None:
    rule = {"Type": "Choice", "Choices": [{"Condition": True, "Next": "In", "Assign": {"n": 1}}]}
    with pytest.raises(RequestError, match="The variable n is assigned in an outer scope"):
        load_machine(machine(("A", rule), ("In", parallel(branch(("B", SET))))))


def test_what_an_inner_scope_assigns_ends_with_it() -> None:
    definition = machine(("In", parallel(branch(("B", SET)))), ("C", {"Type": "Pass", "Output": "{% $exists($n) %}"}))
    assert World().run(definition).output is False


def test_branches_do_not_see_each_other() -> None:
    reads = branch(("C", {"Type": "Wait", "Seconds": 1}), ("D", {"Type": "Pass", "Output": "{% $exists($n) %}"}))
    assert World().run(machine(("In", parallel(branch(("B", SET)), reads)))).output[1] is False


def test_a_distributed_child_sees_nothing_of_its_parent_and_may_use_the_same_names() -> None:
    child = branch(("B", {"Type": "Pass", "Output": "{% $exists($n) %}", "Assign": {"n": 2}}))
    assert World().run(machine(("A", SET), ("In", distributed_map(child, Items=[0])))).output == [False]


def test_a_variable_has_at_most_256_kib() -> None:
    state = {"Type": "Pass", "Assign": {"n": "{% $pad('', 262200, 'x') %}"}, "Output": {}}
    assert World().run(machine(("A", state))).error == "States.DataLimitExceeded"
