"""osm2pgsql as a process: its arguments, how far it is, what it complains of."""

import os
import re
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from tilebuild.errors import RequestError, UnavailableError
from tilebuild.local.postgres_settings import total_memory
from tilebuild.local.project import project_directory
from tilebuild.rawr.database import Database

TABLES = 6
"""Tables that osm2pgsql finishes one by one after reading: three of ours and three middle tables."""

READ, INDEX = "read extract", "index"
"""The phases that progress is told of, in this order."""

Progress = Callable[[str, float], None]
"""Is told a phase and how much of it is done, from 0 to 1; also from another thread than the caller's."""

_TIME = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\s+")
_FINISHED = re.compile(r"Done postprocessing on table|All postprocessing on table")
_POLL_SECONDS = 0.25


def flex_style() -> Path:
    """The style that makes the tables.

    Raises:
        RequestError: the project's files are not there.
    """
    return project_directory() / "containers" / "import" / "tilebuild.lua"


def find_osm2pgsql() -> str:
    """Its path.

    Raises:
        RequestError: it is not installed.
    """
    found = shutil.which("osm2pgsql")
    if found is None:
        raise RequestError("osm2pgsql is not installed: run apt-get install osm2pgsql")
    return found


def run_osm2pgsql(extract: Path, database: Database, *, log: Path | None, progress: Progress) -> None:
    """Import the extract into the database, which has PostGIS and hstore; existing tables are replaced.

    Raises:
        RequestError: it failed; the sentence has its last error.
        UnavailableError: the database's disk is full.
    """
    command = [find_osm2pgsql(), *_arguments(extract, database)]
    tail: deque[str] = deque(maxlen=200)
    with _log_file(log) as file, _process(command, database) as process, _watched(process, extract, progress) as read:
        assert process.stderr is not None
        finished = 0
        for line in process.stderr:
            file.write(line)
            tail.append(_TIME.sub("", line.strip()))
            if "Reading input files done" in line:
                read.set()
                progress(READ, 1.0)
            if _FINISHED.search(line):
                finished += 1
                progress(INDEX, min(1.0, finished / TABLES))
    if process.returncode != 0:
        raise _failure(extract, tail, process.returncode, log)


def _arguments(extract: Path, database: Database) -> list[str]:
    memory = total_memory() // (4 << 20)
    cache = max(64, min(memory, extract.stat().st_size * 12 >> 20))
    return [
        "--create",
        "--slim",
        "--output=flex",
        f"--style={flex_style()}",
        f"--cache={cache}",
        f"--number-processes={min(4, os.cpu_count() or 1)}",
        "--log-progress=false",
        f"--host={database.hosts[0]}",
        f"--port={database.port}",
        f"--username={database.user}",
        f"--database={database.names[0]}",
        str(extract),
    ]


@contextmanager
def _process(command: list[str], database: Database) -> Iterator["subprocess.Popen[str]"]:
    """The running process, whose end is waited for; it does not outlive an interruption."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    process = subprocess.Popen(  # noqa: S603 - the command is ours, no shell reads it
        command,
        env=environment | {"PGPASSWORD": database.password, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    try:
        yield process
        process.wait()
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@contextmanager
def _watched(process: "subprocess.Popen[str]", extract: Path, progress: Progress) -> Iterator[threading.Event]:
    """Tell how much of the extract the process has read, which it does not say itself, until the event is set."""
    read = threading.Event()

    def watch() -> None:
        while not read.wait(_POLL_SECONDS):
            fraction = _fraction_read(process.pid, extract)
            if fraction is not None:
                progress(READ, fraction)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield read
    finally:
        read.set()
        thread.join()


def _fraction_read(process: int, extract: Path) -> float | None:
    """Where in the file the process stands, from the kernel's word; None when it does not have it open."""
    target, size = str(extract.resolve()), extract.stat().st_size
    with suppress(OSError):  # the process or the descriptor may end while we look
        for descriptor in Path(f"/proc/{process}/fd").iterdir():
            if str(descriptor.readlink()) == target:
                position = Path(f"/proc/{process}/fdinfo/{descriptor.name}").read_text().split(None, 2)[1]
                return int(position) / size
    return None


@contextmanager
def _log_file(log: Path | None) -> Iterator[IO[str]]:
    path = log or Path(os.devnull)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        yield file


def _failure(extract: Path, tail: deque[str], code: int, log: Path | None) -> Exception:
    errors = [line.removeprefix("ERROR: ") for line in tail if line.startswith("ERROR")]
    reason = (errors or [line for line in tail if line] or [f"it ended with code {code} and no word"])[-1]
    if "No space left on device" in reason:
        return UnavailableError(f"the disk of the database is full: {reason}")
    more = f" (all it said is in {log})" if log else ""
    return RequestError(f"osm2pgsql could not import {extract}: {reason}{more}")
