"""A request file dropped into the inbox of one machine."""

import json
from pathlib import Path

import pytest

from tests.support.builds import Built, tilebuild
from tilebuild.local.build import CONTROL, local_stack
from tilebuild.local.display import display_for
from tilebuild.local.home import Home
from tilebuild.local.postgres import Cluster
from tilebuild.planning.inbox import run_name

pytestmark = [pytest.mark.e2e, pytest.mark.database, pytest.mark.xdist_group("e2e")]


def request_file(built: Built, folder: Path, **fields: object) -> Path:
    """A request for a little of the build's area: of one zoom-10 group; ``fields`` stand beside it."""
    west, south, east, north = built.report["request"]["bbox"]
    x, y = west + (east - west) * 0.4, south + (north - south) * 0.5
    file = folder / "part.json"
    file.write_text(json.dumps({"bbox": [x, y, x + 0.001, y + 0.001], **fields}))
    return file


def state(built: Built, prefix: str) -> dict[str, tuple[bytes, int]]:
    return {name: (path.read_bytes(), path.stat().st_mtime_ns) for name, path in built.tiles(prefix).items()}


def test_what_is_inside_is_written_again_and_the_others_keep_bytes_and_times(sample: Built, tmp_path: Path) -> None:
    prefix = Home(sample.home).current().prefix
    before = state(sample, prefix)
    ended = tilebuild("drop", request_file(sample, tmp_path), "--home", sample.home, "--json")
    report = json.loads(ended.stdout)
    after = state(sample, prefix)
    written = {name for name in after if after[name][1] != before[name][1]}
    assert set(after) == set(before)
    assert {name: data for name, (data, _) in after.items()} == {name: data for name, (data, _) in before.items()}
    assert report["prefix"] == prefix
    assert 85 <= len(written) < len(before)
    stages = report["stages"]
    assert len(written) == sum(zoom["objects"] for s in ("high", "low") for zoom in stages[s]["zooms"].values())
    assert sample.control.exists(f"done/{report['run_id']}/part.json")
    assert not sample.control.exists("inbox/part.json")


def test_one_upload_starts_one_run_and_the_next_upload_another(sample: Built, tmp_path: Path) -> None:
    home, data = Home(sample.home), request_file(sample, tmp_path, dry_run=True).read_bytes()
    current = home.current()
    with (
        Cluster(home.postgres) as cluster,
        display_for() as display,
        local_stack(home, cluster.database(current.database), current.prefix, None, display) as stack,
    ):
        control = home.bucket(stack.bucket(CONTROL))
        runs = set(runs_of(sample))
        for version in ("one", "one", "one", "two"):
            control.put("inbox/area.json", data)
            stack.put_object_event(control.name, "inbox/area.json", version)
            for execution in stack.running():
                stack.wait(execution)
        assert runs_of(sample) - runs == {run_name("inbox/area.json", version) for version in ("one", "two")}


def runs_of(built: Built) -> set[str]:
    return {key.split("/")[1] for key in built.control.list("runs")}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"bbox": [1, 5, 3, 4]}', "south 5.0 is not below north 4.0"),
        ("", "the file is empty"),
    ],
)
def test_a_bad_file_is_put_aside_with_the_reason(sample: Built, tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text)
    ended = tilebuild("drop", file, "--home", sample.home, check=64)
    assert "bad.json was rejected" in ended.stderr
    assert reason in ended.stderr
    said = [key for key in sample.control.list("rejected") if key.endswith("bad.json.error.json")]
    assert reason in json.loads(sample.control.get(max(said)))["error"]
