"""An imitated AWS with the outputs of a stack, and the real AWS CLI to ask it with."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests

from tests.support.checks.tools import TOOLS
from tests.support.moto_server import moto_server
from tests.support.sam import REGION, ROOT

CLI = TOOLS / "aws"


class Aws:
    """An imitated account."""

    def __init__(self, url: str, programs: Path) -> None:
        self.url, self.programs = url, programs
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "HOME": str(programs),
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "PAUSE": "0.2",
        }

    def client(self, service: str) -> Any:
        """A client of one of its services."""
        return boto3.client(  # type: ignore[call-overload] # the service is a parameter
            service, endpoint_url=self.url, region_name=REGION, aws_access_key_id="x", aws_secret_access_key="x"
        )

    def program(self, name: str, script: str) -> Path:
        """Put a program where the scripts look first."""
        path = self.programs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/bash\n{script}\n")
        path.chmod(0o755)
        return path

    def run(self, script: str, answer: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """Run one of our scripts to its end, answering what it asks."""
        return subprocess.run(
            [ROOT / "scripts" / script],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            input=answer,
        )

    def stack(self, name: str, outputs: dict[str, str], parameters: dict[str, str]) -> None:
        """A stack that has only outputs and parameters, and one resource because it must have one."""
        template = {
            "Parameters": {key: {"Type": "String", "Default": value} for key, value in parameters.items()},
            "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
            "Outputs": {key: {"Value": value} for key, value in outputs.items()},
        }
        self.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(template))


@pytest.fixture
def aws(tmp_path: Path) -> Aws:
    """An account of its own for each test; skips where the AWS CLI was not put."""
    if not CLI.is_dir():
        pytest.skip("there is no AWS CLI: run `make checks`")
    url = moto_server()
    requests.post(f"{url}/moto-api/config", json={"stepfunctions": {"execute_state_machine": True}}, timeout=10)
    account = Aws(url, tmp_path / "programs")
    account.program("aws", f'exec env PYTHONPATH="{CLI}" "{TOOLS}/bin/python" -m awscli "$@"')
    return account
