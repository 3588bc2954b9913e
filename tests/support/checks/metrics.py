"""What alarms and the dashboard look at: metrics that the services have, of things that this stack makes.

Metrics of Step Functions: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html; children of a
map count under the machine's ARN with the map's label: …/latest/dg/concepts-examine-map-run.html.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.support.asl import states
from tests.support.project import Project
from tests.support.sam import Deployment

_RUNS = "Started Succeeded Failed TimedOut Aborted"
KNOWN: dict[str, tuple[frozenset[str], str]] = {
    "AWS/States": (
        frozenset({"ExecutionThrottled", *(f"Executions{end}" for end in _RUNS.split())}),
        "StateMachineArn",
    ),
    "AWS/Lambda": (frozenset({"Duration", "Errors", "Invocations", "Throttles"}), "FunctionName"),
    "AWS/SQS": (frozenset({"ApproximateNumberOfMessagesVisible"}), "QueueName"),
    "AWS/RDS": (frozenset({"FreeStorageSpace"}), "DBInstanceIdentifier"),
}
"""Metrics by namespace, and the dimension that tells whose they are."""


class Metric(NamedTuple):
    """One metric that is looked at."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]


def metrics(project: Project) -> list[str]:
    """Metrics, dimensions and expressions of alarms and dashboard that would show nothing."""
    found: dict[str, None] = {}
    for stack in project.deployments.values():
        own, things = _own_metrics(stack), _things(project, stack)
        for name, kind, properties in stack.properties():
            if kind == "AWS::CloudWatch::Alarm":
                looked_at = list(_of_alarm(properties))
                found |= dict.fromkeys(f"{name}: {problem}" for problem in _of_expressions(properties))
            elif kind == "AWS::CloudWatch::Dashboard":
                looked_at = list(_of_dashboard(json.loads(properties["DashboardBody"])))
            else:
                continue
            found |= dict.fromkeys(f"{name}: {problem}" for one in looked_at for problem in _problems(one, own, things))
    return list(found)


def _own_metrics(stack: Deployment) -> set[Metric]:
    filters = [properties for _, kind, properties in stack.properties() if kind == "AWS::Logs::MetricFilter"]
    made = [change for one in filters for change in one["MetricTransformations"]]
    return {Metric(change["MetricNamespace"], change["MetricName"], ()) for change in made}


def _things(project: Project, stack: Deployment) -> set[str]:
    """Names of everything that a dimension may name, as CloudFormation gives them."""
    names = {stack.ref(name) for name, _, _ in stack.properties()} | {stack.resolve({"Fn::GetAtt": _DEAD_LETTERS})}
    for machine, definition in project.definitions().items():
        labels = [found.state["Label"] for found in states(definition, "Map") if "Label" in found.state]
        names |= {f"{stack.ref(machine)}/{label}" for label in labels}
    return names


_DEAD_LETTERS = ["DeadLetters", "QueueName"]


def _of_alarm(alarm: dict[str, Any]) -> Iterator[Metric]:
    singles = [alarm] if "MetricName" in alarm else []
    for one in [
        *singles,
        *(query["MetricStat"]["Metric"] for query in alarm.get("Metrics", []) if "MetricStat" in query),
    ]:
        dimensions = tuple((dimension["Name"], dimension["Value"]) for dimension in one.get("Dimensions", []))
        yield Metric(one["Namespace"], one["MetricName"], dimensions)


def _of_expressions(alarm: dict[str, Any]) -> Iterator[str]:
    queries = alarm.get("Metrics", [])
    given = {query["Id"] for query in queries if "MetricStat" in query}
    for query in queries:
        used = set(re.findall(r"\b[a-z]\w*", query.get("Expression", "")))
        yield from (f"{name} is in an expression and no metric" for name in sorted(used - given))
    if queries and [query.get("ReturnData", True) for query in queries].count(True) != 1:
        yield "an alarm looks at exactly one series"


def _of_dashboard(body: dict[str, Any]) -> Iterator[Metric]:
    """Rows of metrics, where a dot stands for what stood there in the row before."""
    for widget in body["widgets"]:
        before: list[str] = []
        for row in widget["properties"].get("metrics", []):
            words = [word for word in row if isinstance(word, str)]
            if not words:
                continue  # an expression
            before = [before[place] if word == "." else word for place, word in enumerate(words)]
            pairs = tuple(zip(before[2::2], before[3::2], strict=True))
            yield Metric(before[0], before[1], pairs)


def _problems(metric: Metric, own: set[Metric], things: set[str]) -> Iterator[str]:
    if metric in own:
        return
    names, dimension = KNOWN.get(metric.namespace, (frozenset(), ""))
    if metric.name not in names:
        yield f"{metric.namespace} has no metric {metric.name}"
    elif [name for name, _ in metric.dimensions] != [dimension]:
        yield f"{metric.name} has the dimension {dimension} alone"
    elif metric.dimensions[0][1] not in things:
        yield f"{metric.dimensions[0][1]} is nothing of this stack"
