from typing import Any

from tilebuild.local.asl.errors import StatesError
from tilebuild.local.bus import Bus, object_created, status_changed
from tilebuild.local.journal import Record
from tilebuild.local.template.patterns import matches_pattern
from tilebuild.local.template.views import Rule, Stack, Target

STACK = Stack("s", "us-east-1", "000000000000", {}, {}, {}, {}, {}, {}, (), {}, {})


def test_an_event_goes_to_every_target_of_every_rule_that_wants_it() -> None:
    handed: list[Any] = []

    def deliver(arn: str, payload: Any) -> Any:
        handed.append((arn, payload))
        if arn == "bad":
            raise StatesError("Broken")
        return f"{arn} did it"

    rules = [
        Rule("A", "a", {"source": ["x"]}, (Target("1", "good"), Target("2", "bad"))),
        Rule("B", "b", {"source": ["y"]}, (Target("1", "other"),)),
        Rule("C", "c", {"source": ["x", "y"]}, (Target("1", "path", input_path="$.detail"),)),
    ]
    event = {"source": "x", "detail": {"n": 1}}
    deliveries = Bus(rules, deliver).publish(event)
    assert handed == [("good", event), ("bad", event), ("path", {"n": 1})]
    assert [(one.rule, one.target, one.result) for one in deliveries] == [
        ("a", "good", "good did it"),
        ("a", "bad", None),
        ("c", "path", "path did it"),
    ]
    assert deliveries[1].error is not None


def test_an_object_created_event_looks_like_s3s() -> None:
    event = object_created(STACK, "control", "inbox/Zürich 1.json", 12, "abc", "v1")
    wanted = {"bucket": {"name": ["control"]}, "object": {"key": [{"prefix": "inbox/"}], "version-id": ["v1"]}}
    pattern = {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": wanted}
    assert matches_pattern(pattern, event)
    assert event["detail"]["object"]["key"] == "inbox/Zürich 1.json"
    assert event["resources"] == ["arn:aws:s3:::control"]
    assert "version-id" not in object_created(STACK, "raw", "k", 1, "abc", None)["detail"]["object"]


def test_a_status_change_event_looks_like_step_functions() -> None:
    record = Record("arn:e", "r-1", "arn:m", "{}", "FAILED", None, "Broken", "why", 1.5, 2.5, 0)
    detail = status_changed(STACK, record)["detail"]
    assert (detail["status"], detail["startDate"], detail["stopDate"]) == ("FAILED", 1500, 2500)
    assert (detail["executionArn"], detail["stateMachineArn"], detail["error"]) == ("arn:e", "arn:m", "Broken")
