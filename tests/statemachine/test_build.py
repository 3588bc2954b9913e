"""The definition that is deployed: its shape, its limits, and what its expressions give."""

import json
import re
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from tests.support.asl import definition, evaluate, expressions, find, machines, states
from tilebuild.contracts import ItemList, Plan, ToleratedFailures, parse_request
from tilebuild.settings import read_settings

MACHINE = definition()
MAPS = [found.name for found in states(MACHINE, "Map")]
TASKS = [found.name for found in states(MACHINE, "Task")]
JOBS = [name for name in TASKS if "batch" in find(name)["Resource"]]
LAMBDAS = [name for name in TASKS if "lambda" in find(name)["Resource"]]

THROTTLED = [
    "Batch.AWSBatchException",
    "Batch.BatchException",
    "Batch.ServerException",
    "Batch.TooManyRequestsException",
]
LONG_PREFIX = "a" * 80  # what a request may have at most


def plan(**changes: Any) -> dict[str, Any]:
    nothing = ItemList(bucket="control", key="runs/r/plan/1/x.jsonl", count=0)
    planned = Plan(
        run_id="vaduz-1",
        prefix="2026.01",
        number=1,
        passes=3,
        dry_run=False,
        owed=1,
        tiles=nothing,
        pyramid=nothing,
        max_concurrency=100,
        tolerated_failure_count=ToleratedFailures(tiles=20, pyramid=21),
    )
    return {**planned.model_dump(mode="json"), **changes}


def child(scope: str = "", prefix: str = "2026.01") -> dict[str, Any]:
    item = {"item": "7-67-45", "tile": "7/67/45", "rawr": True, "high": True}
    item |= {"rawr_scope": scope, "high_scope": scope, "scope": scope}  # as tiles and the pyramid have them
    return {"input": {"run_id": "vaduz-1", "prefix": prefix, "rebuild": False, "item": item}}


def next_of(state: dict[str, Any], **variables: Any) -> str:
    """Where a Choice goes."""
    for rule in state["Choices"]:
        if evaluate(rule["Condition"], **variables) is True:
            return str(rule["Next"])
    return str(state["Default"])


def environment(job: str, scope: str = "") -> dict[str, str]:
    overrides = evaluate(find(job)["Arguments"]["ContainerOverrides"], states=child(scope), memory=0)
    return {entry["Name"]: entry["Value"] for entry in overrides["Environment"]}


@pytest.mark.parametrize("machine", list(machines(MACHINE)), ids=lambda machine: machine["StartAt"])
def test_every_state_can_be_reached_and_every_way_leads_to_a_state(machine: dict[str, Any]) -> None:
    found, waiting = set(), [machine["StartAt"]]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            state = machine["States"][name]
            rules = [state, *state.get("Choices", []), *state.get("Catch", [])]
            waiting += [rule[way] for rule in rules for way in ("Next", "Default") if way in rule]
    assert found == set(machine["States"])


@pytest.mark.parametrize("found", states(MACHINE), ids=lambda found: found.name)
def test_every_state_ends_or_goes_on(found: Any) -> None:
    state = found.state
    ways = [way for way in ("Next", "End", "Default") if way in state]
    assert len(ways) == (0 if state["Type"] in ("Succeed", "Fail") else 1)


