"""A value against a shape of botocore's service models: the same models that the service's own clients are made of.

botocore's validator looks at names, types and ranges; this one also at enumerations and patterns, and it takes the
capitals of CloudFormation and Step Functions for those of the API.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session

_PLACEHOLDER = re.compile(r"\$\{|\.")
"""What only AWS knows stands as its own name (`Database.Endpoint.Address`): such a value has no pattern to match."""


@cache
def shape(service: str, operation: str) -> Any:
    """The shape of an operation's input."""
    return _model(service).operation_model(operation).input_shape


@cache
def _model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


def misfits(value: Any, expected: Any, where: str) -> Iterator[str]:
    """What of a value the service would refuse."""
    match expected.type_name:
        case "structure":
            yield from _structure(value, expected, where)
        case "list":
            if not isinstance(value, list):
                yield f"{where} is {value!r} and should be a list"
                return
            yield from _range(len(value), expected, where)
            for number, item in enumerate(value):
                yield from misfits(item, expected.member, f"{where}[{number}]")
        case "map":
            if not isinstance(value, dict):
                yield f"{where} is {value!r} and should be a map"
                return
            for key, item in value.items():
                yield from misfits(key, expected.key, f"{where}, key {key}")
                yield from misfits(item, expected.value, f"{where}.{key}")
        case "string":
            yield from _string(value, expected, where)
        case "integer" | "long" | "double" | "float":
            yield from _number(value, expected, where)
        case "boolean":
            if str(value).lower() not in ("true", "false"):
                yield f"{where} is {value!r} and should be true or false"


def _structure(value: Any, expected: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} is {value!r} and should be an object"
        return
    members = {name.lower(): (name, member) for name, member in expected.members.items()}
    for name, item in value.items():
        if name.lower() not in members:
            yield f"{where}.{name} is no field of {expected.name}"
        else:
            yield from misfits(item, members[name.lower()][1], f"{where}.{name}")
    given = {name.lower() for name in value}
    for name in expected.required_members:
        if name.lower() not in given:
            yield f"{where} has no {name}"


def _string(value: Any, expected: Any, where: str) -> Iterator[str]:
    if isinstance(value, dict | list):
        if not expected.metadata.get("jsonvalue") and where.rsplit(".", 1)[-1] not in ("Payload", "EventPattern"):
            yield f"{where} is {json.dumps(value)} and should be a string"
        return
    text = str(value)
    if expected.enum and text not in expected.enum:
        yield f"{where} is {text!r}; allowed are {', '.join(expected.enum)}"
    yield from _range(len(text), expected, where)
    pattern = expected.metadata.get("pattern")
    if pattern and not _PLACEHOLDER.search(text) and not _matches(pattern, text):
        yield f"{where} is {text!r}, which does not match {pattern}"


def _matches(pattern: str, text: str) -> bool:
    """Some of the models' patterns are Java's; those are not for Python to judge."""
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True


def _number(value: Any, expected: Any, where: str) -> Iterator[str]:
    try:
        number = float(value)
    except (TypeError, ValueError):
        yield f"{where} is {value!r} and should be a number"
        return
    if expected.type_name in ("integer", "long") and number != int(number):
        yield f"{where} is {value!r} and should be a whole number"
    yield from _range(number, expected, where)


def _range(value: float, expected: Any, where: str) -> Iterator[str]:
    low, high = expected.metadata.get("min"), expected.metadata.get("max")
    if (low is not None and value < low) or (high is not None and value > high):
        yield f"{where} is or has {value:g}, which is not from {low} to {high}"
