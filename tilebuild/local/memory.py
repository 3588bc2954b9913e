"""How much memory the processes of a session use together, read from /proc."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 1024 * 1024

_SESSION_FIELD = 3
"""Of /proc/<pid>/stat, counted behind the command's closing bracket: state, ppid, pgrp, session."""


def session_memory(sessions: Iterable[int], proc: Path = Path("/proc")) -> dict[int, int]:
    """Bytes per session: each process's own resident pages, and the largest of their shared ones once.

    Pages that processes of a job share count once, roughly as a container's memory limit counts them.
    """
    own: dict[int, int] = dict.fromkeys(sessions, 0)
    shared: dict[int, int] = dict.fromkeys(own, 0)
    for directory in proc.iterdir():
        if not directory.name.isdigit():
            continue
        with suppress(OSError, ValueError, IndexError):  # the process has just ended
            session = int((directory / "stat").read_text().rpartition(")")[2].split()[_SESSION_FIELD])
            if session in own:
                _, resident, common, *_ = map(int, (directory / "statm").read_text().split())
                own[session] += (resident - common) * PAGE
                shared[session] = max(shared[session], common * PAGE)
    return {session: own[session] + shared[session] for session in own}


def machine_memory(meminfo: Path = Path("/proc/meminfo")) -> int:
    """Memory of this machine in MiB."""
    fields = dict(line.split(":", 1) for line in meminfo.read_text().splitlines())
    return int(fields["MemTotal"].split()[0]) // 1024
