"""Secrets Manager on one machine: values that the caller brings, found by the ``ValueFrom`` of a job definition."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.template.views import Stack

_ARN_PARTS = 7


def resolve_secrets(stack: Stack, given: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Every ``ValueFrom`` of the stack's jobs with its value; ``given`` by a secret's ARN, or the parameter with it.

    ``<secret ARN>:<JSON key>:<version stage>:<version id>``, of which the last two must be empty here.
    """
    by_arn = {str(stack.parameters.get(name, name)): value for name, value in given.items()}
    return {place: _value(name, place, by_arn) for name, place in _places(stack)}


def _places(stack: Stack) -> Iterator[tuple[str, str]]:
    for definition in stack.job_definitions.values():
        yield from definition.secrets.items()


def _value(name: str, place: str, by_arn: Mapping[str, Mapping[str, Any]]) -> str:
    parts = place.split(":")
    arn, (key, *version) = ":".join(parts[:_ARN_PARTS]), [*parts[_ARN_PARTS:], ""]
    if any(version):
        raise RequestError(f"The secret {name} asks for a version ({place}), which is not implemented on one machine.")
    if arn not in by_arn:
        raise RequestError(f"The secret {name} comes from {arn}, for which no value is given.")
    if not key:
        return json.dumps(dict(by_arn[arn]))
    if key not in by_arn[arn]:
        raise RequestError(f"The secret {name} asks for the key {key} of {arn}, which has {', '.join(by_arn[arn])}.")
    return str(by_arn[arn][key])
