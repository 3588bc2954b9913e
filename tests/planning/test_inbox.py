"""Dropped files: what starts a run, what is put aside and why, and what happens when events come twice or late."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilebuild.contracts import parse_request
from tilebuild.contracts.request import RUN_ID
from tilebuild.errors import RequestError
from tilebuild.keys import done_key, processing_key
from tilebuild.planning import inbox, plan_pass
from tilebuild.planning.inbox import MAX_BYTES, Dropped, read_dropped, receive, run_name
from tilebuild.storage import Bucket, open_directory

KEY = "inbox/Vaduz, Schloss.json"
NAME = "Vaduz, Schloss.json"
BBOX = {"bbox": [9.47, 47.04, 9.63, 47.27], "prefix": "2026-01"}
GOOD = json.dumps(BBOX).encode()
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


class Machine:
    """Starts executions like Step Functions: a name is used once, and asking again for the same one is fine."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []

    def start(self, name: str, text: str) -> None:
        self.calls.append((name, text))

    @property
    def executions(self) -> set[tuple[str, str]]:
        return set(self.calls)


@pytest.fixture
def control(tmp_path: Path) -> Bucket:
    return open_directory(tmp_path, "control")


@pytest.fixture
def machine() -> Machine:
    return Machine()


def dropped(version: str = "v1", key: str = KEY) -> Dropped:
    return Dropped(key, version, NOON)


def test_a_good_file_starts_a_run_named_after_it_and_waits_under_processing(control: Bucket, machine: Machine) -> None:
    control.put(KEY, GOOD)
    received = receive(dropped(), control, machine.start)
    assert received.action == "started"
    assert machine.calls == [(received.run_id, json.dumps({**BBOX, "run_id": received.run_id}, sort_keys=True))]
    assert list(control.list()) == [processing_key(received.run_id, NAME)]
    assert control.get(processing_key(received.run_id, NAME)) == GOOD


def test_three_events_of_one_upload_start_one_execution(control: Bucket, machine: Machine) -> None:
    control.put(KEY, GOOD)
    actions = [receive(dropped(), control, machine.start).action for _ in range(3)]
    assert actions == ["started", "ignored", "ignored"]
    assert len(machine.executions) == 1


def test_events_of_one_upload_at_the_same_time_start_one_execution(control: Bucket, machine: Machine) -> None:
    control.put(KEY, GOOD)
    with ThreadPoolExecutor(8) as pool:
        received = list(pool.map(lambda _: receive(dropped(), control, machine.start), range(8)))
    assert {one.action for one in received} <= {"started", "ignored"}
    assert len(machine.executions) == 1
    assert [key for key in control.list() if key.startswith("inbox/")] == []


def test_the_same_file_uploaded_again_is_a_new_run(control: Bucket, machine: Machine) -> None:
    for version in ("v1", "v2"):
        control.put(KEY, GOOD)
        receive(dropped(version), control, machine.start)
    assert len({name for name, _ in machine.executions}) == 2


def test_a_file_whose_execution_could_not_be_started_is_tried_again_with_the_next_event(
    control: Bucket, machine: Machine
) -> None:
    def throttled(name: str, text: str) -> None:
        raise ConnectionError(name)

    control.put(KEY, GOOD)
    with pytest.raises(ConnectionError):
        receive(dropped(), control, throttled)
    assert control.get(KEY) == GOOD
    assert receive(dropped(), control, machine.start).action == "started"
    assert len(machine.executions) == 1
    assert not control.exists(KEY)


