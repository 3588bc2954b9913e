"""A private PostgreSQL with PostGIS under the home directory: made on demand, started by whoever needs it.

The last command that uses the server stops it. Each user holds a shared lock on ``in-use`` (which the kernel drops
even for a killed process), so "the last" needs no counting::

    <home>/cluster.json   where the data directory and the port are
    <home>/password       of the only user, readable by the owner alone
    <home>/in-use         lock: shared by every command that needs the server
    <home>/changing       lock: held while the server is made, started or stopped
    <home>/data           PostgreSQL's data directory, unless its user cannot get there
"""

import getpass
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg2
import psycopg2.extensions
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class with a lower-case name

from tilebuild.errors import RequestError, UnavailableError
from tilebuild.local.postgres_files import (
    Say,
    State,
    Use,
    boot_id,
    locked,
    new_data_directory,
    read_state,
    server_process,
    write_private,
    write_state,
)
from tilebuild.local.postgres_programs import Programs, find_programs, server_user
from tilebuild.local.postgres_server import HOST, USER, data_version, free_port, halt, initdb, last_line, launch
from tilebuild.rawr.database import Database


def _say_nothing(_: str) -> None:
    """What a cluster does with its notices by default."""


class Cluster:
    """A private server; as a context manager it runs inside the ``with`` block.

    >>> with Cluster(Path(".tilebuild/postgres")) as cluster:  # doctest: +SKIP
    ...     database = cluster.create_database("monaco")
    """

    def __init__(self, home: Path, *, say: Say = _say_nothing) -> None:
        """``home`` is made if absent; ``say`` is told, in sentences, what a person may want to know."""
        self.home = home.absolute()
        self._say = say
        self._use = Use(self.home / "in-use")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def ensure(self) -> None:
        """Make the cluster if there is none; afterwards the server need not run.

        Raises:
            RequestError: a package is missing, or the cluster belongs to another user or version.
        """
        with locked(self.home / "changing"):
            self._ensure()

    def start(self) -> None:
        """Run the server, or use the one that runs; returns when it answers.

        Raises:
            RequestError: as :meth:`ensure`, or the server does not start; the sentence has its last complaint.
        """
        with locked(self.home / "changing"):
            programs, state = self._ensure()
            if not self.running():
                write_state(self.home, launch(programs, state))
            self._use.take()

    def stop(self) -> None:
        """Stop the server unless another command still uses it; stopping a stopped one is fine."""
        if read_state(self.home) is None:
            return
        with locked(self.home / "changing"):
            if self._use.let_go() and self.running():
                halt(find_programs(data_version(self.data)), self.data)

    def destroy(self) -> None:
        """Stop the server and remove every file of the cluster, also those outside the home directory.

        Raises:
            RequestError: another command still uses it.
        """
        self.stop()
        state = read_state(self.home)
        if state is not None:
            if self.running():
                raise RequestError(f"the database in {self.home} is in use by another command: end that first")
            data = Path(state.data)
            shutil.rmtree(data if data.parent == self.home else data.parent)
        shutil.rmtree(self.home)

    def running(self) -> bool:
        """Whether the server's process is there."""
        return server_process(self.data) is not None

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return Path(self._state.data)

    @property
    def port(self) -> int:
        """The TCP port on 127.0.0.1; it may differ after the next start."""
        return self._state.port

    @property
    def _state(self) -> State:
        state = read_state(self.home)
        if state is None:
            raise RequestError(f"there is no database in {self.home}: import an extract first")
        return state

    def database(self, name: str) -> Database:
        """How to connect to the database of that name."""
        return Database((HOST,), self.port, (name,), USER, (self.home / "password").read_text())

    def databases(self) -> set[str]:
        """The names of all databases, templates left out."""
        with connection(self.database("postgres")) as opened, opened.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")
            return {name for (name,) in cursor}

    def create_database(self, name: str) -> Database:
        """A new database with PostGIS and hstore, which its template has."""
        with connection(self.database("postgres")) as opened, opened.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.database(name)

    def drop_database(self, name: str) -> None:
        """Remove a database and end its connections; an absent one is fine."""
        with connection(self.database("postgres")) as opened, opened.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _ensure(self) -> tuple[Programs, State]:
        state = read_state(self.home)
        if state is not None and self._usable(state):
            return find_programs(data_version(Path(state.data))), state
        programs = find_programs()
        return programs, self._make(programs)

    def _usable(self, state: State) -> bool:
        """Whether the data are there and no crash of the machine may have torn them (``fsync`` is off)."""
        data = Path(state.data)
        if not data.exists():
            return False
        _refuse_foreign(data)
        torn = (data / "postmaster.pid").exists() and state.boot != boot_id()
        if torn:
            self._say(f"the machine went down while the database in {data} was running: it is made anew")
        return not torn and (data / "PG_VERSION").exists()

    def _make(self, programs: Programs) -> State:
        """Make the cluster and its template; ``cluster.json`` comes last, so a half-made one is made again."""
        (self.home / "cluster.json").unlink(missing_ok=True)
        self._halt_half_made(programs)
        data = new_data_directory(self.home, self._say)
        password = secrets.token_urlsafe(24)
        write_private(self.home / "password", password)
        initdb(programs, data, password)
        state = launch(programs, State(str(data), free_port(), boot_id()))
        try:
            template = Database((HOST,), state.port, ("template1",), USER, password)
            with connection(template) as opened, opened.cursor() as cursor:
                cursor.execute("CREATE EXTENSION postgis; CREATE EXTENSION hstore")
        finally:
            halt(programs, data)
        write_state(self.home, state)
        return state

    def _halt_half_made(self, programs: Programs) -> None:
        """End the server of a making that was killed: its data directory is about to be removed."""
        if server_process(self.home / "data") is not None:
            halt(programs, self.home / "data")


