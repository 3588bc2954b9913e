"""The step of the deploying workflow that shows AWS a token, run as GitHub runs it, against an imitated one."""

from pathlib import Path

import pytest
import yaml

from tests.scripts.conftest import Aws
from tests.support.sam import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("sam")]

STEPS = yaml.safe_load((ROOT / ".github" / "workflows" / "deploy.yml").read_text())["jobs"]["deploy"]["steps"]
SCRIPT = next(step["run"] for step in STEPS if step["name"] == "Show AWS who asks")


def test_a_token_becomes_credentials_for_an_hour_that_no_log_shows(aws: Aws, tmp_path: Path) -> None:
    """`curl` answers as GitHub does, but only to who brings the request's own token."""
    asked = '*"bearer asked"*"audience=sts.amazonaws.com"*'
    aws.program("curl", f'case "$*" in {asked}) echo \'{{"value": "token"}}\' ;; *) exit 22 ;; esac')
    variables = tmp_path / "env"
    step = aws.program("step", f"set -eo pipefail\n{SCRIPT}")
    ran = aws.run(
        str(step),
        GITHUB_ENV=str(variables),
        GITHUB_RUN_ID="7",
        AWS_ROLE_ARN="arn:aws:iam::123456789012:role/deploy",
        ACTIONS_ID_TOKEN_REQUEST_TOKEN="asked",
        ACTIONS_ID_TOKEN_REQUEST_URL="https://token.example/?v=2",
    )
    assert ran.returncode == 0, ran.stderr
    told = dict(line.split("=", 1) for line in variables.read_text().splitlines())
    assert set(told) == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
    assert ran.stdout.splitlines() == [f"::add-mask::{value}" for value in told.values()]


def test_nothing_slow_lies_between_the_token_and_its_use() -> None:
    names = [step["name"] for step in STEPS]
    assert names.index("Images") < names.index("Show AWS who asks") == names.index("Push") - 1
