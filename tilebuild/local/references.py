"""Whether what a state machine and the rules name by ARN is there: found at load, not in the middle of a run."""

from collections.abc import Iterator, Mapping
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.asl.expressions import OPENING
from tilebuild.local.asl.json_text import Json
from tilebuild.local.template.views import Stack


def check_references(stack: Stack) -> None:
    """RequestError for a function, job, queue or topic that the stack does not have."""
    known: dict[str, Mapping[str, Any]] = {
        "FunctionName": stack.functions,
        "JobDefinition": stack.job_definitions,
        "JobQueue": stack.job_queues,
        "TopicArn": stack.topics,
    }
    for machine in stack.state_machines.values():
        for state, field, arn in _references(machine.machine.definition, known):
            if arn not in known[field]:
                raise RequestError(f"The state {state!r} names the {field} {arn!r}, which the template does not have.")
    reachable = {**stack.functions, **stack.topics, **stack.state_machines}
    for rule in stack.rules:
        for target in rule.targets:
            if target.arn not in reachable and not _is_log(target.arn):
                raise RequestError(f"{rule.logical_id} has the target {target.arn}, which one machine cannot reach.")


def _is_log(arn: str) -> bool:
    """Whether it is a log group: what a rule only writes down decides nothing on one machine."""
    return arn.split(":")[2] == "logs"


def _references(definition: Json, fields: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """State, field and ARN of every constant reference in a machine's tasks."""
    for name, state in definition["States"].items():
        arguments = state.get("Arguments")
        if state["Type"] == "Task" and isinstance(arguments, dict):
            for field in fields:
                if field in arguments and not str(arguments[field]).startswith(OPENING):
                    yield name, field, arguments[field]
        for inner in (*state.get("Branches", []), *([state["ItemProcessor"]] if "ItemProcessor" in state else [])):
            yield from _references(inner, fields)
