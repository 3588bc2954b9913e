import copy
from typing import Any

import pytest

from tests.support.asl import definition as build_definition
from tests.support.machines import branch, distributed_map, inline_map, machine, task
from tilebuild.errors import RequestError
from tilebuild.local.asl.loading import load_machine

PASS: dict[str, Any] = {"Type": "Pass"}
READER = {"Resource": "arn:aws:states:::s3:getObject", "Arguments": {"Bucket": "b", "Key": "k"}}


def refused(definition: Any, sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        load_machine(definition)


def test_the_projects_own_machine_is_understood_whole() -> None:
    assert load_machine(build_definition()).start == "FirstPass"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"QueryLanguage": "JSONPath"}, "only JSONata is implemented"),
        ({"Version": "2.0"}, "Version must be 1.0"),
        ({"TimeoutSeconds": 0}, "TimeoutSeconds 0, which must be a positive integer"),
        ({"StartAt": "B"}, "leads to 'B', which is no state"),
        ({"States": {}}, "has no States"),
        ({"Extra": 1}, "has the field Extra, which is not implemented"),
    ],
)
def test_machines_that_are_refused(change: dict[str, Any], sentence: str) -> None:
    refused({**machine(("A", PASS)), **change}, sentence)


def test_a_machine_must_say_that_it_is_jsonata() -> None:
    refused(branch(("A", PASS)), "lacks the field QueryLanguage")


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"Type": "Nap"}, "has Type 'Nap'"),
        ({"Type": "Pass", "Result": 1}, "has the field Result, which is not implemented"),
        ({"Type": "Pass", "InputPath": "$"}, "has the field InputPath"),
        ({"Type": "Pass", "QueryLanguage": "JSONPath"}, "only JSONata is implemented"),
        ({"Type": "Pass", "Next": "A", "End": True}, "either Next or End: true"),
        ({"Type": "Pass", "End": False}, "either Next or End: true"),
        ({"Type": "Pass", "Next": "Gone"}, "leads to 'Gone', which is no state there"),
        ({"Type": "Pass", "Assign": {"states": 1}}, "assigns 'states', which is no variable name"),
        ({"Type": "Pass", "Assign": {"1a": 1}}, "assigns '1a', which is no variable name"),
        ({"Type": "Pass", "Output": "{% name %}"}, "the field name stands without a variable"),
        ({"Type": "Pass", "Output": "{% 1"}, "must begin with"),
        ({"Type": "Wait"}, "exactly one of Seconds and Timestamp"),
        ({"Type": "Wait", "Seconds": 1, "Timestamp": "x"}, "exactly one of Seconds and Timestamp"),
        ({"Type": "Wait", "Seconds": -1}, "Seconds must be a number from 0"),
        ({"Type": "Fail", "Error": 1}, "has Error 1, which must be a string"),
        ({"Type": "Choice", "Choices": []}, "a list of at least one rule"),
        ({"Type": "Choice", "Choices": [{"Condition": "yes", "Next": "A"}]}, "must be an expression or a boolean"),
        ({"Type": "Choice", "Choices": [{"Variable": "$.a", "Next": "A"}]}, "has the field Variable"),
        ({"Type": "Parallel", "Branches": []}, "a list of at least one machine"),
        (task(Resource="arn:aws:states:::dynamodb:putItem"), "has Resource 'arn:aws:states:::dynamodb:putItem'"),
        (task(Arguments={"FunctionName": "f", "Qualifier": "1"}), "Arguments has the field Qualifier"),
        (task(Arguments={}), "lacks the field FunctionName"),
        (task(HeartbeatSeconds=1), "has the field HeartbeatSeconds"),
        (task(Credentials={}), "has the field Credentials"),
        (task(TimeoutSeconds=0), "TimeoutSeconds must be a number from 1"),
        (task(Retry=[{"ErrorEquals": []}]), "must be a list of error names"),
        (task(Retry=[{"ErrorEquals": ["States.ALL", "A"]}]), "must stand alone"),
        (task(Retry=[{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["A"]}]), "it must stand last"),
        (task(Retry=[{"ErrorEquals": ["A"], "BackoffRate": 0.5}]), "BackoffRate 0.5"),
        (task(Retry=[{"ErrorEquals": ["A"], "IntervalSeconds": 0}]), "IntervalSeconds 0"),
        (task(Retry=[{"ErrorEquals": ["A"], "MaxAttempts": 1.5}]), "MaxAttempts 1.5"),
        (task(Retry=[{"ErrorEquals": ["A"], "IntervalSeconds": 5, "MaxDelaySeconds": 5}]), "greater than Interval"),
        (task(Retry=[{"ErrorEquals": ["A"], "JitterStrategy": "HALF"}]), "allowed are FULL and NONE"),
        (task(Catch=[{"ErrorEquals": ["A"], "Next": "Gone"}]), "leads to 'Gone'"),
        (task(Catch=[{"ErrorEquals": ["A"], "Next": "A", "ResultPath": "$"}]), "has the field ResultPath"),
    ],
)
def test_states_that_are_refused(state: dict[str, Any], sentence: str) -> None:
    refused(machine(("A", state)), sentence)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"Label": "x" * 41}, "one of 1 to 40 characters"),
        ({"Label": "a b"}, "without spaces"),
        ({"MaxConcurrency": 10_001}, "from 0 to 10000"),
        ({"ToleratedFailurePercentage": 101}, "from 0 to 100"),
        ({"ItemBatcher": {}}, "has the field ItemBatcher"),
        ({"Items": [], "ItemReader": {**READER, "ReaderConfig": {"InputType": "JSON"}}}, "both Items and ItemReader"),
        ({"ItemReader": {**READER, "ReaderConfig": {"InputType": "PARQUET"}}}, "implemented are JSON, JSONL and CSV"),
        (
            {"ItemReader": {**READER, "Resource": "arn:aws:states:::s3:listObjectsV2"}},
            "only arn:aws:states:::s3:getObj",
        ),
        ({"ItemReader": {**READER, "Parameters": {}}}, "has the field Parameters"),
        ({"ResultWriter": {"Resource": "x", "Arguments": {}}}, "only arn:aws:states:::s3:putObject is implemented"),
    ],
)
def test_distributed_maps_that_are_refused(change: dict[str, Any], sentence: str) -> None:
    refused(machine(("M", {**distributed_map(branch(("A", PASS))), **change})), sentence)


