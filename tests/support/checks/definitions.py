"""State machine definitions: substitutions, validators, expressions, the arguments of tasks, and AWS's limits."""

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonata import Jsonata

from tests.support.asl import Found, expressions, states
from tests.support.checks.tools import node
from tests.support.project import Project

_PLACE = re.compile(r"\$\{(\w+)\}")
LABEL, NAME, CONCURRENCY, WAIT = 40, 80, 10_000, 99_999_999
ERRORS = re.compile(r"States\.[A-Z]\w+|(Lambda|Batch)\.\w+|UnavailableError")


def substitutions(project: Project) -> list[str]:
    """Every ``${…}`` is defined, and every definition is used."""
    found = []
    for name, text, values in project.machines():
        used = set(_PLACE.findall(text))
        found += [f"{name}: ${{{place}}} is not defined" for place in sorted(used - values.keys())]
        found += [f"{name}: {place} is not used" for place in sorted(values.keys() - used)]
    return found


def validators(project: Project) -> list[str]:
    """What npm's asl-validator and AWS's language service say."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, text, _ in project.machines():
            paths.append(Path(folder) / f"{name}.asl.json")
            paths[-1].write_text(text)
        problems: list[str] = node("validate_asl.mjs", *map(str, paths), module="amazon-states-language-service")
    return problems


def jsonata(project: Project) -> list[str]:
    """Expressions that are no JSONata, or that call what Step Functions takes away."""
    found = []
    for name, definition in project.definitions().items():
        for expression in expressions(definition):
            text = expression.removeprefix("{%").removesuffix("%}")
            try:
                Jsonata(text)
            except Exception as error:
                found.append(f"{name}: {text.strip()}: {error}")
            if not expression.endswith("%}"):
                found.append(f"{name}: {expression} is not closed")
            if "$eval(" in text:
                found.append(f"{name}: Step Functions has no $eval")
    return found


def limits(project: Project) -> list[str]:
    """What the service refuses when the machine is made, or in the middle of a run."""
    return [
        f"{name}.{found.name}: {problem}"
        for name, definition in project.definitions().items()
        for found in states(definition)
        for problem in _of_state(found)
    ]


def _of_state(found: Found) -> Iterator[str]:
    state, kind = found.state, found.state["Type"]
    if len(found.name) > NAME:
        yield f"a name has at most {NAME} characters"
    if kind == "Map":
        yield from _of_map(state)
    if kind == "Task":
        if not 0 < state.get("TimeoutSeconds", 0) <= WAIT:
            yield "a task without TimeoutSeconds waits for ever"
        if "Output" not in state:
            yield "a task without Output hands on all that the service answered"
    for rule in [*state.get("Retry", []), *state.get("Catch", [])]:
        for error in rule["ErrorEquals"]:
            if not ERRORS.fullmatch(error):
                yield f"{error} is no error of a service that is called here"
    for rule in state.get("Catch", []):
        if "Output" not in rule:
            yield "a Catch without Output replaces the input"


def _of_map(state: dict[str, Any]) -> Iterator[str]:
    if not 0 < len(state.get("Label", "")) <= LABEL:
        yield f"a distributed map needs a Label of at most {LABEL} characters"
    if "MaxConcurrency" not in state:
        yield f"without MaxConcurrency {CONCURRENCY} children start at once"
    if "ResultWriter" not in state:
        yield "without ResultWriter the results of 16,384 items are one state's output"
    if {"Retry", "Catch"} & set(state):
        yield "a Retry or Catch on a map reruns or forfeits every child"
    if state["ItemProcessor"].get("ProcessorConfig") != {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}:
        yield ".sync needs STANDARD children of a DISTRIBUTED map"
    if not {"ToleratedFailureCount", "ToleratedFailurePercentage"} & set(state):
        yield "by default one failed child stops the map"


def pretty(value: Any) -> str:
    """JSON to put into a problem."""
    return json.dumps(value)[:200]
