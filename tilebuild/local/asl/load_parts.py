"""The fields that several kinds of states share: Next and End, Output and Assign, Retry and Catch."""

import re
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.asl import fields
from tilebuild.local.asl.model import Assignment, Catcher, Retrier
from tilebuild.local.asl.payload import Template

_VARIABLE = re.compile(r"[^\W\d]\w{0,79}")

MAX_DELAY_LIMIT = 31_622_400
MAX_ATTEMPTS_LIMIT = 99_999_999


def template(raw: dict[str, Any], field: str) -> Template | None:
    """The compiled field, or None where it is absent."""
    return Template(raw[field]) if field in raw else None


def following(raw: dict[str, Any], where: str) -> str | None:
    """The next state's name, None for an End."""
    if ("Next" in raw) == ("End" in raw) or ("End" in raw and raw["End"] is not True):
        raise RequestError(f"{where} must have either Next or End: true.")
    return raw.get("Next")


def assignment(raw: dict[str, Any], where: str) -> Assignment:
    """Output and Assign of a state, a choice rule or a catcher."""
    names = raw.get("Assign", {})
    if not isinstance(names, dict):
        raise RequestError(f"{where} has an Assign that is no JSON object.")
    for name in names:
        if not _VARIABLE.fullmatch(name) or name == "states":
            raise RequestError(
                f"{where} assigns {name!r}, which is no variable name (a letter, then up to 79 more; not states)."
            )
    return Assignment(template(raw, "Output"), template(raw, "Assign"))


def recovery(raw: dict[str, Any], where: str) -> tuple[tuple[Retrier, ...], tuple[Catcher, ...]]:
    """A state's Retry and Catch."""
    retriers = [_retrier(rule, f"{where}, Retry {number}") for number, rule in enumerate(_rules(raw, "Retry", where))]
    catchers = [_catcher(rule, f"{where}, Catch {number}") for number, rule in enumerate(_rules(raw, "Catch", where))]
    _check_all_last([rule.errors for rule in retriers], f"{where}, Retry")
    _check_all_last([rule.errors for rule in catchers], f"{where}, Catch")
    return tuple(retriers), tuple(catchers)


def _rules(raw: dict[str, Any], field: str, where: str) -> list[Any]:
    rules = raw.get(field, [])
    if not isinstance(rules, list):
        raise RequestError(f"{where} has a {field} that is no list.")
    return rules


def _retrier(raw: Any, where: str) -> Retrier:
    fields.check(raw, fields.RETRIER, where, ("ErrorEquals",))
    jitter = raw.get("JitterStrategy", "NONE")
    if jitter not in ("FULL", "NONE"):
        raise RequestError(f"{where} has JitterStrategy {jitter!r}; allowed are FULL and NONE.")
    interval = _number(raw, "IntervalSeconds", 1, (1, 99_999_999), where)
    delay = _number(raw, "MaxDelaySeconds", None, (1, MAX_DELAY_LIMIT), where)
    if delay is not None and interval is not None and delay <= interval:
        raise RequestError(
            f"{where} has MaxDelaySeconds {delay}, which must be greater than IntervalSeconds {interval}."
        )
    attempts = _number(raw, "MaxAttempts", 3, (0, MAX_ATTEMPTS_LIMIT), where)
    backoff = _number(raw, "BackoffRate", 2.0, (1.0, 1e9), where)
    return Retrier(_errors(raw, where), interval or 1, int(attempts or 0), backoff or 2.0, delay, jitter == "FULL")


def _number(
    raw: dict[str, Any], field: str, default: float | None, span: tuple[float, float], where: str
) -> float | None:
    value = raw.get(field, default)
    whole = field != "BackoffRate"
    fits = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    if value is not None and (not fits or not span[0] <= value <= span[1]):
        kind = "an integer" if whole else "a number"
        raise RequestError(f"{where} has {field} {value!r}, which must be {kind} from {span[0]} to {span[1]}.")
    return value


def _catcher(raw: Any, where: str) -> Catcher:
    fields.check(raw, fields.CATCHER, where, ("ErrorEquals", "Next"))
    return Catcher(_errors(raw, where), raw["Next"], assignment(raw, where))


def _errors(raw: dict[str, Any], where: str) -> tuple[str, ...]:
    names = raw["ErrorEquals"]
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        raise RequestError(f"{where} has ErrorEquals {names!r}, which must be a list of error names.")
    if "States.ALL" in names and len(names) > 1:
        raise RequestError(f"{where} names States.ALL beside other errors; it must stand alone.")
    return tuple(names)


def _check_all_last(rules: list[tuple[str, ...]], where: str) -> None:
    if any("States.ALL" in errors for errors in rules[:-1]):
        raise RequestError(f"{where} has States.ALL before its last rule; it must stand last.")
