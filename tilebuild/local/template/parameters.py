"""The template's Parameters: defaults, overrides, and what CloudFormation would refuse."""

import re
from collections.abc import Mapping
from typing import Any

from tilebuild.errors import RequestError

_LISTS = ("CommaDelimitedList", "List<")


def resolve_parameters(declared: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Every parameter's value, lists as lists; RequestError for one that is unknown, missing or not allowed."""
    for name in given:
        if name not in declared:
            raise RequestError(f"The template has no parameter {name}; it has {', '.join(declared)}.")
    return {name: _value(name, rules, given) for name, rules in declared.items()}


def _value(name: str, rules: Mapping[str, Any], given: Mapping[str, str]) -> Any:
    if name not in given and "Default" not in rules:
        raise RequestError(f"The template's parameter {name} has no default and needs a value.")
    text = str(given.get(name, rules.get("Default")))
    items = [item.strip() for item in text.split(",")] if rules["Type"].startswith(_LISTS) else [text]
    for item in items:
        _check(name, item, rules)
    return items if rules["Type"].startswith(_LISTS) else text


def _check(name: str, text: str, rules: Mapping[str, Any]) -> None:
    allowed = [str(value) for value in rules.get("AllowedValues", [])]
    if allowed and text not in allowed:
        raise RequestError(f"The template's parameter {name} is {text!r}; allowed are {', '.join(allowed)}.")
    if "AllowedPattern" in rules and not re.fullmatch(rules["AllowedPattern"], text):
        raise RequestError(f"The template's parameter {name} is {text!r}, which must match {rules['AllowedPattern']}.")
    if rules["Type"] == "Number":
        _check_number(name, text, rules)
    elif not int(rules.get("MinLength", 0)) <= len(text) <= int(rules.get("MaxLength", 4096)):
        raise RequestError(f"The template's parameter {name} has {len(text)} characters, which is not allowed.")


def _check_number(name: str, text: str, rules: Mapping[str, Any]) -> None:
    low, high = float(rules.get("MinValue", "-inf")), float(rules.get("MaxValue", "inf"))
    try:
        fits = low <= float(text) <= high
    except ValueError:
        fits = False
    if not fits:
        raise RequestError(f"The template's parameter {name} is {text!r}, which must be a number from {low} to {high}.")
