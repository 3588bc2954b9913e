from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tilebuild.errors import RequestError
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.expressions import Expression, bind, is_expression

INPUT = {"a": None, "n": 3, "list": [None, 1], "one": [7], "none": [], "rows": [{"k": "x", "v": 1}, {"k": "y", "v": 2}]}


def evaluate(source: str) -> Any:
    return Expression(source).evaluate(bind({"states": {"input": INPUT}, "run": {"id": "r-1"}}))


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("$states.input.n", 3),
        ("$run.id & '-' & $states.input.n", "r-1-3"),
        ("$states.input.a", None),
        ("$states.input.list", [None, 1]),
        ("$states.input.list[0]", None),
        ("$states.input.one", [7]),
        ("$states.input.none", []),
        ("$states.input.rows.k", ["x", "y"]),
        ("$states.input.rows[k = 'y'].v", 2),
        ("$states.input.rows[k = 'z'].v = 1", False),
        ("$exists($states.input.missing)", False),
        ("$states.input.n > 2 ? 'many' : 'few'", "many"),
        ("7 / 2", 3.5),
        ("6 / 2", 3),
        ("{'a': $states.input.missing, 'b': 1}", {"b": 1}),
        ("[{'a': 1}, $states.input.missing ? {'b': 1}]", [{"a": 1}]),
        ("$map([1, 2], function($x) { $x * 2 })", [2, 4]),
        ("($t := 'abc'; $substring($t, 0, 1) = 'a')", True),
        ("$substring('abc', ?, 1)(1)", "b"),
        ("'x' in ['x', 'y']", True),
        ("$replace('a.b', /(?:\\.)/, '??')", "a??b"),
        ("$merge([$run, {'pass': 2}])", {"id": "r-1", "pass": 2}),
    ],
)
def test_an_expression_gives_plain_json(source: str, value: Any) -> None:
    result = evaluate(source)
    assert (result, type(result)) == (value, type(value))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("$states.input.missing", "returned nothing (undefined)"),
        ("$unknown", "returned nothing (undefined)"),
        ("$states.input.missing > 1", "returned nothing (undefined)"),
        ("1 + 'a'", "must evaluate to a number"),
        ("$lenght('abc')", "non-function"),
        ("$error('stop here')", "stop here"),
        ("function($x) { $x }", "returned a function"),
        ("[$sum]", "returned a function"),
        ("1 / 0", "division by zero"),
    ],
)
def test_nothing_or_an_error_fails_as_a_query_evaluation_error(source: str, reason: str) -> None:
    with pytest.raises(StatesError) as caught:
        evaluate(source)
    assert caught.value.error == "States.QueryEvaluationError"
    assert reason in caught.value.cause


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("name", "the field name stands without a variable"),
        ("$count(items)", "the field items stands without a variable"),
        ("$map($states.input.rows, function($v) { k })", "the field k stands without a variable"),
        ("$", r"\$ is not available at the top level"),
        ("$$.a", r"\$\$ is not available"),
        ("$states.input[$$.a]", r"\$\$ is not available"),
        ("$eval('1')", r"\$eval is not available"),
        ("1 +", "cannot be parsed"),
        ("$states.input.a ?? 1", r"has the operator '\?\?', which JSONata 2.0.6"),
        ("$states.input.a ?: 1", r"has the operator '\?:', which JSONata 2.0.6"),
    ],
)
def test_what_step_functions_does_not_allow_is_refused_when_it_is_compiled(source: str, reason: str) -> None:
    with pytest.raises(RequestError, match=reason):
        Expression(source)


@pytest.mark.parametrize(
    "source", ["$states.input.rows[k = 'x']", "$states.input.rows.{'k': k}", "$states.input.rows^(k)", "[1, 2].($ * 2)"]
)
def test_bare_names_and_the_context_are_fine_inside_a_path(source: str) -> None:
    assert evaluate(source)


@pytest.mark.parametrize(("text", "is_one"), [("{% 1 %}", True), ("{%1%}", True), ("1", False), ("a {% 1 %} b", False)])
def test_only_a_whole_string_is_an_expression(text: str, is_one: bool) -> None:
    assert is_expression(text) is is_one


@pytest.mark.parametrize("text", [" {% 1 %}", "{% 1 %} ", "{% 1", "1 %}", "{%}"])
def test_half_an_expression_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="must begin with"):
        is_expression(text)


def test_threads_share_an_expression() -> None:
    expression = Expression("$map([1..20], function($x) { $x * $states.input }) ~> $sum")
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda n: expression.evaluate(bind({"states": {"input": n}})), range(400)))
    assert results == [210 * n for n in range(400)]


def test_an_expression_does_not_write_into_its_input() -> None:
    value = {"a": {"b": None}, "c": [1]}
    Expression("$states.input ~> |a|{'b': 2}|").evaluate(bind({"states": {"input": value}}))
    assert value == {"a": {"b": None}, "c": [1]}
