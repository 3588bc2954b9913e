"""An S3 server of our own on loopback."""

import boto3
import pytest

from tests.support.moto_server import moto_server
from tilebuild.storage import Bucket, open_bucket


def s3_bucket(name: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A bucket there, which the environment leads every client to."""
    url = moto_server()
    for variable, value in {
        "AWS_ENDPOINT_URL": url,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.delenv("TILEBUILD_BUCKETS", raising=False)
    boto3.client("s3").create_bucket(Bucket=name)
    return open_bucket(name)