@contextmanager
def connection(database: Database) -> Iterator[Connection]:
    """A connection to the first host and name, in autocommit mode, closed at the end.

    Raises:
        UnavailableError: the server does not let us in.
    """
    try:
        opened = psycopg2.connect(
            host=database.hosts[0],
            port=database.port,
            dbname=database.names[0],
            user=database.user,
            password=database.password or None,
            connect_timeout=database.connect_timeout,
            application_name=database.application_name,
        )
    except psycopg2.OperationalError as error:
        where = f"{database.names[0]} at {database.hosts[0]}:{database.port} as {database.user}"
        raise UnavailableError(f"cannot connect to the database {where}: {last_line(str(error))}") from None
    opened.autocommit = True
    try:
        yield opened
    finally:
        opened.close()


def parse_dsn(dsn: str) -> Database:
    """A database of the user's: ``postgresql://user:password@host:port/name`` or ``host=… dbname=…``.

    Raises:
        RequestError: the text is neither, or names no database.
    """
    try:
        fields = psycopg2.extensions.parse_dsn(dsn)
    except psycopg2.ProgrammingError as error:
        # The text itself may hold a password: only what libpq says of it is repeated.
        raise RequestError(f"the database's DSN cannot be read: {last_line(str(error))}") from None
    if "dbname" not in fields:
        raise RequestError("the database's DSN names no database: add dbname=NAME, or /NAME to a URL")
    return Database(
        hosts=tuple(fields.get("host", "localhost").split(",")),
        port=int(fields.get("port", "5432")),
        names=(fields["dbname"],),
        user=fields.get("user", getpass.getuser()),
        password=fields.get("password", ""),
    )


def _refuse_foreign(data: Path) -> None:
    owner, user = data.stat().st_uid, server_user()
    if owner != user.pw_uid:
        raise RequestError(
            f"the database in {data} belongs to the user with id {owner}, but PostgreSQL would now run as "
            f"{user.pw_name}: run as the user who made it, or choose another home"
        )