def test_state_names_are_unique_at_every_depth() -> None:
    names = [found.name for found in states(MACHINE)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", MAPS)
def test_a_map_is_distributed_with_standard_children_and_its_own_label(name: str) -> None:
    state = find(name)
    assert state["ItemProcessor"]["ProcessorConfig"] == {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    assert state["Label"] == name
    assert len(state["Label"]) <= 40


@pytest.mark.parametrize("name", MAPS)
def test_a_map_retries_and_catches_nothing(name: str) -> None:
    assert not {"Retry", "Catch"} & set(find(name))


@pytest.mark.parametrize(("name", "part"), [("TileFanOut", "tiles"), ("Pyramid", "pyramid")])
def test_a_map_takes_items_limits_and_tolerance_from_the_plan(name: str, part: str) -> None:
    planned = plan(**{part: {"bucket": "b", "key": f"runs/r/plan/1/{part}.jsonl", "count": 3}})
    state = find(name)
    assert evaluate(state["MaxConcurrency"], plan=planned) == 100
    assert evaluate(state["ToleratedFailureCount"], plan=planned) == planned["tolerated_failure_count"][part]
    assert state["ItemReader"]["ReaderConfig"] == {"InputType": "JSONL"}
    reader = evaluate(state["ItemReader"]["Arguments"], plan=planned)
    assert reader == {"Bucket": "b", "Key": f"runs/r/plan/1/{part}.jsonl"}
    writer = evaluate(state["ResultWriter"]["Arguments"], plan=planned)
    assert writer == {"Bucket": "${ControlBucket}", "Prefix": "runs/vaduz-1/map"}


@pytest.mark.parametrize("name", MAPS)
def test_a_child_is_handed_run_prefix_and_item_and_sees_nothing_else(name: str) -> None:
    context = {"context": {"Map": {"Item": {"Value": {"item": "7-67-45"}}}}}
    request = {"bbox": [9.4, 47.0, 9.7, 47.3]}
    handed = evaluate(find(name)["ItemSelector"], plan=plan(), request=request, states=context)
    assert handed == {"run_id": "vaduz-1", "prefix": "2026.01", "rebuild": True, "item": {"item": "7-67-45"}}
    texts = " ".join(expressions(find(name)["ItemProcessor"]))
    variables = set(re.findall(r"\$([a-z_]+)\b(?!\()", texts)) - set(re.findall(r"\$([a-z_]+) :=", texts))
    assert variables - {"memory", "cause", "jobs"} == {"states"}  # the three are assigned in the child itself


@pytest.mark.parametrize(
    ("request_", "prefix", "rebuild"),
    [
        ({"bbox": [9.4, 47.0, 9.7, 47.3]}, "2026.01", True),
        ({"bbox": [9.4, 47.0, 9.7, 47.3]}, "vaduz-1", False),
        ({"world": True, "prefix": "2026.01"}, "2026.01", False),
        ({"world": False, "tiles": ["7/67/45"]}, "2026.01", True),
    ],
)
@pytest.mark.parametrize("name", MAPS)
def test_a_run_that_mends_a_part_of_another_builds_tiles_is_a_rebuild(
    name: str, request_: dict[str, Any], prefix: str, rebuild: bool
) -> None:
    selector = find(name)["ItemSelector"]["rebuild"]
    assert evaluate(selector, plan=plan(prefix=prefix), request=request_) is rebuild


@pytest.mark.parametrize(("name", "kind"), [("Rawr", "Database"), ("HighZoom", "Tile"), ("LowZoom", "Database")])
@pytest.mark.parametrize(("rebuild", "queue"), [(True, "RebuildQueue"), (False, "Queue")])
def test_a_rebuild_goes_to_the_queue_that_overtakes(name: str, kind: str, rebuild: bool, queue: str) -> None:
    handed = {"input": {**child()["input"], "rebuild": rebuild}}
    assert evaluate(find(name)["Arguments"]["JobQueue"], states=handed) == f"${{{kind}{queue}}}"


@pytest.mark.parametrize("name", JOBS)
def test_a_job_is_submitted_again_when_batch_throttles_and_for_no_other_reason(name: str) -> None:
    (retry,) = find(name)["Retry"]
    assert retry["ErrorEquals"] == THROTTLED
    assert (retry["JitterStrategy"], retry["MaxDelaySeconds"]) == ("FULL", 300)
    assert retry["MaxAttempts"] >= 10
    assert find(name)["Resource"] == "arn:aws:states:::batch:submitJob.sync"


@pytest.mark.parametrize("name", LAMBDAS)
def test_a_function_is_called_again_when_a_service_failed_and_never_for_a_wrong_request(name: str) -> None:
    (retry,) = find(name)["Retry"]
    assert {error for error in retry["ErrorEquals"] if not error.startswith("Lambda.")} == {"UnavailableError"}
    assert "Lambda.TooManyRequestsException" in retry["ErrorEquals"]


@pytest.mark.parametrize("name", TASKS)
def test_a_task_ends_at_some_time_and_answers_little(name: str) -> None:
    assert 0 < find(name)["TimeoutSeconds"] <= 86_400
    assert "Output" in find(name)


@pytest.mark.parametrize("name", JOBS)
@pytest.mark.parametrize("scope", ["", "runs/vaduz-1/scope/7-67-45.txt"])
def test_batch_takes_a_jobs_arguments(name: str, scope: str) -> None:
    arguments = evaluate(find(name)["Arguments"], states=child(scope, LONG_PREFIX), memory=10800)
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}", arguments["JobName"])
    assert len(json.dumps(arguments["ContainerOverrides"])) < 8192
    shape = botocore.session.get_session().get_service_model("batch").operation_model("SubmitJob").input_shape
    assert shape is not None
    report = ParamValidator().validate(lower_camel(arguments), shape)
    assert not report.has_errors(), report.generate_report()
    assert arguments["Parameters"] == {"tile": "7/67/45", "run_id": "vaduz-1"}


def lower_camel(value: Any) -> Any:
    """Step Functions writes Batch's fields with a capital."""
    if isinstance(value, list):
        return [lower_camel(inner) for inner in value]
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: lower_camel(inner) for name, inner in value.items()}
    return value


@pytest.mark.parametrize("name", JOBS)
def test_a_job_name_has_no_dot(name: str) -> None:
    stage = {"Rawr": "rawr", "HighZoom": "high", "LowZoom": "low"}[name]
    assert evaluate(find(name)["Arguments"]["JobName"], states=child()) == f"{stage}-2026-01-7-67-45"


