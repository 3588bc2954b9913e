"""Starts an execution for a dropped file, named by its version."""

import os
from typing import Any

import boto3


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """One file."""
    client = boto3.client("stepfunctions")
    name = event["detail"]["object"]["version-id"]
    try:
        client.start_execution(stateMachineArn=os.environ["MACHINE"], name=name, input='{"items": []}')
    except client.exceptions.ExecutionAlreadyExists:
        return {"started": False, "name": name}
    return {"started": True, "name": name}
