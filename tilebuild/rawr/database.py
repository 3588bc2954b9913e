"""A connection to the database that osm2pgsql filled: which replica, which limits, and errors as sentences."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import SystemRandom
from typing import Any

import psycopg2
from psycopg2 import errorcodes, sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class with a lower-case name

from tilebuild.errors import RequestError, TilebuildError, UnavailableError

Query = sql.Composable
Parameters = Sequence[Any]

_KEEPALIVE: dict[str, Any] = {"keepalives": 1, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""A connection whose other end is gone is noticed after a minute, not after TCP's two hours."""

_SESSION = """
    SELECT set_config(name, wanted, false)
    FROM (VALUES ('statement_timeout', %s), ('jit', 'off'), ('work_mem', '64MB')) AS setting (name, wanted)
    JOIN pg_settings USING (name)
"""
"""Compiling costs more than these queries take; sorts of a tile's rows should not go through files."""

_REFUSED = re.compile(
    r"password authentication failed|no password supplied|no pg_hba.conf entry|does not exist|permission denied"
    r"|authentication failed|is not permitted to log in|invalid (port|connection option|integer value)"
)
"""What PostgreSQL says at connecting if trying again cannot help; there is no code to go by, and a server that speaks
another language is taken for one that is not reachable."""

_PASSING = {
    errorcodes.CLASS_CONNECTION_EXCEPTION, errorcodes.CLASS_INSUFFICIENT_RESOURCES,
    errorcodes.CLASS_OPERATOR_INTERVENTION, errorcodes.CLASS_SYSTEM_ERROR, errorcodes.CLASS_TRANSACTION_ROLLBACK,
}  # fmt: skip
"""Classes of SQLSTATE that may be over when the job is tried again; a statement that took too long is among them."""


@dataclass(frozen=True)
class Database:
    """Where the database is and how long it may take; the password is kept out of every text made of it."""

    hosts: tuple[str, ...]
    """Replicas that hold the same data: host names, addresses or socket directories; tried in random order."""
    port: int
    names: tuple[str, ...]
    """Databases that hold the same data; one is picked per connection."""
    user: str
    password: str = field(default="", repr=False)
    connect_timeout: int = 10
    """Seconds that one host may take to answer."""
    statement_timeout: int = 3600
    """Seconds that one query may take; 0: no limit."""
    application_name: str = "tilebuild"
    """What the database's administrator sees in ``pg_stat_activity``."""

    def __str__(self) -> str:
        return f"database {' or '.join(self.names)} on {' or '.join(self.hosts)}, port {self.port}"


class Snapshot:
    """One read-only transaction: all of its reads see the database as it was at the first."""

    def __init__(self, opened: Connection, name: str) -> None:
        """``name`` is the database's for messages."""
        self._opened = opened
        self._name = name

    def rows(self, query: Query | str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a small result.

        Raises:
            UnavailableError: the connection is lost, or the server gave up.
            RequestError: the query cannot be answered, because a table or column is not there or not readable.
        """
        with _translated(self._name), self._opened.cursor() as cursor:
            cursor.execute(query, parameters)
            return cursor.fetchall()

    def copy(self, query: Query, parameters: Parameters = ()) -> bytes:
        """The result of a SELECT as a binary COPY stream.

        Raises:
            UnavailableError: the connection is lost, or the server gave up.
            RequestError: the query cannot be answered.
        """
        stream = io.BytesIO()
        with _translated(self._name), self._opened.cursor() as cursor:
            select = cursor.mogrify(query, parameters)
            cursor.copy_expert(b"COPY (%s) TO STDOUT (FORMAT BINARY)" % select, stream)
        return stream.getvalue()

    @contextmanager
    def part(self) -> Iterator[None]:
        """A block after whose failure the snapshot can still be read."""
        with self._opened.cursor() as cursor:
            with _translated(self._name):
                cursor.execute("SAVEPOINT part")
            try:
                yield
            except UnavailableError:
                raise
            except BaseException:
                with _translated(self._name):
                    cursor.execute("ROLLBACK TO SAVEPOINT part")
                raise


@contextmanager
def open_snapshot(database: Database) -> Iterator[Snapshot]:
    """Connect to one of the replicas, and read from it inside the block.

    The order of the hosts is random; one that does not answer is followed by the next.

    Raises:
        UnavailableError: no host answers.
        RequestError: the user is refused, or there is no such database.
    """
    opened = _connect(database)
    try:
        snapshot = Snapshot(opened, opened.info.dbname)
        with _translated(opened.info.dbname):
            opened.set_session(isolation_level="REPEATABLE READ", readonly=True)
        snapshot.rows(_SESSION, (f"{database.statement_timeout}s",))
        yield snapshot
    finally:
        opened.close()


def _connect(database: Database) -> Connection:
    """A connection; libpq goes through the hosts in the order that it is given."""
    random = SystemRandom()
    hosts, name = random.sample(database.hosts, len(database.hosts)), random.choice(database.names)
    try:
        opened: Connection = psycopg2.connect(
            host=",".join(hosts), port=database.port, dbname=name, user=database.user, password=database.password,
            connect_timeout=database.connect_timeout, application_name=database.application_name,
            client_encoding="UTF8", **_KEEPALIVE,
        )  # fmt: skip
    except psycopg2.Error as error:
        said = _said(error)
        if _REFUSED.search(said):
            raise RequestError(f"{database} refuses user {database.user!r}: {said}") from None
        raise UnavailableError(f"{database} is not reachable: {said}") from None
    return opened


@contextmanager
def _translated(name: str) -> Iterator[None]:
    """Errors of the driver as ours; the original is not chained, as it may hold the statement or the connection."""
    try:
        yield
    except psycopg2.Error as error:
        raise _explained(error, name) from None


def _explained(error: psycopg2.Error, name: str) -> TilebuildError:
    state = error.pgcode
    lost = state is None and isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError)
    if lost or (state is None and "server closed" in str(error)):
        return UnavailableError(f"the connection to database {name} is lost: {_said(error)}")
    if state is not None and state[:2] in _PASSING:
        return UnavailableError(f"database {name} gave up: {_said(error)}")
    return RequestError(f"database {name} cannot answer: {_said(error)}")


def _said(error: psycopg2.Error) -> str:
    """What the server or the driver said, in one line and without its hints."""
    message = error.diag.message_primary or str(error) or type(error).__name__
    return " ".join(message.split()).removesuffix(".")
