"""A store that fails, breaks off, lies about what it did, and a disk that is full."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.faulty_store import Faults, faulty_store
from tests.support.lab import REQUEST, Lab, Ran, build, stored
from tilebuild.contracts import RunStatus

pytestmark = [pytest.mark.e2e, pytest.mark.database, pytest.mark.xdist_group("faults")]

EVERYTHING = Faults(error=0.05, put_then_error=0.05, cut=0.05)


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param(EVERYTHING, id="everything"),
        pytest.param(Faults(error=0.05), id="errors", marks=pytest.mark.faults),
        pytest.param(Faults(put_then_error=0.1), id="errors-after-success", marks=pytest.mark.faults),
        pytest.param(Faults(cut=0.3), id="broken-connections", marks=pytest.mark.faults),
    ],
)
def test_what_the_store_fails_at_is_asked_again(lab: Lab, home: Path, faults: Faults) -> None:
    with faulty_store(home, faults) as store:
        ran = lab.run(home, store=store)
    assert sum(faults.seen.values()) > 0
    assert ran.outcome.status == "SUCCEEDED", ran.outcome
    assert ran.stored() == lab.expected


@pytest.mark.faults
@pytest.mark.parametrize("share", [0.1, 0.4])
def test_half_an_object_is_never_taken_for_a_whole_one(lab: Lab, home: Path, share: float) -> None:
    faults = Faults(short=share)
    with faulty_store(home, faults) as store:
        ran = lab.run(home, store=store)
    assert faults.seen["short"] > 0
    if ran.outcome.status != "SUCCEEDED":
        assert_told(ran, lab)
        ran = lab.resume(home)
    assert ran.outcome.status == "SUCCEEDED", ran.outcome
    assert ran.stored() == lab.expected


def assert_told(ran: Ran, lab: Lab) -> None:
    """The run failed and said why or what is missing, and what is there is right."""
    assert (ran.outcome.status, bool(ran.outcome.cause)) == ("FAILED", True)
    assert ran.outcome.error in ("RunIncomplete", "RequestError"), ran.outcome
    if ran.outcome.error == "RunIncomplete":
        assert (ran.report.status, bool(ran.report.missing)) == (RunStatus.INCOMPLETE, True)
    assert all(lab.expected[name] == data for name, data in ran.stored().items())


@pytest.mark.faults
def test_a_corrupt_rawr_tile_is_named_and_its_failed_csv_asks_for_the_rest_and_no_more(lab: Lab, home: Path) -> None:
    lab.run(home, request={**REQUEST, "stages": ["rawr"]}, name="rawr")
    (rawr,) = (home / "buckets" / "tilebuild-rawrbucket").rglob("10/527/360.zip")
    sound = rawr.read_bytes()
    rawr.write_bytes(sound[: len(sound) // 2])
    failed = lab.run(home, request={**REQUEST, "stages": ["high", "low"]})
    assert (failed.outcome.error, failed.report.missing) == ("RunIncomplete", ("high/7-65-45",))
    assert "10/527/360" in (failed.outcome.cause or "")
    rawr.write_bytes(sound)
    done = failed.finished()
    with lab.stack(home) as stack:
        failed.control.put("inbox/failed.csv", failed.control.get("runs/run/failed.csv"))
        stack.put_object_event(failed.control.name, "inbox/failed.csv")
        (execution,) = stack.running()
        assert stack.wait(execution).status == "SUCCEEDED"
    assert failed.finished() - done == {"run high 7/65/45": 1}
    assert failed.stored() == lab.expected


@contextmanager
def small_disk(at: Path, size: str) -> Iterator[None]:
    """A directory on a disk of its own."""
    at.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(at)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a disk can be mounted by root only")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


def give_room(at: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=400m", str(at)], check=True)


@pytest.mark.faults
def test_a_full_disk_fails_the_run_and_more_room_lets_it_end(lab: Lab, home: Path) -> None:
    with small_disk(home / "buckets", "160k"):
        full = lab.run(home)
        assert (full.outcome.status, full.outcome.error) == ("FAILED", "UnavailableError")
        assert "the disk is full" in (full.outcome.cause or "")
        assert all(lab.expected[name] == data for name, data in full.stored().items())
        give_room(home / "buckets")
        ran = lab.resume(home)
        assert ran.outcome.status == "SUCCEEDED", ran.outcome
        assert ran.stored() == lab.expected
        assert set(ran.finished().values()) == {1}


@pytest.mark.faults
def test_a_command_whose_disk_is_full_says_so_in_one_line_and_goes_on_with_more_room(lab: Lab, home: Path) -> None:
    with small_disk(home, "500k"):
        process = lab.begin(home)
        _, errors = process.communicate(timeout=600)
        assert (process.returncode, "disk" in errors.splitlines()[-1]) == (75, True), errors
        assert "Traceback" not in errors
        give_room(home)
        report = build(lab, home)
        assert report["status"] == "succeeded"
        assert stored(home, str(report["prefix"])) == lab.whole
