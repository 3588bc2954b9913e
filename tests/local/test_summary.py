from pathlib import Path

import pytest

from tilebuild.contracts import RunReport, RunStatus, Stage, parse_request
from tilebuild.contracts.report import StageReport
from tilebuild.contracts.result import ZoomCount
from tilebuild.local.build import Done
from tilebuild.local.summary import duration, human, summary_lines

REASON = "style 'x' does not run"


def done(**fields: object) -> Done:
    """A run of two zooms, as its report tells it."""
    stage = StageReport(
        owed=1200, done=1199, zooms={9: ZoomCount(objects=2, tiles=30, empty=2, bytes=2500)}, rows=5, seconds=12.34,
        longest_seconds=12.34, peak_memory_mib=99.6,
    )  # fmt: skip
    about: dict[str, object] = {
        "run_id": "r1", "prefix": "r1", "status": RunStatus.SUCCEEDED, "message": "everything is stored",
        "request": parse_request({"world": True}), "passes": 1, "started": None, "ended": None,
        "stages": {Stage.HIGH: stage},
        "tile_zooms": {
            11: ZoomCount(objects=0, tiles=1000, empty=3, bytes=999),
            12: ZoomCount(objects=0, tiles=4, empty=0, bytes=1),
        },
        "missing": (), "failures": {},
    }  # fmt: skip
    report = RunReport.model_validate(about | fields)
    return Done(report, Path("my home"), Path("my home/buckets/tiles"), Path("my home/report.html"))


def test_a_run_is_told_by_zoom_stage_time_and_place() -> None:
    assert summary_lines(done(), 113.2) == [
        "run r1: everything is stored",
        "  zoom      tiles      empty       size",
        "    11      1,000          3      999 B",
        "    12          4          0        1 B",
        "   all      1,004          3     1.0 kB",
        "  high 1,199 of 1,200 jobs, 2 objects, 2.5 kB, 12.3 s of work, 100 MiB at most",
        "took 1 min 53 s; tiles are in my home/buckets/tiles",
        "the report is my home/report.html",
        "see them on a map: tilebuild serve --home 'my home'",
    ]


def test_a_reason_is_told_once_with_the_first_jobs_that_gave_it() -> None:
    missing = tuple(f"low/7-{x}-1" for x in range(9))
    failures = dict.fromkeys(missing[:8], REASON)
    lines = summary_lines(done(status=RunStatus.INCOMPLETE, missing=missing, failures=failures), 1)
    assert f"  failed {', '.join(missing[:5])} and 3 more: {REASON}" in lines
    assert f"  missing {missing[8]}" in lines
    assert not any("serve" in line for line in lines)


def test_a_tile_that_failed_is_no_job_that_is_missing_for_no_reason() -> None:
    failed = {"high/7-1-1 12/40/40": "the ring is torn"}
    lines = summary_lines(done(status=RunStatus.INCOMPLETE, missing=("high/7-1-1",), failures=failed), 1)
    assert "  failed high/7-1-1 12/40/40: the ring is torn" in lines
    assert not any(line.startswith("  missing") for line in lines)


def test_a_dry_run_is_one_line() -> None:
    assert summary_lines(done(status=RunStatus.DRY_RUN, message="10 jobs are owed"), 1) == ["run r1: 10 jobs are owed"]


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (2_400_000, "2.4 MB"), (5e15, "5000.0 TB")]
)
def test_sizes_have_a_unit_of_powers_of_1000(size: float, text: str) -> None:
    assert human(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (113, "1 min 53 s"), (3600, "1 h 0 min"), (7530, "2 h 5 min")],
)
def test_time_is_told_in_words(seconds: float, text: str) -> None:
    assert duration(seconds) == text
