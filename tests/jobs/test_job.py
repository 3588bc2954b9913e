import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mercantile import Tile

from tilebuild.contracts import Failures, JobResult, Place, Stage, Written
from tilebuild.contracts.scope import Scope
from tilebuild.errors import RequestError, TilesFailedError, UnavailableError
from tilebuild.jobs.job import Job, carry_out, open_job, place_of
from tilebuild.jobs.tally import Tally
from tilebuild.keys import Layout
from tilebuild.planning.narrow import rest_of
from tilebuild.settings import read_settings
from tilebuild.storage import Bucket, open_directory

TILE = Tile(67, 44, 7)
ENVIRONMENT = {
    "TILEQUEUE__control__bucket": "control",
    "TILEQUEUE__store__name": "tiles",
    "TILEQUEUE__store__date-prefix": "p1",
}
RESULT = "runs/r1/results/high/7-67-44.json"
FAILURES = "runs/r1/failures/high/7-67-44.json"


@pytest.fixture
def control(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setenv("TILEBUILD_BUCKETS", str(tmp_path))
    return open_directory(tmp_path, "control")


def high_job(attempt: str = "1", **environment: str) -> Job:
    settings = read_settings({**ENVIRONMENT, **environment})
    return open_job(Stage.HIGH, TILE, "r1", settings, {"AWS_BATCH_JOB_ATTEMPT": attempt})


def write_one(job: Job) -> None:
    job.tally.wrote(10, "k", b"data")


def fail_one(job: Job) -> None:
    write_one(job)
    job.tally.failed["10/538/358"] = "way 7 has no geometry"


def test_a_job_owes_its_whole_tile_where_no_scope_is_named(control: Bucket) -> None:
    assert high_job().scope == Scope.whole(TILE)


def test_a_job_owes_what_its_scope_object_says(control: Bucket) -> None:
    control.put("runs/r1/scope/a.txt", b"10/538/358 10-11\n")
    job = high_job(TILEQUEUE__scope__key="runs/r1/scope/a.txt")
    assert job.scope == Scope.parse("10/538/358 10-11")


def test_a_result_says_what_was_written_and_where(control: Bucket) -> None:
    before = datetime.now(UTC)
    carry_out(high_job("3"), write_one)
    result = JobResult.parse(control.get(RESULT), "the result")
    assert (result.stage, result.item, result.tile, result.run_id) == (Stage.HIGH, "7-67-44", "7/67/44", "r1")
    assert (result.written.objects, result.written.bytes, result.attempt) == (1, 4, 3)
    assert (result.place.bucket, result.place.prefix, result.place.layout) == ("tiles", "p1", Layout.HASH_PREFIX)
    assert result.started >= before
    assert result.ended >= result.started
    assert result.peak_memory_mib > 1
    assert "total" in result.seconds


def test_failed_tiles_are_named_and_leave_no_result(control: Bucket) -> None:
    with pytest.raises(TilesFailedError, match="1 tiles failed, 10/538/358 first: way 7 has no geometry"):
        carry_out(high_job(), fail_one)
    assert not control.exists(RESULT)
    assert Failures.parse(control.get(FAILURES), "x").failed == {"10/538/358": "way 7 has no geometry"}


def test_a_job_that_succeeds_later_removes_its_failures(control: Bucket) -> None:
    with pytest.raises(TilesFailedError):
        carry_out(high_job(), fail_one)
    carry_out(high_job(), write_one)
    assert (control.exists(RESULT), control.exists(FAILURES)) == (True, False)


def test_a_job_that_is_stopped_by_an_error_leaves_no_result(control: Bucket) -> None:
    def stop(job: Job) -> None:
        raise UnavailableError("the database went away")

    with pytest.raises(UnavailableError):
        carry_out(high_job("2"), stop)
    assert list(control.list("runs")) == [FAILURES]
    left = Failures.parse(control.get(FAILURES), "x")
    assert (left.error, left.exit_code, left.attempt) == ("the database went away", 75, 2)
    assert (left.failed, left.written) == ({}, Written())


def test_an_error_that_nobody_knows_is_told_by_its_type(control: Bucket) -> None:
    def stop(job: Job) -> None:
        raise KeyError("way")

    with pytest.raises(KeyError):
        carry_out(high_job(), stop)
    assert Failures.parse(control.get(FAILURES), "x").error == "KeyError: 'way'"


def test_a_job_of_the_rest_vouches_for_what_an_earlier_one_stored_too(control: Bucket) -> None:
    with pytest.raises(TilesFailedError):
        carry_out(high_job(), fail_one)
    rest = rest_of(Failures.parse(control.get(FAILURES), "x"))
    control.put("runs/r1/scope/rest.txt", rest.format().encode())
    job = high_job(TILEQUEUE__scope__key="runs/r1/scope/rest.txt")
    assert job.scope.metatiles(range(14)) == {Tile(538, 358, 10)}
    result = carry_out(job, lambda job: job.tally.wrote(10, "rest", b"more"))
    assert (result.written.objects, result.written.bytes) == (2, 8)
    both = Tally()
    both.wrote(10, "k", b"data")
    both.wrote(10, "rest", b"more")
    assert result.written.digest == both.written().digest


def test_a_job_of_the_rest_may_be_tried_again_after_it_wrote_its_failures(control: Bucket) -> None:
    control.put("runs/r1/scope/rest.txt", b"10/538/358 10-10\n10/538/359 10-10\n")
    for _ in range(2):
        with pytest.raises(TilesFailedError):
            carry_out(high_job(TILEQUEUE__scope__key="runs/r1/scope/rest.txt"), fail_one)
        assert Failures.parse(control.get(FAILURES), "x").written.objects == 1


def test_a_part_of_a_heavy_tile_has_a_result_of_its_own(control: Bucket) -> None:
    carry_out(high_job(TILEQUEUE__scope__item="7-67-44-2"), write_one)
    assert control.exists("runs/r1/results/high/7-67-44-2.json")
    assert not control.exists(RESULT)


@pytest.mark.parametrize(
    ("stage", "missing"),
    [
        (Stage.HIGH, "TILEQUEUE__store__name"),
        (Stage.LOW, "TILEQUEUE__store__name"),
        (Stage.RAWR, "TILEQUEUE__rawr__sink__s3__bucket"),
    ],
)
def test_a_job_without_a_place_to_write_names_the_setting(stage: Stage, missing: str) -> None:
    with pytest.raises(RequestError, match=missing):
        place_of(stage, read_settings({}))


def test_a_rawr_place_has_no_metatile_shape() -> None:
    settings = read_settings({"TILEQUEUE__rawr__sink__bucket": "rawr", "TILEQUEUE__rawr__sink__prefix": "p1"})
    assert place_of(Stage.RAWR, settings) == Place(bucket="rawr", prefix="p1", layout=Layout.PREFIX_HASH)


def test_every_log_line_is_json_and_carries_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    from tilebuild.jobs.log import log, log_as_json, log_error

    log_as_json({"run_id": "r1"}, sys.stderr)
    log("made 3", part="10/1/2")
    log_error("no")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["run_id"] for line in lines] == ["r1", "r1"]
    assert (lines[0]["message"], lines[0]["part"], lines[1]["level"]) == ("made 3", "10/1/2", "ERROR")
