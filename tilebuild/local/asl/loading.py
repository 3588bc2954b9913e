"""A definition's JSON made into a `Machine`, or refused with one sentence that names state and field."""

from collections.abc import Callable
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.asl import fields
from tilebuild.local.asl.graph import check_graph
from tilebuild.local.asl.json_text import Json
from tilebuild.local.asl.load_map import load_map
from tilebuild.local.asl.load_parts import assignment, following, recovery, template
from tilebuild.local.asl.model import AnyState, Choice, Fail, Machine, Parallel, Pass, Rule, Succeed, Task, Wait
from tilebuild.local.asl.payload import check_number
from tilebuild.local.asl.resources import check_task
from tilebuild.local.asl.variables import check_assignments

NAME_LIMIT = 80
WAIT_LIMIT = 99_999_999


def load_machine(definition: Json) -> Machine:
    """A whole state machine, checked."""
    fields.check(definition, fields.MACHINE, "The state machine", ("QueryLanguage",))
    if definition.get("Version", "1.0") != "1.0":
        raise RequestError(f"The state machine's Version must be 1.0, not {definition['Version']!r}.")
    machine = _machine(definition, fields.MACHINE, "The state machine")
    check_assignments(definition)
    return machine


def _machine(definition: Json, allowed: set[str], where: str) -> Machine:
    fields.check(definition, allowed, where, ("StartAt", "States"))
    _check_language(definition, where)
    raw = definition["States"]
    if not isinstance(raw, dict) or not raw:
        raise RequestError(f"{where} has no States.")
    states = {name: _state(name, state) for name, state in raw.items()}
    check_graph(definition["StartAt"], states, where)
    timeout = definition.get("TimeoutSeconds")
    if timeout is not None and (not isinstance(timeout, int) or timeout < 1):
        raise RequestError(f"{where} has TimeoutSeconds {timeout!r}, which must be a positive integer.")
    return Machine(definition["StartAt"], states, timeout, definition)


def _branch(definition: Json, where: str, allowed: set[str] = fields.BRANCH) -> Machine:
    return _machine(definition, allowed, where)


def _check_language(part: dict[str, Any], where: str) -> None:
    if part.get("QueryLanguage", "JSONata") != "JSONata":
        raise RequestError(f"{where} has QueryLanguage {part['QueryLanguage']!r}; only JSONata is implemented.")


def _state(name: str, raw: Json) -> AnyState:
    where = f"The state {name!r}"
    if len(name) > NAME_LIMIT:
        raise RequestError(f"{where} has a name of {len(name)} characters; {NAME_LIMIT} are allowed.")
    kind = raw.get("Type") if isinstance(raw, dict) else None
    if kind not in fields.STATES:
        raise RequestError(f"{where} has Type {kind!r}; known are {', '.join(fields.STATES)}.")
    fields.check(raw, fields.STATES[kind], where)
    _check_language(raw, where)
    return _LOADERS[kind](name, raw, where)


def _pass(name: str, raw: dict[str, Any], where: str) -> Pass:
    return Pass(name, following(raw, where), assignment(raw, where))


def _succeed(name: str, raw: dict[str, Any], where: str) -> Succeed:
    return Succeed(name, None, assignment(raw, where))


def _fail(name: str, raw: dict[str, Any], where: str) -> Fail:
    for field in ("Error", "Cause"):
        if field in raw and not isinstance(raw[field], str):
            raise RequestError(f"{where} has {field} {raw[field]!r}, which must be a string.")
    return Fail(name, None, assignment({}, where), template(raw, "Error"), template(raw, "Cause"))


def _wait(name: str, raw: dict[str, Any], where: str) -> Wait:
    if ("Seconds" in raw) == ("Timestamp" in raw):
        raise RequestError(f"{where} must have exactly one of Seconds and Timestamp.")
    if "Seconds" in raw:
        check_number(raw["Seconds"], f"{where}: Seconds", 0, WAIT_LIMIT)
    seconds, timestamp = template(raw, "Seconds"), template(raw, "Timestamp")
    return Wait(name, following(raw, where), assignment(raw, where), seconds, timestamp)


def _choice(name: str, raw: dict[str, Any], where: str) -> Choice:
    if not isinstance(raw.get("Choices"), list) or not raw["Choices"]:
        raise RequestError(f"{where} needs Choices, a list of at least one rule.")
    rules = tuple(_rule(rule, f"{where}, rule {number}") for number, rule in enumerate(raw["Choices"]))
    return Choice(name, raw.get("Default"), assignment(raw, where), rules)


def _rule(raw: Json, where: str) -> Rule:
    fields.check(raw, fields.CHOICE_RULE, where, ("Condition", "Next"))
    condition = template(raw, "Condition")
    if condition is None or (condition.constant and not isinstance(condition.literal, bool)):
        raise RequestError(f"{where} has Condition {raw['Condition']!r}, which must be an expression or a boolean.")
    return Rule(condition, raw["Next"], assignment(raw, where))


def _task(name: str, raw: dict[str, Any], where: str) -> Task:
    check_task(raw, where)
    if "TimeoutSeconds" in raw:
        check_number(raw["TimeoutSeconds"], f"{where}: TimeoutSeconds", 1, WAIT_LIMIT)
    retriers, catchers = recovery(raw, where)
    after, result = following(raw, where), assignment(raw, where)
    arguments, timeout = template(raw, "Arguments"), template(raw, "TimeoutSeconds")
    return Task(name, after, result, retriers, catchers, raw["Resource"], arguments, timeout)


def _parallel(name: str, raw: dict[str, Any], where: str) -> Parallel:
    if not isinstance(raw.get("Branches"), list) or not raw["Branches"]:
        raise RequestError(f"{where} needs Branches, a list of at least one machine.")
    branches = tuple(_branch(branch, f"{where}, branch {number}") for number, branch in enumerate(raw["Branches"]))
    retriers, catchers = recovery(raw, where)
    after, result = following(raw, where), assignment(raw, where)
    return Parallel(name, after, result, retriers, catchers, branches, template(raw, "Arguments"))


_LOADERS: dict[str, Callable[[str, dict[str, Any], str], AnyState]] = {
    "Pass": _pass,
    "Succeed": _succeed,
    "Fail": _fail,
    "Wait": _wait,
    "Choice": _choice,
    "Task": _task,
    "Parallel": _parallel,
    "Map": lambda name, raw, where: load_map(name, raw, where, _branch),
}
