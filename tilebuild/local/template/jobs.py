"""Batch resources of a template as job definitions and queues."""

import re
from collections.abc import Mapping
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.template.supported import CONTAINER_SILENT, CONTAINER_USED, check_properties
from tilebuild.local.template.views import ExitRule, JobDefinition

ATTEMPTS_LIMIT = 10
RULES_LIMIT = 5
SHORTEST_TIMEOUT = 60
_CONDITIONS = ("OnExitCode", "OnReason", "OnStatusReason")
_PATTERN = re.compile(r"[^*]{0,512}\*?")


def job_definition(logical_id: str, name: str, arn: str, properties: Mapping[str, Any]) -> JobDefinition:
    """A job definition; RequestError for what Batch, or one machine, does not take."""
    if properties.get("Type") != "container":
        raise RequestError(f"{logical_id} has Type {properties.get('Type')!r}; only container is implemented.")
    container = properties.get("ContainerProperties", {})
    check_properties(f"{logical_id}, ContainerProperties", container, CONTAINER_USED | CONTAINER_SILENT)
    resources = requirements(container.get("ResourceRequirements", []), logical_id)
    if not {"VCPU", "MEMORY"} <= resources.keys():
        raise RequestError(f"{logical_id} needs ResourceRequirements of Type VCPU and MEMORY.")
    attempts, rules = retry_strategy(properties.get("RetryStrategy", {}), logical_id)
    return JobDefinition(
        logical_id=logical_id,
        name=name,
        arn=arn,
        image=str(container.get("Image", "")),
        command=tuple(str(part) for part in container.get("Command", [])),
        environment=environment(container.get("Environment", []), logical_id),
        secrets={entry["Name"]: entry["ValueFrom"] for entry in container.get("Secrets", [])},
        parameters={key: str(value) for key, value in properties.get("Parameters", {}).items()},
        vcpus=float(resources["VCPU"]),
        memory=int(resources["MEMORY"]),
        timeout=attempt_timeout(properties.get("Timeout", {}), logical_id),
        attempts=attempts,
        exit_rules=rules,
    )


def environment(entries: Any, where: str) -> dict[str, str]:
    """``[{"Name", "Value"}]`` as a mapping; Batch takes strings only and keeps names beginning AWS_BATCH for itself."""
    variables: dict[str, str] = {}
    for entry in entries:
        if not isinstance(entry, dict) or entry.keys() != {"Name", "Value"}:
            raise RequestError(f"{where} has the environment entry {entry!r}, which must be Name and Value.")
        if not isinstance(entry["Value"], str | int | float) or isinstance(entry["Value"], bool):
            raise RequestError(
                f"{where} has the variable {entry['Name']} with {entry['Value']!r}, which must be a string."
            )
        if str(entry["Name"]).startswith("AWS_BATCH"):
            raise RequestError(f"{where} sets {entry['Name']}; names that begin with AWS_BATCH are Batch's own.")
        variables[str(entry["Name"])] = str(entry["Value"])
    return variables


def requirements(entries: Any, where: str) -> dict[str, float]:
    """``[{"Type", "Value"}]`` as vCPUs and MiB."""
    resources: dict[str, float] = {}
    for entry in entries:
        if entry.get("Type") not in ("VCPU", "MEMORY"):
            raise RequestError(f"{where} asks for {entry.get('Type')!r}; implemented are VCPU and MEMORY.")
        try:
            resources[entry["Type"]] = float(entry["Value"])
        except (KeyError, TypeError, ValueError) as error:
            raise RequestError(
                f"{where} asks for {entry['Type']} {entry.get('Value')!r}, which is no number."
            ) from error
    return resources


def attempt_timeout(timeout: Mapping[str, Any], where: str) -> int | None:
    """Seconds that one attempt may take."""
    seconds = timeout.get("AttemptDurationSeconds")
    if seconds is not None and int(seconds) < SHORTEST_TIMEOUT:
        raise RequestError(f"{where} has AttemptDurationSeconds {seconds}; Batch takes {SHORTEST_TIMEOUT} or more.")
    return None if seconds is None else int(seconds)


def retry_strategy(strategy: Mapping[str, Any], where: str) -> tuple[int, tuple[ExitRule, ...]]:
    """Attempts and the rules that decide on each failed one."""
    check_properties(f"{where}, RetryStrategy", strategy, frozenset({"Attempts", "EvaluateOnExit"}))
    attempts = int(strategy.get("Attempts", 1))
    if not 1 <= attempts <= ATTEMPTS_LIMIT:
        raise RequestError(f"{where} has {attempts} Attempts; Batch takes 1 to {ATTEMPTS_LIMIT}.")
    rules = tuple(_exit_rule(rule, where) for rule in strategy.get("EvaluateOnExit", []))
    if len(rules) > RULES_LIMIT:
        raise RequestError(f"{where} has {len(rules)} rules in EvaluateOnExit; Batch takes {RULES_LIMIT}.")
    if rules and "Attempts" not in strategy:
        raise RequestError(f"{where} has EvaluateOnExit without Attempts.")
    return attempts, rules


def _exit_rule(rule: Mapping[str, Any], where: str) -> ExitRule:
    check_properties(f"{where}, EvaluateOnExit", rule, frozenset({"Action", *_CONDITIONS}))
    action = str(rule.get("Action", "")).upper()
    if action not in ("RETRY", "EXIT"):
        raise RequestError(f"{where}, EvaluateOnExit, has Action {rule.get('Action')!r}; allowed are RETRY and EXIT.")
    patterns = {name: str(rule[name]) for name in _CONDITIONS if name in rule}
    for name, pattern in patterns.items():
        if not _PATTERN.fullmatch(pattern) or (name == "OnExitCode" and not re.fullmatch(r"[0-9]*\*?", pattern)):
            raise RequestError(f"{where} has {name} {pattern!r}; only a trailing * is a wildcard.")
    return ExitRule(action, *(patterns.get(name) for name in _CONDITIONS))
