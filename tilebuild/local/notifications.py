"""SNS on one machine: a notification is a file under ``notifications/``."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.json_text import Json, to_text
from tilebuild.local.asl.services import TaskCall
from tilebuild.local.clock import Clock, timestamp
from tilebuild.local.events import Listener, NotificationPublished
from tilebuild.local.template.views import Topic

MESSAGE_LIMIT = 256 * 1024
SUBJECT_LIMIT = 100


@dataclass(frozen=True)
class Notifications:
    """The topics of a stack and the directory that takes their notifications."""

    topics: Mapping[str, Topic]
    directory: Path
    clock: Clock
    listener: Listener

    def publish_task(self, call: TaskCall) -> Json:
        """``sns:publish``."""
        arguments = call.arguments if isinstance(call.arguments, dict) else {}
        return self.publish(arguments.get("TopicArn", ""), arguments.get("Message"), arguments.get("Subject"))

    def publish(self, topic_arn: str, message: Json, subject: str | None = None) -> Json:
        """Keep a notification; a message that is no text is sent as its JSON."""
        topic = self.topics.get(topic_arn)
        if topic is None:
            raise StatesError("SNS.NotFoundException", f"Topic does not exist: {topic_arn}")
        text = message if isinstance(message, str) else to_text(message)
        if (
            not text
            or len(text.encode()) > MESSAGE_LIMIT
            or (subject is not None and not 0 < len(subject) <= SUBJECT_LIMIT)
        ):
            raise StatesError("SNS.InvalidParameterException", "Invalid parameter: Message or Subject")
        identity = str(uuid.uuid4())
        moment = timestamp(self.clock.now())
        path = self.directory / f"{moment.replace(':', '-')}-{identity[:8]}.json"
        self.directory.mkdir(parents=True, exist_ok=True)
        fields = {
            "MessageId": identity,
            "TopicArn": topic_arn,
            "Subject": subject,
            "Message": text,
            "Timestamp": moment,
        }
        path.write_text(to_text(fields))
        self.listener(NotificationPublished(topic.name, subject, str(path)))
        return {"MessageId": identity}
