"""A store that fails, breaks off, lies about what it did, and a disk that is full."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.faulty_store import Faults, faulty_store
from tests.support.lab import Lab, Ran
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


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """The buckets on a disk of 160 KiB."""
    buckets = home / "buckets"
    buckets.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", str(buckets)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a disk can be mounted by root only")
    yield buckets
    subprocess.run(["umount", "--lazy", str(buckets)], check=True)


@pytest.mark.faults
def test_a_full_disk_fails_the_run_and_more_room_lets_it_end(lab: Lab, home: Path, small_disk: Path) -> None:
    full = lab.run(home)
    assert (full.outcome.status, full.outcome.error) == ("FAILED", "UnavailableError")
    assert "the disk is full" in (full.outcome.cause or "")
    assert all(lab.expected[name] == data for name, data in full.stored().items())
    subprocess.run(["mount", "-o", "remount,size=400m", str(small_disk)], check=True)
    ran = lab.resume(home)
    assert ran.outcome.status == "SUCCEEDED", ran.outcome
    assert ran.stored() == lab.expected
    assert set(ran.finished().values()) == {1}