def test_a_crash_after_the_start_is_healed_by_the_next_event(
    control: Bucket, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    control.put(KEY, GOOD)
    with monkeypatch.context() as broken:
        broken.setattr(inbox, "_remove", lambda *_: (_ for _ in ()).throw(SystemError))
        with pytest.raises(SystemError):
            receive(dropped(), control, machine.start)
    run_id = receive(dropped(), control, machine.start).run_id
    assert len(machine.executions) == 1
    assert list(control.list()) == [processing_key(run_id, NAME)]


def test_a_late_event_does_not_bring_back_a_file_whose_run_is_over(control: Bucket, machine: Machine) -> None:
    control.put(KEY, GOOD)
    run_id = run_name(KEY, "v1")
    control.put(done_key(run_id, NAME), GOOD)
    receive(dropped(), control, machine.start)
    assert list(control.list()) == [done_key(run_id, NAME)]


def test_a_file_uploaded_while_the_one_before_is_dealt_with_stays_for_its_own_event(control: Bucket) -> None:
    newer = json.dumps({"world": True}).encode()
    control.put(KEY, GOOD)
    receive(dropped(), control, lambda *_: control.put(KEY, newer))
    assert control.get(KEY) == newer


@pytest.mark.parametrize("key", ["inbox/", "inbox/sub/", "runs/r/request.json", "inboxes/a.json"])
def test_folders_and_what_is_not_in_the_inbox_are_no_requests(key: str, control: Bucket, machine: Machine) -> None:
    assert receive(dropped(key=key), control, machine.start).action == "ignored"
    assert machine.calls == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t", "the file is empty"),
        (b"bbox: [9, 47, 10, 48]", "the file is not JSON: Expecting value"),
        (b'{"bbox": [9, 47, 10, 48]', "the file is not JSON"),
        (b'{"prefix": "\xff\xfe"}', "the file is not JSON: 'utf-8' codec"),
        (b"PK\x03\x04\x14\x00", "the file is not JSON"),
        (b"[" * 100_000, "the file is not JSON: maximum recursion depth"),
        (b'{"passes": ' + b"9" * 5000 + b"}", "the file is not JSON: Exceeds the limit"),
        (b"[9, 47, 10, 48]", "the file holds a list"),
        (b'"{\\"world\\": true}"', "the file holds a str"),
        (b"null", "the file holds a NoneType"),
        (b"{}", "exactly one area is needed"),
        (b'{"bbox": null}', "exactly one area is needed"),
        (b'{"bbox": [9, 47, 10, 48], "world": true}', "bbox and world were given"),
        (b'{"box": [9, 47, 10, 48]}', "unknown field 'box'"),
        (b'{"bbox": [9, 48, 10, 47]}', "south 48.0 is not below north 47.0"),
        (b'{"bbox": [9, 47, 9, 48]}', "the area is empty"),
        (b'{"bbox": [9, 47, 10]}', "field 'bbox.3' is missing"),
        (b'{"bbox": ["west", 47, 10, 48]}', "field 'bbox.0' is 'west'"),
        (b'{"bbox": [NaN, 47, 10, 48]}', "NaN is not a number in JSON"),
        (b'{"bbox": [1e999, 47, 10, 48]}', "bbox west is inf"),
        (b'{"world": true, "world": true}', "field 'world' is given twice"),
        (b'{"world": true, "run_id": "mine"}', "field 'run_id' is not allowed in a dropped file"),
        (b'{"world": true, "prefix": "../other"}', "field 'prefix' is '../other'"),
        (b'{"tiles": []}', "field 'tiles' is []"),
        (b'{"tiles": ["7/200/0"]}', "off the grid"),
        (b'{"tiles_file": "/etc/passwd"}', "it must be s3://bucket/key"),
        (b'{"geojson": {"type": "Point", "coordinates": [9, 47]}}', "geojson type is 'Point'"),
        (b'{"geojson": {"type": "Polygon", "coordinates": []}}', "the area is empty"),
        (b'{"world": true}' + b" " * 300_000, "the file has 300015 bytes, 258048 are allowed"),
        (json.dumps({"tiles": ["14/8622/5726"] * 20_000}).encode(), "bytes, 258048 are allowed"),
    ],
)
def test_a_bad_file_is_put_aside_with_one_sentence_why(
    data: bytes, reason: str, control: Bucket, machine: Machine
) -> None:
    control.put(KEY, data)
    received = receive(dropped(), control, machine.start)
    assert received.action == "rejected"
    assert reason in received.reason
    assert machine.calls == []
    rejected = f"rejected/20260131T120000Z-{NAME}"
    assert sorted(control.list()) == [rejected, f"{rejected}.error.json"]
    assert control.get(rejected) == data
    assert json.loads(control.get(f"{rejected}.error.json"))["error"] == received.reason
    assert "\n" not in received.reason


