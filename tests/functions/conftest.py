"""What Lambda gives a function: an environment, a context, a store."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tilebuild.storage import Bucket, open_bucket

ARN = "arn:aws:states:eu-central-1:123456789012:stateMachine:build"


@dataclass
class Context:
    """As much of Lambda's context as the logger reads."""

    function_name: str = "function"
    memory_limit_in_mb: int = 128
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:123456789012:function:function"
    aws_request_id: str = "request"


@pytest.fixture
def context() -> Context:
    return Context()


@pytest.fixture
def control(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setenv("TILEBUILD_BUCKETS", str(tmp_path))
    monkeypatch.setenv("CONTROL_BUCKET", "control")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    return open_bucket("control")
