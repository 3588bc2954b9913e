import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tilebuild.contracts import Failures, JobResult, Place, RunReport, RunStatus, Stage, Written, ZoomCount
from tilebuild.errors import RequestError
from tilebuild.grid import parse_tile
from tilebuild.keys import Layout, failure_key, item_name, result_key
from tilebuild.planning import owed_in_all, plan_pass
from tilebuild.report import outcome, write_report
from tilebuild.storage import Bucket, open_directory

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def control(tmp_path: Path) -> Bucket:
    bucket = open_directory(tmp_path, "control")
    plan_pass({"bbox": [7.40, 43.72, 7.44, 43.75]}, "r1", 1, bucket)
    return bucket


def finish(
    control: Bucket, stage: Stage, tile: str, *, seconds: float = 2.0, memory: float = 100, tiles: int = 2
) -> None:
    item = item_name(parse_tile(tile))
    result = JobResult(
        stage=stage,
        item=item,
        tile=tile,
        run_id="r1",
        version="0",
        place=Place(bucket="b", prefix="r1", layout=Layout.PREFIX),
        written=Written(
            zooms={10: ZoomCount(objects=1, tiles=tiles, empty=3, bytes=40)},
            tile_zooms={12: ZoomCount(tiles=tiles, empty=3, bytes=90)},
            digest="d",
        ),
        rows=7,
        seconds={"total": seconds},
        peak_memory_mib=memory,
        attempt=1,
        started=START,
        ended=START + timedelta(seconds=seconds),
    )
    control.put(result_key("r1", stage, item), result.model_dump_json().encode())


def finish_all(control: Bucket) -> None:
    _, owed = owed_in_all("r1", control)
    for stage, item in owed.jobs():
        finish(control, stage, item.replace("-", "/"))


def test_a_run_with_every_result_succeeded(control: Bucket) -> None:
    finish_all(control)
    report = write_report("r1", 2, None, control)
    assert (report.status, report.missing, report.failures) == (RunStatus.SUCCEEDED, (), {})
    assert RunReport.parse(control.get("runs/r1/report.json"), "the report") == report


@pytest.mark.parametrize(
    ("high", "low", "message"),
    [
        (1, 1, "everything that the run owed is stored"),
        (1, 0, "everything that the run owed is stored"),
        (0, 1, "everything that the run owed is stored, but nothing is in any tile of the area: was it imported?"),
    ],
)
def test_a_run_over_an_area_with_nothing_in_it_says_so(control: Bucket, high: int, low: int, message: str) -> None:
    for stage, item in owed_in_all("r1", control)[1].jobs():
        finish(control, stage, item.replace("-", "/"), tiles=high if stage == Stage.HIGH else low)
    assert write_report("r1", 2, None, control).message == message


def test_stages_and_zooms_are_added_up(control: Bucket) -> None:
    finish_all(control)
    finish(control, Stage.LOW, "3/4/2", seconds=9, memory=300)
    report = write_report("r1", 2, None, control)
    low = report.stages[Stage.LOW]
    assert (low.owed, low.done, low.rows) == (8, 8, 56)
    assert (low.seconds, low.longest_seconds, low.peak_memory_mib) == (7 * 2 + 9, 9, 300)
    assert low.zooms == {10: ZoomCount(objects=8, tiles=16, empty=24, bytes=320)}
    assert report.tile_zooms == {12: ZoomCount(tiles=20, empty=30, bytes=900)}
    assert (report.started, report.ended) == (START, START + timedelta(seconds=9))


def test_what_is_missing_is_named(control: Bucket) -> None:
    finish(control, Stage.RAWR, "7/66/46")
    failed = Failures(
        stage=Stage.HIGH, item="7-66-46", tile="7/66/46", run_id="r1", failed={"10/533/373": "way 7: bad"}
    )
    control.put(failure_key("r1", "high", "7-66-46"), failed.model_dump_json().encode())
    report = write_report("r1", 4, None, control)
    assert report.status == RunStatus.INCOMPLETE
    assert "high/7-66-46" in report.missing
    assert report.failures == {"high/7-66-46 10/533/373": "way 7: bad"}
    assert report.message.startswith("9 jobs have no result after the last pass: high/7-66-46, low/0-0-0")
    assert report.message.endswith("; high/7-66-46 10/533/373: way 7: bad")


def test_one_job_is_one_and_a_long_reason_is_cut(control: Bucket) -> None:
    finish_all(control)
    control.delete(result_key("r1", "high", "7-66-46"))
    failed = Failures(stage=Stage.HIGH, item="7-66-46", tile="7/66/46", run_id="r1", failed={}, error="x" * 4000)
    control.put(failure_key("r1", "high", "7-66-46"), failed.model_dump_json().encode())
    message = write_report("r1", 4, None, control).message
    assert message.startswith("1 job has no result after the last pass: high/7-66-46; high/7-66-46: xxx")
    assert len(message) < 500


def test_an_error_makes_the_run_failed_and_is_named(control: Bucket) -> None:
    error = {"Error": "States.ExceedToleratedFailureThreshold", "Cause": "…"}
    report = write_report("r1", 1, error, control)
    assert report.status == RunStatus.FAILED
    assert "stopped by States.ExceedToleratedFailureThreshold with 10 jobs missing" in report.message


def test_a_dry_run_counts_what_it_would_do(tmp_path: Path) -> None:
    control = open_directory(tmp_path, "control")
    plan_pass({"bbox": [7.40, 43.72, 7.44, 43.75], "dry_run": True}, "r1", 1, control)
    report = write_report("r1", 1, None, control)
    assert (report.status, report.message) == (RunStatus.DRY_RUN, "planned only: 10 jobs are owed")


def test_the_state_machine_is_told_little(control: Bucket) -> None:
    told = outcome(write_report("r1", 4, None, control))
    assert (told["status"], told["missing"], len(told["first_missing"])) == ("incomplete", 10, 10)
    assert len(json.dumps(told)) < 2_000


def test_a_dropped_file_moves_on_with_the_report(control: Bucket) -> None:
    control.put("processing/r1/area.json", b"{}")
    write_report("r1", 1, None, control)
    assert (control.exists("processing/r1/area.json"), control.get("done/r1/area.json")) == (False, b"{}")


def test_a_run_that_was_not_planned_has_no_report(control: Bucket) -> None:
    with pytest.raises(RequestError, match="no run 'r2'"):
        write_report("r2", 1, None, control)
