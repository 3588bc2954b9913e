"""Reading a state machine's definition in tests: its states, its expressions, and what an expression gives."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jsonata import Jsonata

ROOT = Path(__file__).parents[2]
DEFINITION = ROOT / "statemachine" / "build.asl.json"


class Found(NamedTuple):
    """A state, and the (sub-)machine that it stands in."""

    name: str
    state: dict[str, Any]
    machine: dict[str, Any]


def definition() -> dict[str, Any]:
    """The machine as it is deployed, before substitution."""
    machine: dict[str, Any] = json.loads(DEFINITION.read_text())
    return machine


def machines(machine: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The machine and every one inside it: branches and item processors."""
    yield machine
    for state in machine["States"].values():
        for inner in [*state.get("Branches", []), *([state["ItemProcessor"]] if "ItemProcessor" in state else [])]:
            yield from machines(inner)


def states(machine: dict[str, Any], kind: str = "") -> list[Found]:
    """Every state at any depth, of one type if that is given."""
    every = [Found(name, state, one) for one in machines(machine) for name, state in one["States"].items()]
    return [found for found in every if found.state["Type"] == (kind or found.state["Type"])]


def find(name: str) -> dict[str, Any]:
    """The state of that name; names are unique here."""
    return next(found.state for found in states(definition()) if found.name == name)


def expressions(value: Any) -> Iterator[str]:
    """Every JSONata expression in a piece of a definition."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from expressions(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from expressions(inner)
    elif isinstance(value, str) and value.startswith("{%"):
        yield value


def evaluate(value: Any, **variables: Any) -> Any:
    """A piece of a definition with its expressions replaced by what they give."""
    if isinstance(value, dict):
        return {name: evaluate(inner, **variables) for name, inner in value.items()}
    if isinstance(value, list):
        return [evaluate(inner, **variables) for inner in value]
    if not (isinstance(value, str) and value.startswith("{%")):
        return value
    expression = Jsonata(value.removeprefix("{%").removesuffix("%}"))
    expression.register_lambda("parse", json.loads)  # Step Functions adds it to JSONata
    frame = expression.create_frame()
    for name, bound in variables.items():
        frame.bind(name, bound)
    return expression.evaluate(None, frame)
