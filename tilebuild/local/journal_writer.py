"""Writes the journal's rows from one thread, in groups of many to a transaction."""

import queue
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from tilebuild.errors import UnavailableError

_GROUP = 5000

_Row: TypeAlias = tuple[str, tuple[Any, ...]] | threading.Event | None
"""A statement and its values, someone who waits until all before is written, or None for the end."""


def open_database(path: Path) -> sqlite3.Connection:
    """A connection that waits for other writers, and commits when it is told to."""
    connection = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


@contextmanager
def failures_explained(path: Path) -> Iterator[None]:
    """A full disk, a directory without permission and the like as UnavailableError, in one sentence."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise UnavailableError(f"the journal {path} could not be read or written: {error}") from error


class Writer:
    """The writing thread; others hand it rows and do not wait."""

    def __init__(self, path: Path) -> None:
        """Write into the database at ``path``; sqlite3.Error if it cannot be opened."""
        self._connection = open_database(path)
        self._rows: queue.SimpleQueue[_Row] = queue.SimpleQueue()
        self._failure: sqlite3.Error | None = None
        self._thread = threading.Thread(target=self._write, name="journal", daemon=True)
        self._thread.start()

    def put(self, statement: str, *values: Any) -> None:
        """Have a row written, some time soon."""
        self._rows.put((statement, values))

    def flush(self) -> None:
        """Wait until everything so far is on disk; sqlite3.Error if something could not be written."""
        written = threading.Event()
        self._rows.put(written)
        written.wait()
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Write everything and end the thread."""
        self._rows.put(None)
        self._thread.join()

    def _write(self) -> None:
        with closing(self._connection) as connection:
            going = True
            while going:
                rows = self._waiting()
                going = None not in rows
                self._write_group(connection, rows)

    def _waiting(self) -> list[_Row]:
        """What waits to be written, at least one and at most a group."""
        rows = [self._rows.get()]
        while len(rows) < _GROUP and not self._rows.empty():
            rows.append(self._rows.get())
        return rows

    def _write_group(self, connection: sqlite3.Connection, rows: list[_Row]) -> None:
        """Write a group in one transaction; a failure is told to whoever flushes."""
        try:
            connection.execute("BEGIN IMMEDIATE")
            for row in rows:
                if isinstance(row, tuple):
                    connection.execute(*row)
            connection.commit()
        except sqlite3.Error as error:
            self._failure = self._failure or error
            if connection.in_transaction:
                connection.rollback()
        for row in rows:
            if isinstance(row, threading.Event):
                row.set()
