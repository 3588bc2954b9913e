import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.machines import StillClock
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.services import TaskCall
from tilebuild.local.events import Event, NotificationPublished
from tilebuild.local.notifications import Notifications
from tilebuild.local.stopping import Stop
from tilebuild.local.template.views import Topic

ARN = "arn:aws:sns:us-east-1:0:runs"


def publish(folder: Path, events: list[Event] | None = None, **arguments: Any) -> Any:
    told = events if events is not None else []
    notifications = Notifications({ARN: Topic("Runs", "runs", ARN)}, folder, StillClock(), told.append)
    return notifications.publish_task(TaskCall("", {"TopicArn": ARN, **arguments}, None, Stop(), print))


def test_a_notification_is_a_file(tmp_path: Path) -> None:
    events: list[Event] = []
    answer = publish(tmp_path, events, Message="done", Subject="Run r-1")
    (path,) = tmp_path.iterdir()
    assert json.loads(path.read_text()) == {
        "MessageId": answer["MessageId"],
        "TopicArn": ARN,
        "Subject": "Run r-1",
        "Message": "done",
        "Timestamp": "2026-01-31T12:00:00.000Z",
    }
    assert events == [NotificationPublished("runs", "Run r-1", str(path))]


def test_a_message_that_is_no_text_is_sent_as_json(tmp_path: Path) -> None:
    publish(tmp_path, Message={"a": 1})
    (path,) = tmp_path.iterdir()
    assert json.loads(path.read_text())["Message"] == '{"a":1}'


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"TopicArn": "arn:gone", "Message": "x"}, "SNS.NotFoundException"),
        ({"Message": ""}, "SNS.InvalidParameterException"),
        ({"Message": "x" * 262_145}, "SNS.InvalidParameterException"),
        ({"Message": "x", "Subject": "s" * 101}, "SNS.InvalidParameterException"),
    ],
)
def test_what_sns_refuses(tmp_path: Path, arguments: dict[str, Any], error: str) -> None:
    with pytest.raises(StatesError) as caught:
        publish(tmp_path, **arguments)
    assert caught.value.error == error
    assert list(tmp_path.iterdir()) == []
