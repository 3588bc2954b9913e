"""From a job's settings to the database that it reads."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tilebuild.errors import RequestError, UnavailableError
from tilebuild.jobs.log import log
from tilebuild.rawr.database import Database, Snapshot, open_snapshot
from tilebuild.settings import Connection, LowConnection, RawrConnection

LONGEST_WAIT = 8.0
"""Seconds between two tries to connect."""


@contextmanager
def patient_snapshot(database: Database, patience: float) -> Iterator[Snapshot]:
    """A snapshot of the database, which may need some time until it can be reached.

    Another attempt of the job costs a container's start, and all of them may be used up while a server restarts.

    Args:
        database: where to read.
        patience: seconds.

    Raises:
        UnavailableError: no host answers in that time, or the connection is lost later.
        RequestError: the user is refused, or there is no such database.
    """
    with ExitStack() as stack:
        yield _entered(stack, database, time.monotonic() + patience)


def _entered(stack: ExitStack, database: Database, deadline: float) -> Snapshot:
    wait = 0.5
    while True:
        try:
            return stack.enter_context(open_snapshot(database))
        except UnavailableError as error:
            if time.monotonic() + wait > deadline:
                raise
            log(f"asking again in {wait:g} s: {error}")
        time.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT)


def rawr_database(connection: RawrConnection) -> Database:
    """Where a RAWR job reads.

    Raises:
        RequestError: no database is named.
    """
    return _database(connection, (connection.dbname,) if connection.dbname else (), "rawr__postgresql__dbname")


def low_database(connection: LowConnection) -> Database:
    """Where a low-zoom job reads.

    Raises:
        RequestError: no database is named.
    """
    return _database(connection, connection.dbnames, "postgresql__dbnames")


def _database(connection: Connection, names: tuple[str, ...], setting: str) -> Database:
    if not names:
        raise RequestError(f"setting TILEQUEUE__{setting} is not set: this job reads a database")
    return Database(
        hosts=connection.host,
        port=connection.port,
        names=names,
        user=connection.user,
        password=connection.password,
        connect_timeout=connection.connect_timeout,
        statement_timeout=connection.statement_timeout,
    )
