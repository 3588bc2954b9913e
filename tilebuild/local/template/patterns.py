"""EventBridge event patterns: which events a rule wants.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from tilebuild.errors import RequestError

_ABSENT = object()


def matches_pattern(pattern: Any, event: Any) -> bool:
    """Whether ``event`` has, at every field of ``pattern``, one of the values or filters that stand there."""
    if not isinstance(event, dict):
        return False
    return all(_field(wanted, event.get(name, _ABSENT)) for name, wanted in pattern.items())


def _field(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, dict):
        return matches_pattern(wanted, value)
    values = value if isinstance(value, list) else [value]
    return any(_one(filter_, item) for filter_ in wanted for item in values)


def _one(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, dict):
        (name, argument), *_ = wanted.items()
        return _FILTERS[name](argument, value)
    return value is not _ABSENT and type(wanted) is type(value) and bool(wanted == value)


def _prefix(argument: Any, value: Any) -> bool:
    return isinstance(value, str) and _text(argument, value, str.startswith)


def _suffix(argument: Any, value: Any) -> bool:
    return isinstance(value, str) and _text(argument, value, str.endswith)


def _text(argument: Any, value: str, test: Callable[[str, str], bool]) -> bool:
    if isinstance(argument, dict):
        return test(value.lower(), str(argument["equals-ignore-case"]).lower())
    return test(value, argument)


def _wildcard(argument: str, value: Any) -> bool:
    pattern = ".*".join(re.escape(part) for part in argument.split("*"))
    return isinstance(value, str) and re.fullmatch(pattern, value, re.DOTALL) is not None


def _anything_but(argument: Any, value: Any) -> bool:
    if value is _ABSENT:
        return False
    wanted: Iterable[Any] = argument if isinstance(argument, list) else [argument]
    return not any(_one(filter_, value) for filter_ in wanted)


_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "=": lambda value, bound: value == bound,
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
}


def _numeric(argument: list[Any], value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    pairs = zip(argument[::2], argument[1::2], strict=True)
    return all(_COMPARISONS[sign](value, bound) for sign, bound in pairs)


_FILTERS: dict[str, Callable[[Any, Any], bool]] = {
    "prefix": _prefix,
    "suffix": _suffix,
    "wildcard": _wildcard,
    "equals-ignore-case": lambda argument, value: isinstance(value, str) and value.lower() == str(argument).lower(),
    "anything-but": _anything_but,
    "exists": lambda argument, value: (value is not _ABSENT) == argument,
    "numeric": _numeric,
}


def check_pattern(pattern: Any, where: str) -> None:
    """RequestError for a filter that is not implemented, or a field that is no list of values."""
    if not isinstance(pattern, dict) or not pattern:
        raise RequestError(f"{where} has an EventPattern that is no JSON object with fields.")
    for name, wanted in pattern.items():
        if isinstance(wanted, dict):
            check_pattern(wanted, where)
        elif not isinstance(wanted, list) or not wanted or name.startswith("$"):
            raise RequestError(f"{where} has {name} in its EventPattern, which must be a list of values.")
        else:
            _check_filters(wanted, where)


def _check_filters(wanted: list[Any], where: str) -> None:
    for filter_ in wanted:
        if isinstance(filter_, dict) and (len(filter_) != 1 or filter_.keys() - _FILTERS.keys()):
            known = ", ".join(_FILTERS)
            raise RequestError(f"{where} has {filter_!r} in its EventPattern; implemented filters are {known}.")