def failed_csv(*runs: str) -> bytes:
    lines = [f"{run},high,7-67-{n},7/67/{n},it failed" for n, run in enumerate(runs)]
    return "\n".join(["run_id,stage,item,tile,error", *lines, ""]).encode()


@pytest.mark.parametrize("lines", [1, 20_000])
def test_a_failed_csv_starts_its_run_again_by_the_request_that_it_had(
    control: Bucket, machine: Machine, lines: int
) -> None:
    plan_pass({**BBOX, "run_id": "r1", "passes": 2}, "r1", 1, control)
    control.put("inbox/failed.csv", failed_csv(*["r1"] * lines))
    received = receive(dropped(key="inbox/failed.csv"), control, machine.start)
    assert (received.action, [name for name, _ in machine.calls]) == ("started", [received.run_id])
    started = parse_request(machine.calls[0][1])
    assert (started.run_id, started.passes, started.prefix) == ("r1", 2, "2026-01")
    assert control.exists("processing/r1/failed.csv")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (failed_csv("r1"), "there is no run 'r1'"),
        (failed_csv("../../x"), "run_id is '../../x'"),
        (failed_csv("r1", "r2"), "the file names 2 runs"),
        (failed_csv(), "the file names 0 runs"),
        (b"tile\n7/67/44\n", "the file is no failed.csv"),
    ],
)
def test_a_csv_of_no_run_is_put_aside(data: bytes, reason: str, control: Bucket, machine: Machine) -> None:
    control.put("inbox/failed.csv", data)
    received = receive(dropped(key="inbox/failed.csv"), control, machine.start)
    assert (received.action, machine.calls) == ("rejected", [])
    assert reason in received.reason


def test_three_events_of_one_bad_file_put_it_aside_once(control: Bucket, machine: Machine) -> None:
    control.put(KEY, b"")
    actions = [receive(dropped(), control, machine.start).action for _ in range(3)]
    assert actions == ["rejected", "ignored", "ignored"]
    assert len(list(control.list())) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_json_is_read_in_every_encoding_that_editors_write_it_in(encoding: str) -> None:
    assert read_dropped(json.dumps(BBOX).encode(encoding), "r").bbox == (9.47, 47.04, 9.63, 47.27)


@pytest.mark.parametrize(
    ("fields", "default", "prefix"),
    [
        ({"prefix": "2026-01"}, "current", "2026-01"),
        ({}, "current", "current"),
        ({"prefix": ""}, "current", "current"),
        ({}, "", ""),
    ],
)
def test_a_request_mends_the_build_that_it_names_else_the_current_one(
    fields: dict[str, Any], default: str, prefix: str
) -> None:
    assert read_dropped(json.dumps({"world": True, **fields}).encode(), "r", default).prefix == prefix


def test_a_request_that_fits_its_file_but_not_an_execution_is_refused() -> None:
    data = json.dumps({"tiles_file": "s3://b/" + "ü" * 100_000}, ensure_ascii=False).encode()
    assert len(data) < MAX_BYTES
    with pytest.raises(RequestError, match="as an execution's input it is over"):
        read_dropped(data, "r")


@pytest.mark.parametrize(
    ("key", "slug"),
    [
        ("inbox/vaduz.json", "vaduz"),
        ("inbox/Zürich (2).json", "Zurich-2"),
        ("inbox/a/b/c.d.json", "c-d"),
        ("inbox/東京.json", "request"),
        ("inbox/.json", "json"),
        ("inbox/---.json", "request"),
        ("inbox/" + "x" * 300 + ".json", "x" * 60),
        ("inbox/" + "x" * 59 + "-y.json", "x" * 59),
    ],
)
def test_a_run_is_named_after_its_file(key: str, slug: str) -> None:
    name = run_name(key, "v1")
    assert name.rpartition("-")[0] == slug
    assert RUN_ID.fullmatch(name)


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_file_gives_a_legal_name_that_key_and_version_decide(file: str, version: str) -> None:
    key = f"inbox/{file}"
    name = run_name(key, version)
    assert RUN_ID.fullmatch(name)
    assert name == run_name(key, version)
    assert name != run_name(key, f"{version}x")
    assert name != run_name(f"{key}x", version)
