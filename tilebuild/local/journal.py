"""The journal: every execution, child, event and job of a home, in SQLite: a killed run can be seen and resumed.

Executions of their own are written at once, in transactions that keep their names unique across processes. Everything
else goes through one writer thread that commits in groups: 16,384 children of two jobs each write a quarter of a
million rows.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tilebuild.local.asl.json_text import Json
from tilebuild.local.journal_schema import SCHEMA
from tilebuild.local.journal_writer import Writer, failures_explained, open_database

if TYPE_CHECKING:
    from tilebuild.local.batch.attempts import Attempt
    from tilebuild.local.batch.submission import Job


@dataclass(frozen=True)
class Record:
    """An execution as it is kept; times in seconds since 1970."""

    arn: str
    name: str
    machine_arn: str
    input: str
    status: str
    output: str | None
    error: str | None
    cause: str | None
    started: float
    stopped: float | None
    redrives: int

    def told(self) -> dict[str, Json]:
        """What went in and what came out, as Step Functions names it where it describes an execution."""
        return {
            "input": self.input,
            "inputDetails": {"included": True},
            "output": self.output,
            "outputDetails": None if self.output is None else {"included": True},
            "error": self.error,
            "cause": self.cause,
        }


@dataclass(frozen=True)
class HistoryEvent:
    """One event of an execution's history."""

    number: int
    time: float
    kind: str
    state: str | None
    detail: Json


_COLUMNS = "arn, name, machine_arn, input, status, output, error, cause, started, stopped, redrives"


