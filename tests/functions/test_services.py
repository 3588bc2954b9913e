"""Functions against an imitated S3 and Step Functions: their roles may do what they ask of S3."""

import importlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.asl import ROOT
from tests.support.recording_s3 import KEY, REGION, Store, recording_s3
from tests.support.rights import may
from tests.support.sam import EXISTING, Deployment, transformed
from tilebuild import keys
from tilebuild.grid import parse_tile
from tilebuild.keys import Layout

pytestmark = pytest.mark.slow

STACK = Deployment(transformed(), EXISTING)
PROPERTIES = {name: properties for name, _, properties in STACK.properties()}
BUCKETS = [STACK.ref(name) for name in ("ControlBucket", "RawrBucket", "TileBucket")]
CONTROL, RAWR, TILES = BUCKETS
AREA = {"bbox": [9.5, 47.1, 9.6, 47.2]}
DROPPED = json.loads((ROOT / "events" / "inbox-object-created.json").read_text())


@pytest.fixture(scope="module")
def server() -> Iterator[Store]:
    with recording_s3(*BUCKETS) as store:
        yield store


@pytest.fixture
def store(server: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The S3 that functions find by their environment."""
    monkeypatch.delenv("TILEBUILD_BUCKETS", raising=False)
    for name, value in {
        "AWS_ENDPOINT_URL": server.url,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }.items():
        monkeypatch.setenv(name, value)
    return server


@pytest.fixture
def call(store: Store, context: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call a function with the environment that the stack gives it; its role must have the rights that it needed."""

    def called(name: str, event: Any) -> Any:
        logical = f"{name.capitalize()}Function"
        for variable, value in PROPERTIES[logical]["Environment"]["Variables"].items():
            monkeypatch.setenv(variable, str(value))
        store.needs.clear()
        try:
            return importlib.import_module(f"functions.{name}.app").handler(event, context)
        finally:
            assert store.needs
            refused = [need for need in store.needs if not may(STACK, f"{logical}Role", *need)]
            assert refused == []

    return called


def put(store: Store, bucket: str, key: str, value: Any = b"") -> None:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    store.client().put_object(Bucket=bucket, Key=key, Body=body)


def plan(call: Any, run: str, request: dict[str, Any], number: int = 1) -> Any:
    return call("plan", {"request": {**request, "run_id": run}, "execution": run, "pass": number})


def test_a_run_is_planned_again_and_reported_with_the_rights_of_its_functions(call: Any, store: Store) -> None:
    first = plan(call, "again", AREA)
    assert first["owed"] > 0
    put(store, RAWR, keys.tile_key(parse_tile("10/538/358"), "again", Layout.PREFIX_HASH), b"zip")
    assert plan(call, "again", AREA, 2)["owed"] > 0
    assert call("report", {"run_id": "again", "pass": 3})["status"] == "incomplete"


@pytest.mark.parametrize("request_", [{**AREA, "only_missing": True}, {"tiles": ["14/8622/5726"], "zooms": [10, 13]}])
def test_what_is_stored_may_be_looked_for(call: Any, store: Store, request_: dict[str, Any]) -> None:
    put(store, TILES, keys.tile_key(parse_tile("10/538/357"), "stored", Layout.HASH_PREFIX), b"zip")
    assert plan(call, f"stored-{'bbox' in request_}", {"prefix": "stored", **request_})["owed"] > 0


@pytest.mark.parametrize("name", ["tiles_file", "expired_file"])
def test_a_list_of_tiles_in_the_control_bucket_may_be_read(call: Any, store: Store, name: str) -> None:
    put(store, CONTROL, "lists/today.txt", b"14/8622/5726\n")
    assert plan(call, name.replace("_", "-"), {name: f"s3://{CONTROL}/lists/today.txt"})["owed"] > 0


def test_a_dropped_file_goes_its_whole_way(call: Any, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inbox, processing, done; the imitated Step Functions is the same server."""
    key = DROPPED["detail"]["object"]["key"]
    put(store, CONTROL, key, AREA)
    machines = store.client("stepfunctions")
    definition, role = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}', "arn:aws:iam::123456789012:role/build"
    arn = machines.create_state_machine(name="build", definition=definition, roleArn=role)["stateMachineArn"]
    monkeypatch.setitem(PROPERTIES["TriggerFunction"]["Environment"]["Variables"], "STATE_MACHINE_ARN", arn)
    received = call("trigger", DROPPED)
    (execution,) = machines.list_executions(stateMachineArn=arn)["executions"]
    assert received == {"action": "started", "run_id": execution["name"], "reason": ""}
    assert store.client().list_objects_v2(Bucket=CONTROL, Prefix="inbox/")["KeyCount"] == 0
    plan(call, execution["name"], AREA)
    call("report", {"run_id": execution["name"], "pass": 1})
    done = store.client().list_objects_v2(Bucket=CONTROL, Prefix=f"done/{execution['name']}/")["Contents"]
    assert DROPPED["detail"]["object"]["key"].rpartition("/")[2] in [one["Key"].rpartition("/")[2] for one in done]


def test_what_failed_may_be_asked_for_again(call: Any, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run's failed.csv, dropped: its request is read where the run keeps it."""
    plan(call, "failing", AREA)
    event = json.loads(json.dumps(DROPPED))
    event["detail"]["object"]["key"] = "inbox/failed.csv"
    put(store, CONTROL, "inbox/failed.csv", b"run_id,item\r\nfailing,7-67-44\r\n")
    monkeypatch.setattr("functions.trigger.app.start_execution", lambda _name, _text: None)
    assert call("trigger", event)["action"] == "started"


def test_a_file_that_is_no_request_may_be_put_aside(call: Any, store: Store) -> None:
    key = DROPPED["detail"]["object"]["key"]
    put(store, CONTROL, key, [])
    assert call("trigger", DROPPED)["action"] == "rejected"
    assert store.client().list_objects_v2(Bucket=CONTROL, Prefix="rejected/")["KeyCount"] == 2