def test_express_children_are_refused() -> None:
    state = distributed_map(branch(("A", PASS)))
    state["ItemProcessor"]["ProcessorConfig"]["ExecutionType"] = "EXPRESS"
    refused(machine(("M", state)), "only STANDARD is implemented")


@pytest.mark.parametrize("field", ["Label", "ToleratedFailureCount", "ResultWriter"])
def test_an_inline_map_has_nothing_of_a_distributed_one(field: str) -> None:
    refused(machine(("M", inline_map(branch(("A", PASS)), **{field: 1}))), f"has {field}, which only a DISTRIBUTED map")


def test_an_inline_map_runs_at_most_40_iterations_at_once() -> None:
    refused(machine(("M", inline_map(branch(("A", PASS)), MaxConcurrency=41))), "from 0 to 40")


def test_names_have_at_most_80_characters() -> None:
    load_machine(machine(("n" * 80, PASS)))
    refused(machine(("n" * 81, PASS)), "81 characters; 80 are allowed")


def test_a_state_that_nothing_leads_to_is_refused() -> None:
    definition = machine(("A", PASS))
    definition["States"]["Island"] = {"Type": "Succeed"}
    refused(definition, "'Island' is never reached")


def test_a_machine_that_cannot_end_is_refused() -> None:
    refused(machine(("A", {"Type": "Pass", "Next": "B"}), ("B", {"Type": "Pass", "Next": "A"})), "no terminal state")


def test_faults_are_found_inside_branches_and_processors() -> None:
    inner = {"Type": "Parallel", "Branches": [branch(("B", {"Type": "Pass", "Bad": 1}))]}
    refused(machine(("M", distributed_map(branch(("A", inner))))), "The state 'B' has the field Bad")


def test_loading_leaves_the_definition_as_it_is() -> None:
    definition = build_definition()
    before = copy.deepcopy(definition)
    load_machine(definition)
    assert definition == before
