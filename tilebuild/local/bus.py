"""EventBridge's default bus on one machine: events, the rules that want them, and what comes of handing them on."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.json_text import Json
from tilebuild.local.clock import timestamp
from tilebuild.local.journal import Record
from tilebuild.local.template.patterns import matches_pattern
from tilebuild.local.template.rules import shape
from tilebuild.local.template.views import Rule, Stack, Target


@dataclass(frozen=True)
class Delivery:
    """An event handed to one target of a rule: what it returned, or how it failed."""

    rule: str
    target: str
    """ARN."""
    result: Json = None
    error: StatesError | None = None


class Bus:
    """The rules of a stack, and how to reach their targets."""

    def __init__(self, rules: Sequence[Rule], deliver: Callable[[str, Json], Json]) -> None:
        """``deliver`` hands a payload to the target with this ARN and returns its answer."""
        self._rules, self._deliver = rules, deliver

    def publish(self, event: Json) -> list[Delivery]:
        """Hand the event to every target of every rule that matches."""
        matching = [rule for rule in self._rules if matches_pattern(rule.pattern, event)]
        return [self._hand(rule, target, event) for rule in matching for target in rule.targets]

    def _hand(self, rule: Rule, target: Target, event: Json) -> Delivery:
        try:
            return Delivery(rule.name, target.arn, self._deliver(target.arn, shape(target, event)))
        except StatesError as error:
            return Delivery(rule.name, target.arn, error=error)


def _event(stack: Stack, source: str, kind: str, resources: list[str], detail: Json) -> Json:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": kind,
        "source": source,
        "account": stack.account,
        "time": timestamp(datetime.now(UTC))[:19] + "Z",
        "region": stack.region,
        "resources": resources,
        "detail": detail,
    }


def object_created(stack: Stack, bucket: str, key: str, size: int, etag: str, version: str | None) -> Json:
    """S3's event for a new object; ``version`` only in a versioned bucket."""
    thing = {"key": key, "size": size, "etag": etag, "sequencer": f"{uuid.uuid4().int:032X}"[:18]}
    if version is not None:
        thing["version-id"] = version
    detail = {
        "version": "0",
        "bucket": {"name": bucket},
        "object": thing,
        "request-id": uuid.uuid4().hex[:16].upper(),
        "requester": stack.account,
        "source-ip-address": "127.0.0.1",
        "reason": "PutObject",
    }
    return _event(stack, "aws.s3", "Object Created", [f"arn:aws:s3:::{bucket}"], detail)


def status_changed(stack: Stack, record: Record) -> Json:
    """Step Functions' event for an execution that started or ended."""
    detail = {
        "executionArn": record.arn,
        "stateMachineArn": record.machine_arn,
        "name": record.name,
        "status": record.status,
        "startDate": int(record.started * 1000),
        "stopDate": None if record.stopped is None else int(record.stopped * 1000),
        **record.told(),
    }
    return _event(stack, "aws.states", "Step Functions Execution Status Change", [record.arn], detail)
