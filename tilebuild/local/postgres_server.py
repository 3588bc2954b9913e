"""PostgreSQL's server process over a data directory: made, launched, halted."""

import os
import re
import signal
import socket
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from tilebuild.errors import RequestError, UnavailableError
from tilebuild.local.postgres_files import State, boot_id, left_behind, server_process, write_private
from tilebuild.local.postgres_programs import Programs, server_user
from tilebuild.local.postgres_settings import postgresql_conf, total_memory

HOST = "127.0.0.1"
USER = "tilebuild"
START_SECONDS = 600
"""How long a start may take: after a kill, PostgreSQL first replays what it had logged."""
START_ATTEMPTS = 20
"""How often a start is tried while a killed server's processes end, or the port was taken at the last moment."""


def data_version(data: Path) -> int:
    """The major version that made the data directory."""
    return int((data / "PG_VERSION").read_text())


def initdb(programs: Programs, data: Path, password: str) -> None:
    """Fill the empty data directory; the only user is :data:`USER`, who needs the password.

    Raises:
        RequestError: initdb failed; the sentence has its last complaint.
    """
    pwfile = data.with_name("initdb.password")
    write_private(pwfile, password, server_user().pw_uid)
    options = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync")
    try:
        done = programs.run("initdb", f"--pgdata={data}", f"--username={USER}", f"--pwfile={pwfile}", *options)
    finally:
        pwfile.unlink()
    if done.returncode != 0:
        raise RequestError(f"initdb could not make a database in {data}: {last_line(done.stderr or done.stdout)}")


def launch(programs: Programs, state: State) -> State:
    """Start the server; the state returned has the port that it got and today's boot.

    Raises:
        RequestError: it does not start; the sentence has the last line of its log.
    """
    data = Path(state.data)
    _clear_up_after_kill(data)
    for _ in range(START_ATTEMPTS):
        state = replace(state, port=state.port if _is_free(state.port) else free_port(), boot=boot_id())
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
    return last_line("\n".join(fatal or lines) or done.stderr)


def _clear_up_after_kill(data: Path) -> None:
    """End what a killed server left running, and remove its pid file.

    A process in the middle of a query does not notice, and PostgreSQL does not start beside it. The id in the pid
    file may be somebody else's by now, whom PostgreSQL would take for a running server.
    """
    for process in left_behind(data):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    (data / "postmaster.pid").unlink(missing_ok=True)


def halt(programs: Programs, data: Path) -> None:
    """Stop the server and wait for its end; open connections are cut.

    Raises:
        UnavailableError: it does not stop.
    """
    done = programs.run("pg_ctl", "stop", "--wait", "--mode=fast", f"--timeout={START_SECONDS}", f"--pgdata={data}")
    if done.returncode != 0 and server_process(data) is not None:
        raise UnavailableError(f"PostgreSQL in {data} did not stop: {last_line(done.stderr)}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def last_line(text: str) -> str:
    """The last line with something on it: what a program says before it gives up."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"
