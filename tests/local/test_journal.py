import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.batch import DEFINITIONS, QUEUES, arguments
from tilebuild.errors import UnavailableError
from tilebuild.local.batch.attempts import Attempt
from tilebuild.local.batch.submission import submission
from tilebuild.local.journal import Journal, Record


def record(name: str = "r-1", **changes: object) -> Record:
    fields = {"arn": f"arn:{name}", "name": name, "machine_arn": "arn:m", "input": "{}", "status": "RUNNING"}
    rest = {"output": None, "error": None, "cause": None, "started": time.time(), "stopped": None, "redrives": 0}
    return Record(**{**fields, **rest, **changes})  # type: ignore[arg-type]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "journal.sqlite")
    yield journal
    journal.close()


def test_an_execution_is_kept_once(journal: Journal) -> None:
    assert journal.begin(record(input='{"a":1}')) is None
    existing = journal.begin(record(input='{"a":2}'))
    assert existing is not None
    assert existing.input == '{"a":1}'


def test_how_it_ended_is_kept(journal: Journal) -> None:
    journal.begin(record())
    journal.end("arn:r-1", "FAILED", None, "Broken", "because")
    ended = journal.find("arn:r-1")
    assert ended is not None
    assert (ended.status, ended.error, ended.cause) == ("FAILED", "Broken", "because")
    assert ended.stopped is not None


def test_a_name_is_free_again_long_after_its_execution_ended(journal: Journal) -> None:
    journal.begin(record())
    journal.event("arn:r-1", 1, "ExecutionStarted", None, None)
    assert journal.begin(record(), time.time() + 1) is not None  # it runs
    journal.end("arn:r-1", "SUCCEEDED", "{}", None, None)
    assert journal.begin(record(), time.time() - 60) is not None
    assert journal.begin(record(), time.time() + 60) is None
    assert journal.history("arn:r-1") == []


def test_a_redrive_opens_it_again_and_counts(journal: Journal) -> None:
    journal.begin(record())
    journal.end("arn:r-1", "FAILED", None, "Broken", "because")
    again = journal.redrive("arn:r-1", 7.0)
    assert (again.status, again.error, again.redrives, again.started) == ("RUNNING", None, 1, 7.0)


def test_executions_are_listed_latest_first_and_by_status(journal: Journal) -> None:
    for number, name in enumerate(["a", "b", "c"]):
        journal.begin(record(name, started=float(number)))
    journal.end("arn:b", "SUCCEEDED", "{}", None, None)
    assert [one.name for one in journal.executions("arn:m")] == ["c", "b", "a"]
    assert [one.name for one in journal.executions("arn:m", "SUCCEEDED")] == ["b"]
    assert journal.executions("arn:other") == []


def test_a_history_comes_back_in_order(journal: Journal) -> None:
    journal.event("arn:r-1", 1, "ExecutionStarted", None, '{"a":1}')
    journal.event("arn:r-2", 1, "ExecutionStarted", None, None)
    journal.event("arn:r-1", 2, "PassStateEntered", "A", None)
    assert [(event.number, event.kind, event.state, event.detail) for event in journal.history("arn:r-1")] == [
        (1, "ExecutionStarted", None, {"a": 1}),
        (2, "PassStateEntered", "A", None),
    ]


def test_children_jobs_and_attempts_are_kept(journal: Journal) -> None:
    job = submission(arguments(), DEFINITIONS, QUEUES)
    now = datetime.now(UTC)
    journal.child_started("arn:child", "arn:run", 3, '{"tile":"7/1/2"}')
    journal.child_ended("arn:child", "SUCCEEDED", "{}", None, None)
    journal.job_submitted(job)
    journal.job_attempted(job, 1, Attempt(75, "ended", None, now, now, "log", 120))
    journal.job_ended(job, "FAILED", "ended")
    (child,), (row,), (attempt,) = journal.rows("children"), journal.rows("jobs"), journal.rows("attempts")
    assert (child["item"], child["status"]) == (3, "SUCCEEDED")
    assert (row["name"], row["status"], json.loads(row["command"])[0]) == ("rawr-r-1", "FAILED", "rawr")
    assert (attempt["job"], attempt["exit_code"], attempt["peak"]) == (job.id, 75, 120)


def test_thousands_of_rows_are_written_in_groups_and_none_is_lost(journal: Journal) -> None:
    for number in range(20_000):
        journal.event("arn:r-1", number, "PassStateEntered", "A", None)
    assert [event.number for event in journal.history("arn:r-1")] == list(range(20_000))


def test_everything_is_there_for_the_next_process(tmp_path: Path) -> None:
    first = Journal(tmp_path / "j")
    first.begin(record())
    first.event("arn:r-1", 1, "ExecutionStarted", None, None)
    first.close()
    second = Journal(tmp_path / "j")
    assert len(second.history("arn:r-1")) == 1
    second.close()


def test_a_write_that_fails_is_told_to_whoever_waits(journal: Journal) -> None:
    journal.child_started("arn:child", "arn:run", 1, "{}")
    journal.child_started("arn:child", "arn:run", 1, "{}")
    with pytest.raises(Exception, match="UNIQUE constraint failed"):
        journal.flush()


RUNNER = """
import sys, time
from pathlib import Path
from tilebuild.local.journal import Journal, Record
journal = Journal(Path(sys.argv[1]))
journal.begin(Record("arn:r-1", "r-1", "arn:m", "{}", "RUNNING", None, None, None, time.time(), None, 0))
print("begun", flush=True)
time.sleep(60)
"""


def test_what_a_dead_runner_left_running_is_aborted_and_what_a_living_one_runs_is_not(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    runner = subprocess.Popen([sys.executable, "-c", RUNNER, str(path)], stdout=subprocess.PIPE, env=dict(os.environ))
    assert runner.stdout is not None
    runner.stdout.readline()
    living = Journal(path)
    while_alive = living.find("arn:r-1")
    living.close()
    runner.kill()
    runner.wait()
    runner.stdout.close()
    after = Journal(path)
    when_dead = after.find("arn:r-1")
    after.close()
    assert while_alive is not None
    assert when_dead is not None
    assert (while_alive.status, when_dead.status, when_dead.error) == ("RUNNING", "ABORTED", "Runner.Died")


def test_a_journal_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match=r"journal\.sqlite could not be read or written: unable to open"):
        Journal(tmp_path / "nowhere" / "journal.sqlite")


def test_what_was_not_written_is_told_at_the_end(journal: Journal, tmp_path: Path) -> None:
    journal.begin(record())
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as connection:
        connection.execute("DROP TABLE events")
    journal.event("arn:r-1", 1, "ExecutionStarted", None, None)
    with pytest.raises(UnavailableError, match="could not be read or written: no such table: events"):
        journal.end("arn:r-1", "SUCCEEDED", "1", None, None)
    found = journal.find("arn:r-1")
    assert found is not None
    assert found.status == "RUNNING"
