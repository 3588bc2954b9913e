from typing import Any

import pytest

from tilebuild.errors import RequestError
from tilebuild.local.template.patterns import check_pattern, matches_pattern

EVENT = {
    "source": "aws.s3",
    "tags": ["a", "b"],
    "detail": {"object": {"key": "inbox/Vaduz.json", "size": 12}, "stop": None},
}


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ({"source": ["aws.s3"]}, True),
        ({"source": ["aws.ec2", "aws.s3"]}, True),
        ({"source": ["aws.ec2"]}, False),
        ({"missing": ["x"]}, False),
        ({"source": ["aws.s3"], "missing": ["x"]}, False),
        ({"tags": ["b"]}, True),
        ({"tags": ["c"]}, False),
        ({"detail": {"object": {"key": [{"prefix": "inbox/"}]}}}, True),
        ({"detail": {"object": {"key": [{"prefix": "done/"}]}}}, False),
        ({"detail": {"object": {"key": [{"suffix": ".json"}]}}}, True),
        ({"detail": {"object": {"key": [{"prefix": "inbox/"}, {"suffix": ".csv"}]}}}, True),
        ({"detail": {"object": {"key": [{"wildcard": "inbox/*.json"}]}}}, True),
        ({"detail": {"object": {"key": [{"wildcard": "inbox/*.csv"}]}}}, False),
        ({"detail": {"object": {"key": [{"equals-ignore-case": "INBOX/vaduz.JSON"}]}}}, True),
        ({"detail": {"object": {"key": [{"prefix": {"equals-ignore-case": "INBOX/"}}]}}}, True),
        ({"detail": {"object": {"key": [{"anything-but": ["inbox/"]}]}}}, True),
        ({"detail": {"object": {"key": [{"anything-but": "inbox/Vaduz.json"}]}}}, False),
        ({"detail": {"object": {"key": [{"anything-but": {"prefix": "inbox/"}}]}}}, False),
        ({"detail": {"object": {"key": [{"anything-but": {"suffix": "/"}}]}}}, True),
        ({"detail": {"object": {"size": [12]}}}, True),
        ({"detail": {"object": {"size": ["12"]}}}, False),
        ({"detail": {"object": {"size": [{"numeric": [">", 0, "<=", 12]}]}}}, True),
        ({"detail": {"object": {"size": [{"numeric": [">", 12]}]}}}, False),
        ({"detail": {"stop": [None]}}, True),
        ({"detail": {"gone": [{"exists": False}]}}, True),
        ({"detail": {"object": {"key": [{"exists": True}]}}}, True),
        ({"source": {"deeper": ["x"]}}, False),
    ],
)
def test_a_pattern_wants_an_event(pattern: Any, matches: bool) -> None:
    check_pattern(pattern, "Rule")
    assert matches_pattern(pattern, EVENT) is matches


@pytest.mark.parametrize(
    "pattern", [{}, {"a": "x"}, {"a": []}, {"a": [{"cidr": "10.0.0.0/8"}]}, {"$or": [{"a": ["x"]}]}, {"a": [{}]}]
)
def test_a_pattern_that_is_not_understood_is_refused(pattern: Any) -> None:
    with pytest.raises(RequestError, match=r"Rule has .* in its EventPattern|no JSON object"):
        check_pattern(pattern, "Rule")
