"""Taking an environment down, tried against an imitated one."""

from typing import Any

import pytest

from tests.scripts.conftest import Aws
from tests.support.sam import REGION

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("sam")]

BUCKETS = ["control", "rawr", "tiles"]
RUNS = '{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 600, "End": true}}}'


@pytest.fixture
def machine(aws: Aws) -> str:
    """A stack with two machines and three buckets, one of them versioned and filled; the build machine's ARN."""
    store = aws.client("s3")
    for bucket in BUCKETS:
        store.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    store.put_bucket_versioning(Bucket="control", VersioningConfiguration={"Status": "Enabled"})
    for body in (b"one", b"two"):
        store.put_object(Bucket="control", Key="runs/r/report.json", Body=body)
    store.delete_object(Bucket="control", Key="runs/r/report.json")
    arns = [
        aws.client("stepfunctions").create_state_machine(
            name=name, definition=RUNS, roleArn="arn:aws:iam::123456789012:role/build"
        )["stateMachineArn"]
        for name in ("build", "import")
    ]
    outputs = dict(zip(("BuildMachineArn", "ImportMachineArn"), arns, strict=True))
    named = dict(zip(("ControlBucketName", "RawrBucketName", "TileBucketName"), BUCKETS, strict=True))
    aws.stack("tilebuild-dev", {**outputs, **named}, {})
    return str(arns[0])


def teardown(aws: Aws, answer: str = "", **environment: str) -> Any:
    """Run it with a SAM CLI that only notes what it is asked."""
    sam = aws.program("sam", f'echo "$@" > "{aws.programs}/asked"')
    return aws.run("teardown.sh", answer, ENV="dev", SAM=str(sam), **environment)


def buckets(aws: Aws) -> list[str]:
    return sorted(one["Name"] for one in aws.client("s3").list_buckets()["Buckets"])


@pytest.mark.usefixtures("machine")
def test_the_stack_goes_and_its_buckets_stay(aws: Aws) -> None:
    ran = teardown(aws)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (aws.programs / "asked").read_text() == "delete --stack-name tilebuild-dev --no-prompts\n"
    assert "kept: control rawr tiles" in ran.stdout
    assert buckets(aws) == BUCKETS


@pytest.mark.usefixtures("machine")
def test_buckets_go_with_every_version_where_somebody_says_so_twice(aws: Aws) -> None:
    assert teardown(aws, "no\n", BUCKETS="delete").returncode == 64
    assert buckets(aws) == BUCKETS
    ran = teardown(aws, "tilebuild-dev\n", BUCKETS="delete")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert buckets(aws) == []


def test_nothing_goes_while_a_run_is_under_way(aws: Aws, machine: str) -> None:
    aws.client("stepfunctions").start_execution(stateMachineArn=machine, name="planet")
    ran = teardown(aws)
    assert ran.returncode == 64
    assert "1 runs are under way" in ran.stderr
    assert not (aws.programs / "asked").exists()
