"""Variables and their scopes: a machine's own, and those that branches and inline maps see but may not assign.

A distributed map's children see none of their parent's. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
"""

from collections.abc import Iterator
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.json_text import PAYLOAD_LIMIT, Json, exceeds_limit, to_text


class Variables:
    """The variables of one scope and, read only, of those around it."""

    def __init__(self, outer: "Variables | None" = None) -> None:
        """An empty scope inside ``outer``."""
        self._outer = outer
        self._own: dict[str, Json] = {}

    def visible(self) -> dict[str, Json]:
        """Every variable that can be read here."""
        return {**(self._outer.visible() if self._outer else {}), **self._own}

    def assign(self, values: dict[str, Json]) -> None:
        """Set variables together; States.DataLimitExceeded if one is larger than a payload may be."""
        for name, value in values.items():
            if exceeds_limit(to_text(value)):
                raise StatesError(
                    "States.DataLimitExceeded", f"The variable {name} is larger than {PAYLOAD_LIMIT} bytes."
                )
        self._own.update(values)


def check_assignments(definition: Json, outer: frozenset[str] = frozenset()) -> None:
    """Refuse an inner scope that assigns a variable of a scope around it, as Step Functions does."""
    own = frozenset(_assigned(definition))
    for name in sorted(own & outer):
        raise RequestError(f"The variable {name} is assigned in an outer scope and again in a branch or map within it.")
    for state in definition["States"].values():
        for branch in state.get("Branches", []):
            check_assignments(branch, own | outer)
        if "ItemProcessor" in state:
            check_assignments(state["ItemProcessor"], frozenset() if _distributed(state) else own | outer)


def _distributed(state: dict[str, Any]) -> bool:
    return bool(state["ItemProcessor"].get("ProcessorConfig", {}).get("Mode") == "DISTRIBUTED")


def _assigned(definition: Json) -> Iterator[str]:
    """Names that the states of one scope assign, by themselves, their rules and their catchers."""
    for state in definition["States"].values():
        for part in (state, *state.get("Choices", []), *state.get("Catch", [])):
            yield from part.get("Assign", {})
