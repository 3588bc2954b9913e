"""What a Task asks of Batch, checked as Step Functions and Batch check it, made into one job."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.json_text import Json, to_text
from tilebuild.local.template.jobs import attempt_timeout, environment, requirements, retry_strategy
from tilebuild.local.template.views import ExitRule, JobDefinition, JobQueue

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")
OVERRIDES_LIMIT = 8192
_OVERRIDES = {"Command", "Environment", "ResourceRequirements"}
_REFERENCE = "Ref::"


@dataclass(frozen=True)
class Job:
    """One submitted job; ``environment`` is the definition's with the overrides, without secrets."""

    id: str
    name: str
    queue: JobQueue
    definition: JobDefinition
    parameters: Mapping[str, str]
    command: tuple[str, ...]
    environment: Mapping[str, str]
    vcpus: float
    memory: int
    timeout: int | None
    attempts: int
    exit_rules: tuple[ExitRule, ...]
    tags: Mapping[str, str]


def submission(arguments: Json, definitions: Mapping[str, JobDefinition], queues: Mapping[str, JobQueue]) -> Job:
    """The job that SubmitJob's arguments describe.

    Raises States.Runtime where the arguments are not of SubmitJob's shape and Batch.BatchException where Batch refuses.
    """
    _check_shape(arguments)
    definition, queue = definitions.get(arguments["JobDefinition"]), queues.get(arguments["JobQueue"])
    if definition is None:
        raise refused(f"JobDefinition {arguments['JobDefinition']} not found.")
    if queue is None:
        raise refused(f"JobQueue {arguments['JobQueue']} not found.")
    if not NAME.fullmatch(arguments["JobName"]):
        raise refused(f"Job name {arguments['JobName']!r} should match valid pattern: {NAME.pattern}.")
    try:
        return _job(arguments, definition, queue)
    except RequestError as error:
        raise refused(str(error)) from error


def _job(arguments: Json, definition: JobDefinition, queue: JobQueue) -> Job:
    overrides = arguments.get("ContainerOverrides", {})
    if len(to_text(overrides)) > OVERRIDES_LIMIT:
        raise refused(f"Container Overrides length must be at most {OVERRIDES_LIMIT}.")
    where = f"The job {arguments['JobName']}"
    resources = requirements(overrides.get("ResourceRequirements", []), where)
    parameters = {**definition.parameters, **arguments.get("Parameters", {})}
    attempts, rules = definition.attempts, definition.exit_rules
    if "RetryStrategy" in arguments:
        attempts, rules = retry_strategy(arguments["RetryStrategy"], where)
    timeout = attempt_timeout(arguments["Timeout"], where) if "Timeout" in arguments else definition.timeout
    return Job(
        id=str(uuid.uuid4()),
        name=arguments["JobName"],
        queue=queue,
        definition=definition,
        parameters=parameters,
        command=substitute(overrides.get("Command", definition.command), parameters),
        environment={**definition.environment, **environment(overrides.get("Environment", []), where)},
        vcpus=resources.get("VCPU", definition.vcpus),
        memory=int(resources.get("MEMORY", definition.memory)),
        timeout=timeout,
        attempts=attempts,
        exit_rules=rules,
        tags=arguments.get("Tags", {}),
    )


def substitute(command: Any, parameters: Mapping[str, str]) -> tuple[str, ...]:
    """The command with each argument ``Ref::name`` replaced; one without a parameter stays as it is."""
    return tuple(
        parameters.get(part.removeprefix(_REFERENCE), part) if part.startswith(_REFERENCE) else part for part in command
    )


def _check_shape(arguments: Json) -> None:
    for field in ("JobName", "JobQueue", "JobDefinition"):
        if not isinstance(arguments, dict) or not isinstance(arguments.get(field), str):
            raise unusable(arguments, f"The value for the field '{field}' must be a STRING")
    for name, value in _mapping(arguments, arguments, "Parameters").items():
        if not isinstance(value, str):
            raise unusable(arguments, f"The value for the field '{name}' must be a STRING")
    overrides = _mapping(arguments, arguments, "ContainerOverrides")
    for name in overrides.keys() - _OVERRIDES:
        raise unusable(arguments, f"The field '{name}' is not supported by Step Functions")
    for entry in overrides.get("Environment", []):
        if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
            raise unusable(arguments, "The value for the field 'Value' must be a STRING")


def _mapping(arguments: Json, fields: Json, name: str) -> dict[str, Any]:
    value = fields.get(name, {})
    if not isinstance(value, dict):
        raise unusable(arguments, f"The value for the field '{name}' must be an OBJECT")
    return value


def unusable(arguments: Json, reason: str) -> StatesError:
    """Arguments that are not of the call's shape: an error that no Catch sees."""
    text = to_text(arguments)
    return StatesError("States.Runtime", f"The Parameters '{text}' could not be used to start the Task: [{reason}]")


def refused(reason: str) -> StatesError:
    """What Batch itself answers to a wrong request."""
    return StatesError(
        "Batch.BatchException", f"Error executing request, Exception : {reason} (Service: Batch, Status Code: 400)"
    )
