"""JSONata expressions, compiled once and evaluated by any thread."""

import copy
from collections.abc import Mapping
from typing import Any

from jsonata import Jsonata
from jsonata.jexception import JException
from jsonata.utils import Utils

from tilebuild.errors import RequestError
from tilebuild.local.asl.errors import query_error
from tilebuild.local.asl.json_text import Json
from tilebuild.local.asl.jsonata_functions import FUNCTIONS
from tilebuild.local.asl.jsonata_rules import forbidden

OPENING, CLOSING = "{%", "%}"

_LATER_OPERATORS = ("??", "?:")
"""Operators of JSONata 2.1; Step Functions has 2.0.6."""


class Expression:
    """One ``{% … %}``; immutable, so that threads share it."""

    __slots__ = ("_compiled", "source")

    def __init__(self, source: str) -> None:
        """Parse ``source`` (the text between the brackets); RequestError if it is no JSONata that AWS would take."""
        self.source = source.strip()
        for operator in _LATER_OPERATORS:
            Jsonata.get_parser().symbol_table.pop(operator, None)
        try:
            self._compiled = Jsonata(self.source)
        except JException as error:
            raise RequestError(f"The JSONata expression {self.source!r} cannot be parsed: {error}.") from error
        except KeyError as error:
            raise RequestError(
                f"The JSONata expression {self.source!r} has the operator {error}, which JSONata 2.0.6 does not know."
            ) from error
        for reason in forbidden(self._compiled.ast):
            raise RequestError(f"The JSONata expression {self.source!r} is not allowed: {reason}.")
        self._compiled.set_validate_input(False)
        self._compiled.set_output_convert_nulls(False)

    def evaluate(self, bindings: Mapping[str, Any]) -> Json:
        """The value under these variables (made by `bind`); nothing, a function or an error is QueryEvaluationError."""
        engine = copy.copy(self._compiled)  # an engine keeps its place while it evaluates: one for each evaluation
        engine.parser = Jsonata.get_parser()
        Jsonata.CURRENT.jsonata = engine
        try:
            result = engine.evaluate(None, bindings)
        except Exception as error:  # the engine raises what Python raises, too
            raise query_error(
                f"The JSONata expression '{self.source}' threw an error during evaluation. {error}"
            ) from error
        if result is None:
            raise query_error(f"The JSONata expression '{self.source}' returned nothing (undefined).")
        return self._plain(result)

    def _plain(self, value: Any) -> Json:
        """The engine's value as plain JSON."""
        if value is None or value is Utils.NULL_VALUE:
            return None
        if isinstance(value, str | bool | int):
            return value
        if isinstance(value, float):
            return int(value) if value.is_integer() and abs(value) < 2**53 else value
        if isinstance(value, dict):
            return {key: self._plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._plain(item) for item in value]
        raise query_error(f"The JSONata expression '{self.source}' returned a function, which is no JSON.")


def bind(variables: Mapping[str, Json]) -> dict[str, Any]:
    """What an expression sees: the variables (without ``$``) and the functions that Step Functions adds."""
    return {**_FUNCTIONS, **{name: to_engine(value) for name, value in variables.items()}}


def to_engine(value: Json) -> Any:
    """JSON for the engine, to which Python's None is 'undefined'; a copy, since the engine may write into it."""
    if value is None:
        return Utils.NULL_VALUE
    if isinstance(value, dict):
        return {key: to_engine(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_engine(item) for item in value]
    return value


def _from_engine(value: Any) -> Any:
    return None if value is Utils.NULL_VALUE else value


def _callable(name: str) -> Any:
    function = FUNCTIONS[name]
    return Jsonata.JLambda(lambda *arguments: _to_result(function(*map(_from_engine, arguments)), arguments))


def _to_result(value: Json, arguments: tuple[Any, ...]) -> Any:
    """A function's None is 'undefined' if it was given nothing, else null."""
    return None if value is None and arguments and arguments[0] is None else to_engine(value)


_FUNCTIONS = {name: _callable(name) for name in FUNCTIONS}


def is_expression(text: str) -> bool:
    """Whether a string is an expression; RequestError if it is only half of one, as AWS refuses it."""
    if text.startswith(OPENING) and text.endswith(CLOSING) and len(text) >= len(OPENING) + len(CLOSING):
        return True
    stripped = text.strip()
    if stripped.startswith(OPENING) or stripped.endswith(CLOSING):
        raise RequestError(f"The string {text!r} must begin with {{% and end with %}}, without spaces around.")
    return False
