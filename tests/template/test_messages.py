"""Who is told of what: rules, their messages, and what the alarms look at."""

import json
from typing import Any

import pytest

from tests.support.sam import EXISTING, SCENARIOS, Deployment, transformed
from tilebuild.local.template.patterns import matches_pattern
from tilebuild.local.template.rules import load_rule, shape

STACK = Deployment(transformed(), EXISTING)
RESOURCES = {name: (kind, properties) for name, kind, properties in STACK.properties()}
ALARMS = [name for name, (kind, _) in RESOURCES.items() if kind == "AWS::CloudWatch::Alarm"]
MACHINE = STACK.ref("BuildMachine")
TOPIC = STACK.ref("Topic")


def ended(status: str, machine: str = MACHINE, **detail: Any) -> dict[str, Any]:
    """Step Functions' event, as its documentation shows it."""
    told = {"executionArn": f"{machine}:r", "stateMachineArn": machine, "name": "vaduz-1", "status": status, **detail}
    return {"source": "aws.states", "detail-type": "Step Functions Execution Status Change", "detail": told}


def rule(name: str) -> Any:
    loaded = load_rule(name, name, RESOURCES[name][1])
    assert loaded is not None
    return loaded


@pytest.mark.parametrize(
    ("status", "machine", "told_by"),
    [
        ("FAILED", MACHINE, "RunFailed"),
        ("TIMED_OUT", MACHINE, "RunFailed"),
        ("ABORTED", MACHINE, "RunFailed"),
        ("SUCCEEDED", MACHINE, "RunSucceeded"),
        ("RUNNING", MACHINE, None),
        ("FAILED", f"{MACHINE}/TileFanOut", None),
        ("FAILED", STACK.ref("ImportMachine"), "RunFailed"),
        ("FAILED", f"{MACHINE}-of-somebody", None),
    ],
)
def test_each_run_is_told_of_once_and_its_children_never(status: str, machine: str, told_by: str | None) -> None:
    event = ended(status, machine)
    matching = [name for name in ("RunFailed", "RunSucceeded") if matches_pattern(rule(name).pattern, event)]
    assert matching == ([told_by] if told_by else [])


def test_a_failed_run_is_told_with_its_reason() -> None:
    (target,) = rule("RunFailed").targets
    cause = '3 items have no result: "7-67-45"'
    told = shape(target, ended("FAILED", error="RunIncomplete", cause=cause))
    assert target.arn == TOPIC
    assert (told["run"], told["status"], told["error"], told["cause"]) == ("vaduz-1", "FAILED", "RunIncomplete", cause)


def test_a_run_that_was_stopped_has_no_reason_and_is_told_all_the_same() -> None:
    (target,) = rule("RunFailed").targets
    assert shape(target, ended("ABORTED"))["status"] == "ABORTED"


def test_events_of_all_our_queues_and_no_other_are_kept() -> None:
    pattern = RESOURCES["JobChanged"][1]["EventPattern"]
    queues = [name for name, (kind, _) in RESOURCES.items() if kind == "AWS::Batch::JobQueue"]
    assert sorted(pattern["detail"]["jobQueue"]) == sorted(STACK.ref(name) for name in queues)
    assert len(queues) == 5
    event = {"source": "aws.batch", "detail-type": "Batch Job State Change"}
    for queue, kept in ((STACK.ref("TileQueue"), True), ("arn:aws:batch:eu-central-1:0:job-queue/other", False)):
        assert matches_pattern(pattern, {**event, "detail": {"status": "FAILED", "jobQueue": queue}}) is kept


def test_the_topic_takes_messages_from_this_account_only() -> None:
    (rules, others, deny) = RESOURCES["TopicPolicy"][1]["PolicyDocument"]["Statement"]
    assert "Condition" not in rules
    assert others["Condition"] == {"StringEquals": {"aws:SourceAccount": STACK.ref("AWS::AccountId")}}
    assert (deny["Effect"], deny["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_letters_come_from_rules_of_this_stack_only() -> None:
    (statement,) = RESOURCES["DeadLettersPolicy"][1]["PolicyDocument"]["Statement"]
    rules = [name for name, (kind, _) in RESOURCES.items() if kind == "AWS::Events::Rule"]
    assert statement["Condition"]["ArnLike"]["aws:SourceArn"].endswith(":rule/tilebuild-dev-*")
    assert not [name for name in rules if "Name" in RESOURCES[name][1]]


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_tells_somebody_and_says_of_what(name: str) -> None:
    alarm = RESOURCES[name][1]
    assert alarm["AlarmActions"] == [TOPIC]
    assert alarm["AlarmDescription"].endswith(".")
    assert ("MetricName" in alarm) != ("Metrics" in alarm)


def test_every_metric_of_our_own_is_made_by_a_filter() -> None:
    filters = [properties for kind, properties in RESOURCES.values() if kind == "AWS::Logs::MetricFilter"]
    made = {change["MetricName"] for one in filters for change in one["MetricTransformations"]}
    metrics = [one["MetricStat"]["Metric"] for one in RESOURCES["JobsStuck"][1]["Metrics"] if "MetricStat" in one]
    assert {metric["MetricName"] for metric in metrics} <= made
    assert {metric["Namespace"] for metric in metrics} == {"tilebuild-dev"}


def test_the_dashboard_is_json_and_shows_this_region() -> None:
    body = json.loads(RESOURCES["Dashboard"][1]["DashboardBody"])
    assert {widget["properties"]["region"] for widget in body["widgets"]} == {"eu-central-1"}


def test_there_is_a_budget_where_one_is_asked_for() -> None:
    asked = Deployment(transformed(), SCENARIOS["existing, On-Demand behind Spot, e-mail, budget"])
    (budget,) = [properties for _, kind, properties in asked.properties() if kind == "AWS::Budgets::Budget"]
    assert budget["Budget"]["BudgetLimit"] == {"Amount": "100", "Unit": "USD"}
    assert budget["Budget"]["CostFilters"] == {"TagKeyValue": ["user:tilebuild$dev"]}
    assert not [kind for kind, _ in RESOURCES.values() if kind == "AWS::Budgets::Budget"]
