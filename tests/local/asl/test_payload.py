from typing import Any

import pytest

from tilebuild.errors import RequestError
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.expressions import bind
from tilebuild.local.asl.payload import Template, check_number, evaluate_integer

BINDINGS = bind({"states": {"input": {"n": 2, "text": "a", "half": 0.5}}})


def test_expressions_are_filled_in_at_any_depth_and_the_rest_stays() -> None:
    template = Template({"a": ["{% $states.input.n %}", "plain", 1], "b": {"c": "{% $states.input.text %}"}, "d": None})
    assert template.evaluate(BINDINGS) == {"a": [2, "plain", 1], "b": {"c": "a"}, "d": None}


def test_keys_are_never_expressions() -> None:
    assert Template({"{% 1 %}": 1}).evaluate(BINDINGS) == {"{% 1 %}": 1}


def test_one_undefined_value_fails_the_whole_template() -> None:
    with pytest.raises(StatesError, match=r"States\.QueryEvaluationError"):
        Template({"a": 1, "b": "{% $states.input.missing %}"}).evaluate(BINDINGS)


@pytest.mark.parametrize("value", ["{% $states.input.text %}", "{% $states.input.half %}", "{% 11 %}", "{% true %}"])
def test_a_number_that_an_expression_gives_is_checked_when_it_is_known(value: str) -> None:
    with pytest.raises(StatesError, match=r"States\.QueryEvaluationError"):
        evaluate_integer(Template(value), BINDINGS, "MaxConcurrency", 0, 10)


@pytest.mark.parametrize("value", ["2", True, 11, -1, None])
def test_a_literal_number_is_checked_at_once(value: Any) -> None:
    with pytest.raises(RequestError, match="MaxConcurrency must be a number from 0 to 10"):
        check_number(value, "MaxConcurrency", 0, 10)
