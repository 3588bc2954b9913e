"""The smoke test of a deployed environment, tried against an imitated one."""

import json
import sys
from typing import Any

import pytest

from tests.scripts.conftest import Aws
from tests.support.sam import REGION, ROOT
from tilebuild import keys
from tilebuild.contracts import parse_request
from tilebuild.grid import parse_tile
from tilebuild.keys import Layout

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("sam")]

RUN = "smoke-20260131-120000"
REBUILD = f"{RUN}-0123456789abcdef"
BUCKETS = {"ControlBucketName": "control", "RawrBucketName": "rawr", "TileBucketName": "tiles"}
SUCCEEDS = {"StartAt": "Yes", "States": {"Yes": {"Type": "Succeed"}}}
FAILS = {"StartAt": "No", "States": {"No": {"Type": "Fail", "Error": "RunIncomplete", "Cause": "2 items are missing"}}}


def deploy(aws: Aws, definition: Any) -> str:
    """Buckets, a machine, and the outputs that name them; the machine's ARN."""
    for bucket in BUCKETS.values():
        aws.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    arn: str = aws.client("stepfunctions").create_state_machine(
        name="build", definition=json.dumps(definition), roleArn="arn:aws:iam::123456789012:role/build"
    )["stateMachineArn"]
    aws.stack("tilebuild-dev", {"BuildMachineArn": arn, **BUCKETS}, {"MaxZoom": "13", "MetatileSize": "8"})
    return arn


def smoke(aws: Aws) -> Any:
    """Run it at a fixed time, with a `tilebuild` that notes what it is asked and looks into the inbox."""
    aws.program("date", f"echo {RUN.removeprefix('smoke-')}")
    look = f'aws s3 cp --quiet "s3://control/inbox/{RUN}.json" "{aws.programs}/dropped" || true'
    aws.program("venv/bin/tilebuild", f'echo "$@" >> "{aws.programs}/asked"; {look}')
    aws.program("venv/bin/python", f'exec env PYTHONPATH="{ROOT}" "{sys.executable}" "$@"')
    return aws.run("smoke.sh", ENV="dev", VENV=str(aws.programs / "venv"))


def test_a_tile_is_built_rebuilt_opened_and_removed_again(aws: Aws) -> None:
    machine = deploy(aws, SUCCEEDS)
    aws.client("stepfunctions").start_execution(stateMachineArn=machine, name=REBUILD)  # the trigger's part
    others = keys.tile_key(parse_tile("10/536/355"), "planet", Layout.HASH_PREFIX)
    made = [
        ("control", keys.report_key(RUN, "json"), b'{"status": "succeeded"}'),
        ("control", keys.done_key(REBUILD, "request.json"), b"{}"),
        ("rawr", keys.tile_key(parse_tile("10/536/355"), RUN, Layout.PREFIX_HASH), b"zip"),
        ("tiles", keys.tile_key(parse_tile("10/536/355"), RUN, Layout.HASH_PREFIX), b"zip"),
        ("tiles", others, b"zip"),
    ]
    store = aws.client("s3")
    for bucket, key, body in made:
        store.put_object(Bucket=bucket, Key=key, Body=body)
    ran = smoke(aws)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.splitlines()[-2:] == [
        f"rebuilt by {REBUILD}; tilebuild-dev works",
        f"removing what {RUN} made",
    ]
    asked = (aws.programs / "asked").read_text().splitlines()
    assert asked == [f"verify {name} --control-bucket control" for name in (RUN, REBUILD)]
    assert parse_request(json.loads((aws.programs / "dropped").read_text())).prefix == RUN
    left = [one["Key"] for name in BUCKETS.values() for one in store.list_objects_v2(Bucket=name).get("Contents", [])]
    assert left == [others]


def test_a_run_that_fails_is_said_with_its_cause(aws: Aws) -> None:
    deploy(aws, FAILS)
    ran = smoke(aws)
    assert ran.returncode == 70
    assert f"error: {RUN} ended as FAILED: RunIncomplete: 2 items are missing" in ran.stderr
    assert not (aws.programs / "asked").exists()
