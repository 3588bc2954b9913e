"""Child processes under watch: memory, time and stop, each ending the whole session that the process leads."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from tilebuild.local.memory import MIB, session_memory
from tilebuild.local.stopping import Stop

POLL_SECONDS = 0.25


class Ending(StrEnum):
    """Why a process ended that did not end by itself."""

    MEMORY = "memory"
    TIMEOUT = "timeout"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Command:
    """A module to run as ``python -m``; memory in MiB, time in seconds, None for no limit."""

    module: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    directory: Path
    memory: int | None = None
    timeout: float | None = None
    stdin: bytes | None = None
    pass_fds: tuple[int, ...] = ()


@dataclass(frozen=True)
class Ended:
    """How a process ended; a signal's exit code is 128 and its number, as a shell and Docker tell it."""

    exit_code: int
    ending: Ending | None
    seconds: float
    peak: int
    """The most memory that was seen, in MiB."""


class _Watched:
    """A running process and its limits."""

    def __init__(self, process: subprocess.Popen[bytes], command: Command, grace: float) -> None:
        self.process, self.command, self._grace = process, command, grace
        self.started = time.monotonic()
        self.peak = 0
        self.ending: Ending | None = None
        self._kill_at: float | None = None
        self._lock = threading.Lock()

    def end(self, ending: Ending) -> None:
        """Ask the session to end (SIGTERM), and soon make it; out of memory, at once."""
        with self._lock:
            if self.ending is not None:
                return
            self.ending = ending
            self._kill_at = time.monotonic() + (0 if ending is Ending.MEMORY else self._grace)
        self.signal(signal.SIGKILL if ending is Ending.MEMORY else signal.SIGTERM)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to every process of the session."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    def check(self, used: int) -> None:
        """Look at memory (bytes) and time."""
        now = time.monotonic()
        self.peak = max(self.peak, used // MIB)
        if self._kill_at is not None and now >= self._kill_at:
            self.signal(signal.SIGKILL)
        elif self.command.memory is not None and used > self.command.memory * MIB:
            self.end(Ending.MEMORY)
        elif self.command.timeout is not None and now - self.started > self.command.timeout:
            self.end(Ending.TIMEOUT)


class Supervisor:
    """Runs processes and watches over them from one thread."""

    def __init__(self, grace: float = 10.0) -> None:
        """``grace``: seconds between SIGTERM and SIGKILL."""
        self._grace = grace
        self._watched: dict[int, _Watched] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._watch, name="processes", daemon=True)
        self._thread.start()

    def run(self, command: Command, output: IO[bytes], stop: Stop) -> Ended:
        """Run a process until it ends, by itself, a limit or the stop; ``output`` takes its stdout and stderr."""
        process = subprocess.Popen(  # noqa: S603 - the arguments are ours
            [sys.executable, "-m", "tilebuild.local.spawn", str(os.getpid()), command.module, *command.arguments],
            env=dict(command.environment),
            cwd=command.directory,
            stdin=subprocess.DEVNULL if command.stdin is None else subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=command.pass_fds,
        )
        watched = _Watched(process, command, self._grace)
        return self._attend(watched, stop)

    def _attend(self, watched: _Watched, stop: Stop) -> Ended:
        def end() -> None:
            watched.end(Ending.STOPPED)

        process = watched.process
        with self._lock:
            self._watched[process.pid] = watched
        self._wake.set()
        stop.call(end)
        try:
            process.communicate(watched.command.stdin)
        finally:
            stop.forget(end)
            with self._lock:
                del self._watched[process.pid]
            watched.signal(signal.SIGKILL)  # what the process left behind
        code = process.returncode if process.returncode >= 0 else 128 - process.returncode
        return Ended(code, watched.ending, time.monotonic() - watched.started, watched.peak)

    def _watch(self) -> None:
        while not self._closed:
            self._wake.wait()
            time.sleep(POLL_SECONDS)
            with self._lock:
                watched = dict(self._watched)
                if not watched and not self._closed:
                    self._wake.clear()
            used = session_memory(watched) if watched else {}
            for pid, process in watched.items():
                process.check(used[pid])

    def close(self) -> None:
        """End every process and the watch."""
        with self._lock:
            watched = list(self._watched.values())
        for process in watched:
            process.end(Ending.STOPPED)
        for process in watched:
            with suppress(subprocess.TimeoutExpired):
                process.process.wait(self._grace + 1)
        self._closed = True
        self._wake.set()
