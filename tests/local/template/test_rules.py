from typing import Any

import pytest

from tilebuild.errors import RequestError
from tilebuild.local.template.rules import load_rule, shape
from tilebuild.local.template.views import Target

PATTERN = {"source": ["aws.states"]}
EVENT = {"detail": {"name": "r-1", "status": "FAILED", "cause": 'a "quoted"\nline', "n": 3, "list": [1]}}


@pytest.mark.parametrize(
    ("target", "shaped"),
    [
        ({}, EVENT),
        ({"input": '{"a": 1}'}, {"a": 1}),
        ({"input_path": "$.detail.status"}, "FAILED"),
        ({"input_path": "$.detail.gone.deeper"}, None),
        ({"paths": {"s": "$.detail.status"}, "template": '"Run <s>!"'}, "Run FAILED!"),
        ({"paths": {"c": "$.detail.cause"}, "template": '"Because of <c>"'}, 'Because of a "quoted"\nline'),
        ({"paths": {"c": "$.detail.cause"}, "template": '{"why": "<c>"}'}, {"why": 'a "quoted"\nline'}),
        ({"paths": {"n": "$.detail.n", "l": "$.detail.list"}, "template": '{"n": <n>, "l": <l>}'}, {"n": 3, "l": [1]}),
        ({"paths": {"s": "$.detail.status"}, "template": '{"s": <s>}'}, {"s": "FAILED"}),
    ],
)
def test_an_event_is_handed_on_in_the_targets_shape(target: dict[str, Any], shaped: Any) -> None:
    assert shape(Target("t", "arn", **target), EVENT) == shaped


def test_a_disabled_rule_is_none() -> None:
    assert load_rule("R", "r", {"EventPattern": PATTERN, "State": "DISABLED"}) is None


@pytest.mark.parametrize(
    ("properties", "sentence"),
    [
        ({"ScheduleExpression": "rate(1 day)"}, "R has no EventPattern"),
        ({"EventPattern": PATTERN, "EventBusName": "mine"}, "listens to the bus 'mine'"),
        ({"EventPattern": PATTERN, "Targets": [{"Id": "t", "Arn": "a", "EcsParameters": {}}]}, "EcsParameters"),
        (
            {"EventPattern": PATTERN, "Targets": [{"Id": "t", "Arn": "a", "InputPath": "$.a[0]"}]},
            r"input path '\$.a\[0\]'",
        ),
    ],
)
def test_rules_that_are_refused(properties: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        load_rule("R", "r", properties)