class Journal:
    """The journal of one home; threads share it."""

    def __init__(self, path: Path) -> None:
        """Open or make the journal; executions whose runner has died are marked ABORTED.

        It raises UnavailableError where it cannot be written, and so does everything that reads or ends something.
        """
        self._path = path
        with self._connection() as connection:
            connection.executescript(SCHEMA)
        self.abort_orphans()
        with failures_explained(path):
            self._writer = Writer(path)

    # --- executions ---

    def begin(self, record: Record, reusable_before: float = 0) -> Record | None:
        """Keep a new execution; the one that has its ARN already, in place of keeping it, if there is one.

        One that ended before ``reusable_before`` (seconds since 1970) has lost its name and is forgotten.
        """
        with self._connection() as connection:
            existing = self._find(connection, record.arn)
            if existing is not None and (existing.stopped or reusable_before) < reusable_before:
                connection.execute("DELETE FROM executions WHERE arn = ?", (record.arn,))
                connection.execute("DELETE FROM events WHERE execution = ?", (record.arn,))
                existing = None
            if existing is None:
                self._insert(connection, record)
        return existing

    def _insert(self, connection: sqlite3.Connection, record: Record) -> None:
        values = (*(getattr(record, name) for name in _COLUMNS.split(", ")), *_runner())
        marks = ", ".join("?" * len(values))
        connection.execute(f"INSERT INTO executions ({_COLUMNS}, pid, pid_started) VALUES ({marks})", values)  # noqa: S608

    def redrive(self, arn: str, started: float) -> Record:
        """Open an ended execution again."""
        with self._connection() as connection:
            connection.execute(
                "UPDATE executions SET status = 'RUNNING', output = NULL, error = NULL, cause = NULL, stopped = NULL, "
                "started = ?, redrives = redrives + 1, pid = ?, pid_started = ? WHERE arn = ?",
                (started, *_runner(), arn),
            )
            record = self._find(connection, arn)
        if record is None:
            raise KeyError(arn)
        return record

    def end(self, arn: str, status: str, output: str | None, error: str | None, cause: str | None) -> None:
        """Keep how an execution ended, after everything that was written before."""
        self.flush()
        with self._connection() as connection:
            connection.execute(
                "UPDATE executions SET status = ?, output = ?, error = ?, cause = ?, stopped = ? WHERE arn = ?",
                (status, output, error, cause, time.time(), arn),
            )

    def find(self, arn: str) -> Record | None:
        """The execution with this ARN."""
        with self._connection() as connection:
            return self._find(connection, arn)

    def executions(self, machine_arn: str, status: str | None = None) -> list[Record]:
        """Executions of a machine, the latest first."""
        with self._connection() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM executions WHERE machine_arn = ? AND status = coalesce(?, status) "  # noqa: S608
                "ORDER BY started DESC",
                (machine_arn, status),
            ).fetchall()
        return [Record(*row) for row in rows]

    def history(self, arn: str) -> list[HistoryEvent]:
        """The events of an execution or of a child, in order; those of earlier drives come first."""
        self.flush()
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT number, time, kind, state, detail FROM events WHERE execution = ? ORDER BY rowid", (arn,)
            ).fetchall()
        return [HistoryEvent(number, moment, kind, state, _value(text)) for number, moment, kind, state, text in rows]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All of a table (executions, children, events, jobs, attempts), for whoever wants to look."""
        self.flush()
        with self._connection() as connection:
            cursor = connection.execute(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608 - a table's name
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    # --- what the interpreter and Batch record ---

    def event(self, execution: str, number: int, kind: str, state: str | None, detail: str | None) -> None:
        """One event of an execution."""
        self._writer.put(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", execution, number, time.time(), kind, state, detail
        )

    def child_started(self, execution: str, map_run: str, index: int, item: str) -> None:
        """A map run's child began."""
        self._writer.put(
            "INSERT INTO children (arn, map_run, item, input, status, started) VALUES (?, ?, ?, ?, 'RUNNING', ?)",
            *(execution, map_run, index, item, time.time()),
        )

    def child_ended(
        self, execution: str, status: str, output: str | None, error: str | None, cause: str | None
    ) -> None:
        """A map run's child ended."""
        self._writer.put(
            "UPDATE children SET status = ?, output = ?, error = ?, cause = ?, stopped = ? WHERE arn = ?",
            *(status, output, error, cause, time.time(), execution),
        )

    def job_submitted(self, job: "Job") -> None:
        """A Batch job was taken."""
        self._writer.put(
            "INSERT INTO jobs (id, name, queue, definition, command, status, submitted) "
            "VALUES (?, ?, ?, ?, ?, 'SUBMITTED', ?)",
            *(job.id, job.name, job.queue.name, job.definition.name, json.dumps(job.command), time.time()),
        )

    def job_attempted(self, job: "Job", number: int, attempt: "Attempt") -> None:
        """An attempt of a Batch job has ended."""
        times = (attempt.started.timestamp(), attempt.stopped.timestamp())
        values = (
            job.id,
            number,
            attempt.exit_code,
            attempt.status_reason,
            attempt.reason,
            *times,
            attempt.peak,
            attempt.log,
        )
        self._writer.put("INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", *values)

    def job_ended(self, job: "Job", status: str, reason: str) -> None:
        """A Batch job has ended."""
        self._writer.put(
            "UPDATE jobs SET status = ?, reason = ?, stopped = ? WHERE id = ?", status, reason, time.time(), job.id
        )

    def flush(self) -> None:
        """Wait until everything so far is on disk."""
        with failures_explained(self._path):
            self._writer.flush()

    def close(self) -> None:
        """Write everything and end."""
        self._writer.close()

    # --- connections ---

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A transaction of its own."""
        with failures_explained(self._path), closing(open_database(self._path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    def _find(self, connection: sqlite3.Connection, arn: str) -> Record | None:
        row = connection.execute(f"SELECT {_COLUMNS} FROM executions WHERE arn = ?", (arn,)).fetchone()  # noqa: S608
        return Record(*row) if row else None

    def abort_orphans(self) -> None:
        """Mark what a dead runner left running."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT arn, pid, pid_started FROM executions WHERE status = 'RUNNING'"
            ).fetchall()
            for arn, pid, started in rows:
                if _process_start(pid) != started:
                    connection.execute(
                        "UPDATE executions SET status = 'ABORTED', error = 'Runner.Died', "
                        "cause = 'The process that ran this execution ended.', stopped = ? WHERE arn = ?",
                        (time.time(), arn),
                    )


def _value(text: str | None) -> Json:
    return None if text is None else json.loads(text)


def _runner() -> tuple[int, int]:
    """This process, told apart from a later one with the same number."""
    return os.getpid(), _process_start(os.getpid()) or 0


def _process_start(pid: int) -> int | None:
    """When a process began, in the kernel's ticks; None if it is not there."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except OSError:
        return None
