"""The files of a private PostgreSQL: what it remembers, where its data may lie, which process holds it, its locks."""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tilebuild.errors import RequestError
from tilebuild.local.postgres_programs import run_as_server, server_user

ELSEWHERE = Path("/var/lib/tilebuild")
"""Where root's data directories go when the user postgres cannot enter the home directory."""

Say = Callable[[str], None]
"""Is told, in a sentence, what a person may want to know."""


@dataclass(frozen=True)
class State:
    """What ``cluster.json`` holds; the file is written last, so a cluster that has one is whole."""

    data: str
    """PostgreSQL's data directory."""
    port: int
    """TCP port on 127.0.0.1."""
    boot: str
    """The kernel's boot id at the last start: another one means that the machine went down in between."""


def read_state(home: Path) -> State | None:
    """What is remembered under the home, None if there is no whole cluster."""
    try:
        return State(**json.loads((home / "cluster.json").read_text()))
    except FileNotFoundError:
        return None


def write_state(home: Path, state: State) -> None:
    """Remember, whole or not at all."""
    making = home / "cluster.json.new"
    making.write_text(json.dumps(asdict(state), indent=2) + "\n")
    making.replace(home / "cluster.json")


def write_private(path: Path, text: str, owner: int = -1) -> None:
    """Write a file that only its owner (a user id; -1: the caller) can read, from its first byte on."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        os.fchown(file.fileno(), owner, -1)


def boot_id() -> str:
    """A text that changes whenever the machine starts anew."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def new_data_directory(home: Path, say: Say) -> Path:
    """An empty data directory that the server's user can reach: in the home if that works, else elsewhere.

    Raises:
        RequestError: no place works.
    """
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    places = (home / "data", ELSEWHERE / digest / "data", Path(tempfile.gettempdir()) / f"tilebuild-{digest}" / "data")
    for place in places:
        if _claim(place):
            if place != places[0]:
                say(f"the user {server_user().pw_name} cannot enter {home}, so its database is in {place}")
            return place
    raise RequestError(f"the user {server_user().pw_name} can enter none of {', '.join(map(str, places))}")


def _claim(place: Path) -> bool:
    """Make the directory anew for the server's user; whether that user can work in it."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():
            shutil.rmtree(place)
        place.mkdir(mode=0o700)
        os.chown(place, server_user().pw_uid, server_user().pw_gid)
    except OSError:
        return False
    reached = run_as_server(["/bin/sh", "-c", 'test -w "$1" && test -x "$1"', "sh", str(place)]).returncode == 0
    if not reached:
        place.rmdir()
    return reached


def server_process(data: Path) -> int | None:
    """The id of the server's process over this data directory; a pid file left by a killed one does not count.

    The process that now has a killed server's id may be anybody's: the server's works in its data directory.
    """
    try:
        process = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return process if _works_in(process, data) else None


def left_behind(data: Path) -> list[int]:
    """The ids of all of PostgreSQL's processes over this data directory."""
    processes = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return [process for process in processes if _works_in(process, data)]


def _works_in(process: int, data: Path) -> bool:
    """Whether the process is PostgreSQL in this data directory; one that is gone or hidden is not."""
    try:
        is_postgres = Path(f"/proc/{process}/comm").read_text().strip() in ("postgres", "postmaster")
        return is_postgres and Path(f"/proc/{process}/cwd").readlink() == data.resolve()
    except OSError:
        return False


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the file's lock alone, waiting for it as long as it takes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Use:
    """A shared lock on a file: many may hold it, and whoever lets go learns whether somebody still does."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> None:
        """Join those who hold it; taking it twice is fine."""
        if self._descriptor is None:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def let_go(self) -> bool:
        """Leave; whether nobody is left. One who never took it only looks."""
        self.take()
        assert self._descriptor is not None
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(self._descriptor)
            self._descriptor = None
