"""A private PostgreSQL with PostGIS under the home directory: made on demand, started by whoever needs it.

The last command that uses the server stops it. Each user holds a shared lock on ``in-use`` (which the kernel drops
even for a killed process), so "the last" needs no counting::

    <home>/cluster.json   where the data directory and the port are
    <home>/password       of the only user, readable by the owner alone
    <home>/in-use         lock: shared by every command that needs the server
    <home>/changing       lock: held while the server is made, started or stopped
    <home>/data           PostgreSQL's data directory, unless its user cannot get there
"""

import re
import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg2
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
from tilebuild.local.postgres_settings import postgresql_conf, total_memory
from tilebuild.rawr.database import Database

HOST = "127.0.0.1"
USER = "tilebuild"
START_SECONDS = 600
"""How long a start may take: after a kill, PostgreSQL first replays what it had logged."""
START_ATTEMPTS = 20
"""How often a start is tried while a killed server's processes end, or the port was taken at the last moment."""


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
                write_state(self.home, _launch(programs, state))
            self._use.take()

    def stop(self) -> None:
        """Stop the server unless another command still uses it; stopping a stopped one is fine."""
        if read_state(self.home) is None:
            return
        with locked(self.home / "changing"):
            if self._use.let_go() and self.running():
                _halt(find_programs(_version(self.data)), self.data)

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
            shutil.rmtree(state.data)
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
            return find_programs(_version(Path(state.data))), state
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
        _initdb(programs, data, password)
        state = _launch(programs, State(str(data), _free_port(), boot_id()))
        try:
            template = Database((HOST,), state.port, ("template1",), USER, password)
            with connection(template) as opened, opened.cursor() as cursor:
                cursor.execute("CREATE EXTENSION postgis; CREATE EXTENSION hstore")
        finally:
            _halt(programs, data)
        write_state(self.home, state)
        return state

    def _halt_half_made(self, programs: Programs) -> None:
        """End the server of a making that was killed: its data directory is about to be removed."""
        if server_process(self.home / "data") is not None:
            _halt(programs, self.home / "data")


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
        raise UnavailableError(f"cannot connect to the database {where}: {_last_line(str(error))}") from None
    opened.autocommit = True
    try:
        yield opened
    finally:
        opened.close()


def _refuse_foreign(data: Path) -> None:
    owner, user = data.stat().st_uid, server_user()
    if owner != user.pw_uid:
        raise RequestError(
            f"the database in {data} belongs to the user with id {owner}, but PostgreSQL would now run as "
            f"{user.pw_name}: run as the user who made it, or choose another home"
        )


def _version(data: Path) -> int:
    """The major version that made the data directory."""
    return int((data / "PG_VERSION").read_text())


def _initdb(programs: Programs, data: Path, password: str) -> None:
    pwfile = data.with_name("initdb.password")
    write_private(pwfile, password, server_user().pw_uid)
    options = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync")
    try:
        done = programs.run("initdb", f"--pgdata={data}", f"--username={USER}", f"--pwfile={pwfile}", *options)
    finally:
        pwfile.unlink()
    if done.returncode != 0:
        raise RequestError(f"initdb could not make a database in {data}: {_last_line(done.stderr or done.stdout)}")


def _launch(programs: Programs, state: State) -> State:
    """Start the server; the state returned has the port that it got and today's boot.

    Raises:
        RequestError: it does not start; the sentence has the last line of its log.
    """
    data = Path(state.data)
    _forget_killed_process(data)
    for _ in range(START_ATTEMPTS):
        state = replace(state, port=state.port if _is_free(state.port) else _free_port(), boot=boot_id())
        complaint = _try_launch(programs, data, state.port)
        if complaint is None:
            return state
        if not re.search(r"pre-existing shared memory|could not create any TCP/IP sockets|lock file", complaint):
            break
        time.sleep(0.5)
    raise RequestError(f"PostgreSQL did not start: {complaint}")


def _try_launch(programs: Programs, data: Path, port: int) -> str | None:
    """Start once; None, or the last line that matters of what the server wrote."""
    log = data / "server.log"
    log.unlink(missing_ok=True)
    (data / "postgresql.conf").write_text(postgresql_conf(port, total_memory()))
    done = programs.run("pg_ctl", "start", "--wait", f"--timeout={START_SECONDS}", f"--pgdata={data}", f"--log={log}")
    if done.returncode == 0:
        return None
    lines = log.read_text().splitlines() if log.exists() else []
    fatal = [line for line in lines if "FATAL" in line]
    return _last_line("\n".join(fatal or lines) or done.stderr)


def _forget_killed_process(data: Path) -> None:
    """Remove the pid file of a killed server, whose process id somebody else may have by now.

    PostgreSQL would take that process for a running server. Its check for what the killed server left running
    does not depend on the file.
    """
    (data / "postmaster.pid").unlink(missing_ok=True)


def _halt(programs: Programs, data: Path) -> None:
    done = programs.run("pg_ctl", "stop", "--wait", "--mode=fast", f"--timeout={START_SECONDS}", f"--pgdata={data}")
    if done.returncode != 0 and server_process(data) is not None:
        raise UnavailableError(f"PostgreSQL in {data} did not stop: {_last_line(done.stderr)}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"
