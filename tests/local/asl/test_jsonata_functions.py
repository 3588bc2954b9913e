import re
from typing import Any

import pytest

from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.expressions import Expression, bind


def evaluate(source: str) -> Any:
    return Expression(source).evaluate(bind({"states": {"input": {"text": '{"a": [1, null]}'}}}))


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("$parse($states.input.text)", {"a": [1, None]}),
        ("$parse($states.input.text).a[0]", 1),
        ("$parse('null')", None),
        ("$partition([1, 2, 3, 4, 5], 2)", [[1, 2], [3, 4], [5]]),
        ("$range(0, 6, 3)", [0, 3, 6]),
        ("$range(3, 1, -1)", [3, 2, 1]),
        ("$hash('abc', 'MD5')", "900150983cd24fb0d6963f7d28e17f72"),
        ("$hash('abc', 'SHA-1')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("$random(7) = $random(7)", True),
        ("$random() < 1", True),
        ("$exists($parse($states.input.missing))", False),
    ],
)
def test_functions_that_step_functions_adds(source: str, value: Any) -> None:
    assert evaluate(source) == value


def test_a_uuid_is_new_each_time() -> None:
    first, second = evaluate("[$uuid(), $uuid()]")
    assert first != second
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", first)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("$parse('{')", "$parse"),
        ("$parse(1)", "$parse needs a string"),
        ("$partition([1], 0)", "chunk size"),
        ("$range(1, 2, 0)", "step other than 0"),
        ("$range(1, 2.5, 1)", "needs integers"),
        ("$hash('a', 'CRC')", "knows the algorithms"),
    ],
)
def test_wrong_arguments_fail_the_expression(source: str, reason: str) -> None:
    with pytest.raises(StatesError, match=r"States\.QueryEvaluationError") as caught:
        evaluate(source)
    assert reason in caught.value.cause