def test_jobs_are_told_the_prefix_of_what_they_read_and_write() -> None:
    rawr, high, low = (read_settings(environment(job)) for job in ("Rawr", "HighZoom", "LowZoom"))
    assert rawr.rawr.sink.s3.prefix == "2026.01"
    assert (high.rawr.source.s3.prefix, high.store.date_prefix) == ("2026.01", "2026.01")
    assert low.store.date_prefix == "2026.01"


@pytest.mark.parametrize("name", JOBS)
def test_only_a_part_of_a_tile_is_told_a_scope(name: str) -> None:
    assert "TILEQUEUE__scope__key" not in environment(name)
    assert read_settings(environment(name, "runs/r/scope/a.txt")).scope.key == "runs/r/scope/a.txt"


@pytest.mark.parametrize(
    ("changes", "goes_to"),
    [
        ({}, "Build"),
        ({"owed": 0}, "Report"),
        ({"dry_run": True}, "Report"),
        ({"pass": 3}, "Build"),
        ({"pass": 4}, "Report"),
    ],
)
def test_a_plan_is_built_unless_there_is_nothing_to_do_or_no_pass_left(changes: dict[str, Any], goes_to: str) -> None:
    assert next_of(find("DryRunOrNothingOwed"), plan=plan(**changes)) == goes_to


@pytest.mark.parametrize(("choice", "part"), [("AnyTiles", "tiles"), ("AnyPyramid", "pyramid")])
def test_a_map_without_items_is_left_out(choice: str, part: str) -> None:
    some = plan(**{part: {"bucket": "b", "key": "k", "count": 1}})
    assert next_of(find(choice), plan=some) in MAPS
    assert next_of(find(choice), plan=plan()) not in MAPS


def test_the_next_pass_is_one_more_than_the_one_that_was_planned() -> None:
    assert evaluate(find("Build")["Assign"], plan=plan(**{"pass": 2})) == {"pass": 3}
    assert find("Build")["Next"] == "Plan"


def test_a_failed_map_is_reported_with_its_reason() -> None:
    (catch,) = find("Build")["Catch"]
    thrown = {"errorOutput": {"Error": "States.ExceedToleratedFailureThreshold", "Cause": "x" * 30_000}}
    told = evaluate(catch["Output"], plan=plan(), states=thrown)
    assert catch["Next"] == "Report"
    assert (told["run_id"], told["pass"], told["error"]["Error"]) == ("vaduz-1", 1, thrown["errorOutput"]["Error"])
    assert len(told["error"]["Cause"]) == 2000


@pytest.mark.parametrize(
    ("thrown", "cause"),
    [
        ({"Error": "RequestError", "Cause": '{"errorMessage": "no area", "errorType": "RequestError"}'}, "no area"),
        (
            {"Error": "Lambda.Unknown", "Cause": "The cause could not be determined"},
            "The cause could not be determined",
        ),
        (
            {"Error": "Sandbox.Timedout", "Cause": '{"errorType": "Sandbox.Timedout"}'},
            '{"errorType": "Sandbox.Timedout"}',
        ),
        ({"Error": "States.Timeout"}, "no cause was given"),
    ],
)
def test_a_refused_request_ends_with_the_sentence_that_says_why(thrown: dict[str, str], cause: str) -> None:
    ended = evaluate(find("NotPlanned"), states={"input": thrown})
    assert (ended["Error"], ended["Cause"]) == (thrown["Error"], cause)


@pytest.mark.parametrize(
    ("status", "goes_to", "error"),
    [
        ("succeeded", "Done", None),
        ("dry_run", "Done", None),
        ("incomplete", "TilesMissing", "RunIncomplete"),
        ("failed", "TilesMissing", "RunFailed"),
    ],
)
def test_the_report_decides_how_the_execution_ends(status: str, goes_to: str, error: str | None) -> None:
    answer = {"input": {"status": status, "message": "3 jobs have no result: low/0-0-0"}}
    assert next_of(find("Outcome"), states=answer) == goes_to
    if error:
        ended = evaluate(find("TilesMissing"), states=answer)
        assert (ended["Error"], ended["Cause"]) == (error, answer["input"]["message"])


def test_every_field_of_the_plan_that_is_used_is_one_that_a_plan_has() -> None:
    for path in re.findall(r"\$plan\.([a-z_.]+)", " ".join(expressions(MACHINE))):
        value: Any = plan()
        for name in path.split("."):
            assert name in value, path
            value = value[name]


def test_the_plan_function_is_told_request_execution_and_pass() -> None:
    states_ = {"context": {"Execution": {"Name": "vaduz-1"}}}
    payload = evaluate(find("Plan")["Arguments"]["Payload"], states=states_, request={"world": True}, **{"pass": 1})
    assert payload == {"request": {"world": True}, "execution": "vaduz-1", "pass": 1}
    assert parse_request(payload["request"]).world
