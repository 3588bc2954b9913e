"""Processes that are killed: workers, all of them, the whole command. What was finished is not made again."""

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.support.lab import Lab, Watch, build, finished_jobs, stored, until, workers
from tilebuild.local.events import JobStarted
from tilebuild.local.home import Home
from tilebuild.local.stack import LocalStack

pytestmark = [pytest.mark.e2e, pytest.mark.database, pytest.mark.xdist_group("faults")]


CAUSES = {signal.SIGKILL: "killed", signal.SIGTERM: "stopped"}
"""What the report calls it."""


class Killer:
    """Kills workers of this process that have worked for a moment."""

    def __init__(self, number: signal.Signals, how_many: int | None) -> None:
        self.number, self.how_many = number, how_many
        self.killed = 0

    def __call__(self, _: LocalStack) -> None:
        until(lambda: len(list(workers())) == 2)
        time.sleep(0.3)
        for pid in list(workers())[: self.how_many]:
            os.kill(pid, self.number)
            self.killed += 1


@pytest.mark.parametrize(
    ("number", "how_many"),
    [
        (signal.SIGKILL, None),
        pytest.param(signal.SIGKILL, 1, marks=pytest.mark.faults),
        pytest.param(signal.SIGTERM, None, marks=pytest.mark.faults),
    ],
)
def test_workers_that_are_killed_are_replaced(
    lab: Lab, home: Path, number: signal.Signals, how_many: int | None
) -> None:
    watch, killer = Watch(), Killer(number, how_many)
    ran = lab.run(home, killer, listener=watch)
    assert killer.killed > 0
    assert ran.outcome.status == "SUCCEEDED", ran.outcome
    assert ran.stored() == lab.expected
    finished = ran.finished()
    assert watch.count(JobStarted) == len(finished) + killer.killed
    assert set(finished.values()) == {1}
    causes = sum((Counter(stage.retries) for stage in ran.report.stages.values()), Counter())
    assert causes == {CAUSES[number]: killer.killed}


RANDOM = random.Random(7)
MOMENTS = [RANDOM.uniform(0.0, 4.0) for _ in range(20)]
"""Seconds after the first job's begin."""


def killed(lab: Lab, home: Path, seconds: float) -> None:
    """Kill the command in the middle of a run: a moment that comes after its end is none."""
    while build(lab, home, kill_after=seconds):
        seconds /= 2


@pytest.mark.parametrize(
    "moments",
    [pytest.param([3.0], id="once"), pytest.param(MOMENTS, id="twenty times", marks=pytest.mark.faults)],
)
def test_a_command_that_is_killed_goes_on_where_it_was(lab: Lab, home: Path, moments: list[float]) -> None:
    for seconds in moments:
        killed(lab, home, seconds)
    run_id = Home(home).current().run_id
    report = build(lab, home)
    assert report["status"] == "succeeded"
    # Another run follows only one that was whole already when its command was killed.
    assert all(stored(home, one) == lab.whole for one in (run_id, report["run_id"]))
    assert set(finished_jobs(home / "logs").values()) == {1}
