"""Who may do what to which object: the rights that each part needs to work, and those that it must not have."""

from typing import Any

import pytest
from mercantile import Tile

from tests.support import rights
from tests.support.sam import EXISTING, Deployment, transformed
from tilebuild import keys
from tilebuild.keys import Layout

STACK = Deployment(transformed(), EXISTING)
TILE = Tile(538, 359, 10)
RAWR_KEY = keys.tile_key(TILE, "2026.01", Layout.PREFIX_HASH)
TILE_KEY = keys.tile_key(TILE, "2026.01", Layout.HASH_PREFIX)
CONTROL, RAWR, TILES = (STACK.ref(name) for name in ("ControlBucket", "RawrBucket", "TileBucket"))
GET, PUT, DELETE, LIST = "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"
SCOPE = keys.scope_key("r", "7-67-45-a")


def may(role: str, action: str, resource: str) -> bool:
    return rights.may(STACK, role, action, resource)


def objects(bucket: str, *names: str) -> list[str]:
    return [f"arn:aws:s3:::{bucket}/{name}" for name in names]


def stage_needs(role: str, stage: str) -> list[tuple[str, str, str]]:
    """What every job does in the control bucket."""
    written = [keys.result_key("r", stage, "7-67-45-a"), keys.failure_key("r", stage, "7-67-45-a")]
    every = [(role, GET, one) for one in objects(CONTROL, SCOPE)] + [(role, LIST, f"arn:aws:s3:::{CONTROL}")]
    return every + [(role, action, one) for one in objects(CONTROL, *written) for action in (PUT, DELETE)]


RUN = [keys.request_key("r"), keys.owed_key("r", "tiles"), keys.plan_key("r", 1, "tiles"), SCOPE]
REPORT = [
    keys.report_key("r", "json"),
    keys.report_key("r", "html"),
    keys.table_key("r", "failed"),
    keys.weights_key("r"),
]
NEEDED: list[tuple[str, str, str]] = [
    *stage_needs("RawrJobRole", "rawr"),
    *stage_needs("HighZoomJobRole", "high"),
    *stage_needs("LowZoomJobRole", "low"),
    *(("RawrJobRole", PUT, one) for one in objects(RAWR, RAWR_KEY)),
    *(("HighZoomJobRole", GET, one) for one in objects(RAWR, RAWR_KEY)),
    *(("HighZoomJobRole", PUT, one) for one in objects(TILES, TILE_KEY)),
    *(("LowZoomJobRole", PUT, one) for one in objects(TILES, TILE_KEY)),
    *(("ImportJobRole", GET, one) for one in objects(CONTROL, "extracts/vaduz.osm.pbf")),
    *(("PlanFunctionRole", PUT, one) for one in objects(CONTROL, *RUN)),
    *(("PlanFunctionRole", GET, one) for one in objects(CONTROL, *RUN, keys.WEIGHTS, "expired/today.txt")),
    *(("PlanFunctionRole", GET, one) for one in [*objects(RAWR, RAWR_KEY), *objects(TILES, TILE_KEY)]),
    *(("PlanFunctionRole", LIST, f"arn:aws:s3:::{bucket}") for bucket in (CONTROL, RAWR, TILES)),
    *(
        ("ReportFunctionRole", PUT, one)
        for one in objects(CONTROL, *REPORT, keys.WEIGHTS, keys.done_key("r", "v.json"))
    ),
    *(
        ("ReportFunctionRole", GET, one)
        for one in objects(CONTROL, *RUN, keys.WEIGHTS, keys.processing_key("r", "v.json"))
    ),
    *(("ReportFunctionRole", DELETE, one) for one in objects(CONTROL, keys.processing_key("r", "v.json"))),
    *(("TriggerFunctionRole", action, one) for one in objects(CONTROL, "inbox/v.json") for action in (GET, DELETE)),
    *(("TriggerFunctionRole", PUT, one) for one in objects(CONTROL, keys.processing_key("r", "v.json"))),
    *(("TriggerFunctionRole", PUT, one) for one in objects(CONTROL, f"{keys.rejected_key('t', 'v.json')}.error.json")),
    *(
        ("TriggerFunctionRole", GET, one)
        for one in objects(CONTROL, keys.done_key("r", "v.json"), keys.request_key("r"))
    ),
    ("TriggerFunctionRole", "states:StartExecution", STACK.ref("BuildMachineAliaslive")),
    ("BuildMachineRole", "states:StartExecution", STACK.ref("BuildMachine")),
    ("BuildMachineRole", "lambda:InvokeFunction", f"{STACK._get_att('PlanFunction.Arn')}:7"),
    *(("BuildMachineRole", GET, one) for one in objects(CONTROL, keys.plan_key("r", 1, "tiles"))),
    *(("BuildMachineRole", PUT, one) for one in objects(CONTROL, f"{keys.map_prefix('r')}x/manifest.json")),
    *(
        ("BuildMachineRole", "batch:SubmitJob", STACK.ref(name))
        for name in ("DatabaseQueue", "DatabaseRebuildQueue", "TileQueue", "TileRebuildQueue")
    ),
    *(("BuildMachineRole", "batch:SubmitJob", STACK.ref(name)) for name in ("RawrJob", "HighZoomJob", "LowZoomJob")),
    *(("ImportMachineRole", "batch:SubmitJob", STACK.ref(name)) for name in ("ImportQueue", "ImportJob")),
]
SECRET = ("secretsmanager:GetSecretValue", EXISTING["DatabaseSecretArn"])
REFUSED: list[tuple[str, str, str]] = [
    *(("HighZoomJobRole", PUT, one) for one in objects(RAWR, RAWR_KEY)),
    *(("RawrJobRole", action, one) for one in objects(TILES, TILE_KEY) for action in (GET, PUT)),
    *(("LowZoomJobRole", GET, one) for one in objects(RAWR, RAWR_KEY)),
    *(("RawrJobRole", PUT, one) for one in objects(CONTROL, keys.result_key("r", "high", "7-67-45"), "inbox/x.json")),
    *(("ImportJobRole", PUT, one) for one in objects(CONTROL, "extracts/x", "inbox/x.json")),
    *(("PlanFunctionRole", PUT, one) for one in [*objects(TILES, TILE_KEY), *objects(CONTROL, "inbox/x.json")]),
    *(("ReportFunctionRole", PUT, one) for one in objects(CONTROL, "inbox/x.json")),
    ("TriggerFunctionRole", "states:StartExecution", STACK.ref("ImportMachine")),
    ("BuildMachineRole", "batch:SubmitJob", STACK.ref("ImportJob")),
    ("BuildMachineRole", "batch:SubmitJob", STACK.ref("ImportQueue")),
    *((role, *SECRET) for role in ("TileExecutionRole", "HighZoomJobRole", "RawrJobRole", "PlanFunctionRole")),
]


@pytest.mark.parametrize(("role", "action", "resource"), NEEDED)
def test_a_part_may_do_what_it_has_to(role: str, action: str, resource: str) -> None:
    assert may(role, action, resource)


@pytest.mark.parametrize(("role", "action", "resource"), REFUSED)
def test_a_part_may_not_do_what_is_anothers(role: str, action: str, resource: str) -> None:
    assert not may(role, action, resource)


def test_what_starts_a_database_job_may_read_its_secret() -> None:
    assert may("DatabaseExecutionRole", *SECRET)


def test_the_table_names_only_roles_that_there_are() -> None:
    roles: set[Any] = {name for name, kind, _ in STACK.properties() if kind == "AWS::IAM::Role"}
    assert {role for role, _, _ in [*NEEDED, *REFUSED]} <= roles
