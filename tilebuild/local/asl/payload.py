"""JSON templates: any JSON whose whole strings ``{% … %}`` are expressions."""

from collections.abc import Mapping
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.asl.errors import query_error
from tilebuild.local.asl.expressions import CLOSING, OPENING, Expression, is_expression
from tilebuild.local.asl.json_text import Json


class Template:
    """A compiled template; `evaluate` fills it in."""

    __slots__ = ("_constant", "_tree")

    def __init__(self, source: Json) -> None:
        """Compile every expression in ``source``; RequestError names the first that AWS would refuse."""
        self._tree, self._constant = _compile(source)

    @property
    def constant(self) -> bool:
        """Whether it has no expression at all."""
        return self._constant

    @property
    def literal(self) -> Json:
        """The template's own value, its expressions as `Expression`."""
        return self._tree

    def evaluate(self, bindings: Mapping[str, Any]) -> Json:
        """The template with its expressions' values under ``bindings``."""
        return self._tree if self._constant else _fill(self._tree, bindings)


def _compile(source: Json) -> tuple[Any, bool]:
    if isinstance(source, str) and is_expression(source):
        return Expression(source[len(OPENING) : -len(CLOSING)]), False
    if isinstance(source, dict):
        parts = {key: _compile(value) for key, value in source.items()}
        return {key: tree for key, (tree, _) in parts.items()}, all(constant for _, constant in parts.values())
    if isinstance(source, list):
        items = [_compile(value) for value in source]
        return [tree for tree, _ in items], all(constant for _, constant in items)
    return source, True


def _fill(tree: Any, bindings: Mapping[str, Any]) -> Json:
    if isinstance(tree, Expression):
        return tree.evaluate(bindings)
    if isinstance(tree, dict):
        return {key: _fill(value, bindings) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_fill(value, bindings) for value in tree]
    return tree


def evaluate_integer(template: Template, bindings: Mapping[str, Any], field: str, low: int, high: int) -> int:
    """A field that must be an integer; States.QueryEvaluationError where its expression gives something else."""
    value = template.evaluate(bindings)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise query_error(f"The field {field} must be an integer from {low} to {high}, not {value!r}.")
    return value


def check_number(source: Json, field: str, low: float, high: float) -> None:
    """Refuse a literal out of range; an expression is only known when it is evaluated."""
    if isinstance(source, str) and is_expression(source):
        return
    if isinstance(source, bool) or not isinstance(source, int | float) or not low <= source <= high:
        raise RequestError(f"{field} must be a number from {low} to {high} or an expression, not {source!r}.")
