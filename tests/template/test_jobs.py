"""Jobs with what stack and machine tell them, against an imitated S3: their roles may do what they ask for."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.asl import evaluate, find
from tests.support.extracts import OplExtract, square
from tests.support.postgres import Importer
from tests.support.recording_s3 import KEY, REGION, Store, recording_s3
from tests.support.rights import may
from tests.support.sam import EXISTING, Deployment, transformed
from tilebuild import keys
from tilebuild.rawr.database import Database

pytestmark = [pytest.mark.database]

STACK = Deployment(transformed(), EXISTING)
PROPERTIES = {name: properties for name, _, properties in STACK.properties()}
CONTROL, RAWR, TILES = (STACK.ref(name) for name in ("ControlBucket", "RawrBucket", "TileBucket"))
TILE = "7/67/44"
ITEM = {"item": "7-67-44", "tile": TILE, "rawr": True, "high": True}
SCOPE = keys.scope_key("r", "7-67-44-a")
SHALLOW = {"TILEQUEUE__metatile__max-zoom": "13"}
"""Nominal: one metatile for each RAWR tile is enough to be asked for every right."""


@pytest.fixture(scope="module")
def database(imported: Importer, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A house and a road in Liechtenstein."""
    made = OplExtract()
    made.way(square((9.52, 47.14)), "building=yes")
    made.way([(9.5, 47.1), (9.55, 47.2)], "highway=motorway")
    return imported(made.write_pbf(tmp_path_factory.mktemp("extract"), bbox=(9.4, 47.0, 9.7, 47.3)))


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with recording_s3(CONTROL, RAWR, TILES) as served:
        served.client().put_object(Bucket=CONTROL, Key=SCOPE, Body=b"10/538/357\n")
        yield served


def environment(job: str, scope: str, database: Database) -> dict[str, str]:
    """Of the job definition, its secrets, and the overrides that the machine sends along."""
    container = PROPERTIES[f"{job}Job"]["ContainerProperties"]
    defined = {one["Name"]: str(one["Value"]) for one in container["Environment"]}
    item = {**ITEM, "rawr_scope": scope, "high_scope": scope, "scope": scope}
    handed: dict[str, Any] = {"input": {"run_id": "r", "prefix": "2026-01", "rebuild": False, "item": item}}
    overrides = evaluate(find(job)["Arguments"]["ContainerOverrides"], states=handed, memory=0)
    told = {one["Name"]: one["Value"] for one in overrides["Environment"]}
    secrets = {
        one["Name"]: database.user if one["Name"].endswith("user") else database.password
        for one in container.get("Secrets", [])
    }
    here = {
        name: {
            "host": database.hosts[0],
            "port": str(database.port),
            "dbname": database.names[0],
            "dbnames": f"[{database.names[0]}]",
        }[name.rpartition("__")[2]]
        for name in defined
        if "__postgresql__" in name
    }
    return {**defined, **told, **secrets, **here, **SHALLOW}


@pytest.mark.parametrize("scope", ["", SCOPE], ids=["all of the tile", "a part of it"])
def test_jobs_may_do_what_they_have_to(scope: str, database: Database, store: Store) -> None:
    for job, stage in (("Rawr", "rawr"), ("HighZoom", "high"), ("LowZoom", "low")):
        store.needs.clear()
        platform = {
            "AWS_ENDPOINT_URL": store.url,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_REGION": REGION,
            "PATH": os.environ["PATH"],
            "HOME": str(Path.home()),
        }
        ran = subprocess.run(
            [sys.executable, "-m", "tilebuild", stage, "--tile", TILE, "--run_id", "r"],
            env={**platform, **environment(job, scope, database)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        written = {need.resource for need in store.needs if need.action == "s3:PutObject"}
        assert f"arn:aws:s3:::{CONTROL}/{keys.result_key('r', stage, '7-67-44')}" in written
        assert [need for need in store.needs if not may(STACK, f"{job}JobRole", *need)] == []
