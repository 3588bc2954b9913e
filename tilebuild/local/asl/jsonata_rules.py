"""What Step Functions forbids in a JSONata expression: bare names and ``$`` at the top, ``$$``, ``$eval``.

https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from collections.abc import Iterator
from typing import Any

_SAME_CONTEXT = (
    "expression",
    "procedure",
    "arguments",
    "body",
    "lhs",
    "rhs",
    "lhs_object",
    "rhs_object",
    "condition",
    "then",
    "_else",
    "expressions",
)
"""Parts of a node that are evaluated in the node's own context."""

_INNER_CONTEXT = ("predicate", "stages", "group", "rhs_terms", "terms", "pattern", "update", "delete", "expr")
"""Parts that are evaluated with the node's value as their context: there ``$`` and bare names are fine."""


def forbidden(node: Any, *, top: bool = True) -> Iterator[str]:
    """One sentence for each thing in a parsed expression that Step Functions does not allow."""
    if node is None or isinstance(node, str | int | float | bool):
        return
    if isinstance(node, list | tuple):
        for part in node:
            yield from forbidden(part, top=top)
        return
    yield from _own(node, top=top)
    yield from _steps(node, top=top)
    for name in _SAME_CONTEXT:
        yield from forbidden(getattr(node, name, None), top=top)
    for name in _INNER_CONTEXT:
        yield from forbidden(getattr(node, name, None), top=False)


def _own(node: Any, *, top: bool) -> Iterator[str]:
    kind, value = getattr(node, "type", None), getattr(node, "value", None)
    if kind == "variable" and value == "$":
        yield "$$ is not available in Step Functions"
    if kind == "variable" and value == "" and top:
        yield "$ is not available at the top level; begin with $states or a variable"
    if kind == "variable" and value == "eval":
        yield "$eval is not available in Step Functions; use $parse"
    if kind == "name" and top:
        yield f"the field {value} stands without a variable; begin with $states.input or a variable"


def _steps(node: Any, *, top: bool) -> Iterator[str]:
    for number, step in enumerate(getattr(node, "steps", None) or []):
        yield from forbidden(step, top=top and number == 0)
