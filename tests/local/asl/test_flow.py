from typing import Any

import pytest

from tests.support.machines import World, machine


def output(*states: tuple[str, dict[str, Any]], value: Any = None) -> Any:
    outcome = World().run(machine(*states), value)
    assert outcome.status == "SUCCEEDED", outcome
    return outcome.output


def test_pass_hands_on_its_input_or_its_output() -> None:
    assert output(("A", {"Type": "Pass"}), value={"n": 1}) == {"n": 1}
    assert output(("A", {"Type": "Pass", "Output": {"n": "{% $states.input.n + 1 %}"}}), value={"n": 1}) == {"n": 2}


def test_an_output_of_null_is_an_output() -> None:
    assert output(("A", {"Type": "Pass", "Output": None}), value={"n": 1}) is None


def test_output_and_assign_do_not_see_each_other() -> None:
    first = {"Type": "Pass", "Assign": {"n": 1}}
    second = {"Type": "Pass", "Assign": {"n": "{% $n + 1 %}", "m": "{% $n %}"}, "Output": "{% $n %}"}
    third = {"Type": "Pass", "Output": "{% [$states.input, $n, $m] %}"}
    assert output(("A", first), ("B", second), ("C", third)) == [1, 2, 1]


def test_succeed_ends_the_machine_with_its_output() -> None:
    assert output(("A", {"Type": "Succeed", "Output": "{% 'done' %}"})) == "done"


def test_fail_ends_it_with_error_and_cause() -> None:
    state = {"Type": "Fail", "Error": "{% $states.input.kind %}", "Cause": "because"}
    outcome = World().run(machine(("A", state)), {"kind": "Broken"})
    assert (outcome.status, outcome.error, outcome.cause) == ("FAILED", "Broken", "because")


@pytest.mark.parametrize(
    ("field", "seconds"),
    [
        ({"Seconds": 30}, 30),
        ({"Seconds": "{% $states.input.seconds %}"}, 7),
        ({"Timestamp": "2026-01-31T12:01:00Z"}, 60),
        ({"Timestamp": "2020-01-01T00:00:00Z"}, 0),
    ],
)
def test_wait_waits(field: dict[str, Any], seconds: float) -> None:
    world = World()
    assert world.run(machine(("A", {"Type": "Wait", **field})), {"seconds": 7}).output == {"seconds": 7}
    assert world.clock.slept == [seconds]


@pytest.mark.parametrize("field", [{"Seconds": "{% 1.5 %}"}, {"Timestamp": "soon"}, {"Timestamp": "2026-01-31"}])
def test_a_wait_without_a_time_fails(field: dict[str, Any]) -> None:
    assert World().run(machine(("A", {"Type": "Wait", **field}))).error == "States.QueryEvaluationError"


CHOICE = {
    "Type": "Choice",
    "Choices": [
        {"Condition": "{% $states.input.n > 10 %}", "Next": "Big", "Output": "{% 'big' %}", "Assign": {"by": "rule"}},
        {"Condition": "{% $states.input.n > 5 %}", "Next": "Big"},
    ],
    "Default": "Small",
    "Output": "{% 'default' %}",
    "Assign": {"by": "default"},
}
TELL = {"Type": "Pass", "Output": "{% [$states.input, $exists($by) ? $by : 'nobody'] %}", "End": True}


@pytest.mark.parametrize(("n", "told"), [(11, ["big", "rule"]), (6, [{"n": 6}, "nobody"]), (1, ["default", "default"])])
def test_choice_takes_the_first_rule_that_holds_with_the_rules_own_output(n: int, told: Any) -> None:
    assert output(("C", CHOICE), ("Big", TELL), ("Small", TELL), value={"n": n}) == told


def test_choice_without_a_way_fails() -> None:
    state = {"Type": "Choice", "Choices": [{"Condition": False, "Next": "A"}]}
    assert World().run(machine(("C", state), ("A", {"Type": "Pass"}))).error == "States.NoChoiceMatched"


def test_a_condition_must_be_true_or_false() -> None:
    state = {"Type": "Choice", "Choices": [{"Condition": "{% 1 %}", "Next": "A"}]}
    assert World().run(machine(("C", state), ("A", {"Type": "Pass"}))).error == "States.QueryEvaluationError"


def test_an_undefined_result_fails_the_state_and_is_in_the_history() -> None:
    world = World()
    outcome = world.run(machine(("A", {"Type": "Pass", "Output": "{% $states.input.missing %}"})))
    assert (outcome.status, outcome.error) == ("FAILED", "States.QueryEvaluationError")
    assert world.kinds() == ["ExecutionStarted", "PassStateEntered", "EvaluationFailed", "ExecutionFailed"]


def test_the_context_object_tells_execution_state_and_machine() -> None:
    state = {"Type": "Pass", "Output": "{% $states.context %}"}
    assert output(("A", state), value={"n": 1}) == {
        "Execution": {
            "Id": "arn:aws:states:us-east-1:000000000000:execution:Machine:run-1",
            "Input": {"n": 1},
            "Name": "run-1",
            "RoleArn": "arn:aws:iam::0:role/r",
            "StartTime": "2026-01-31T12:00:00.000Z",
            "RedriveCount": 0,
        },
        "State": {"Name": "A", "EnteredTime": "2026-01-31T12:00:00.000Z", "RetryCount": 0},
        "StateMachine": {"Id": "arn:aws:states:us-east-1:000000000000:stateMachine:Machine", "Name": "Machine"},
    }
