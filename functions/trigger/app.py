"""Trigger: a request file dropped into the inbox starts one run, however often its event comes."""

# The event, from EventBridge (of detail, more than this comes and is not looked at):
#   {"detail-type": "Object Created", "source": "aws.s3", "time": "2026-01-31T12:00:00Z",
#    "detail": {"bucket": {"name": "…"},
#               "object": {"key": "inbox/vaduz.json", "version-id": "…", "etag": "…", "sequencer": "…"}}}
# Nobody waits for the answer; it is {"action": "started" | "rejected" | "ignored", "run_id", "reason"}.

import os
from dataclasses import asdict
from datetime import datetime
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.parser import event_parser
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, Field

from tilebuild.planning.inbox import Dropped, receive
from tilebuild.storage import open_bucket

logger = Logger()


class CreatedObject(BaseModel):
    """``detail.object``: the bucket is versioned, and one that is not has a sequencer for each upload."""

    key: str
    version_id: str = Field("", alias="version-id")
    sequencer: str = ""
    etag: str = ""


class Detail(BaseModel):
    """``detail``: the rule lets only the control bucket's events through."""

    object: CreatedObject


class InboxEvent(BaseModel):
    """S3 tells EventBridge of an upload."""

    time: datetime
    detail: Detail


@logger.inject_lambda_context
@event_parser(model=InboxEvent)
def handler(event: InboxEvent, _context: LambdaContext) -> dict[str, Any]:
    """Deal with one upload."""
    created = event.detail.object
    dropped = Dropped(created.key, created.version_id or created.sequencer or created.etag, event.time)
    control = open_bucket(os.environ["CONTROL_BUCKET"])
    received = asdict(receive(dropped, control, start_execution, os.environ.get("TILEBUILD_DEFAULT_PREFIX", "")))
    logger.info("received", extra={"key": created.key, **received})
    return received


def start_execution(name: str, text: str) -> None:
    """Start the state machine; a name is used once, so that one which is taken is this very run."""
    client = boto3.client("stepfunctions")
    try:
        client.start_execution(stateMachineArn=os.environ["STATE_MACHINE_ARN"], name=name, input=text)
    except client.exceptions.ExecutionAlreadyExists:
        logger.info("had started before", extra={"run_id": name})
