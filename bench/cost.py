"""Processor time, which does not depend on what else the machine does: of this process, a server process, a child."""

import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

TICK = 1 / os.sysconf("SC_CLK_TCK")


def own() -> float:
    """Seconds of processor time of this process."""
    return time.process_time()


def of_process(pid: int) -> float:
    """Seconds of processor time of another process on this machine (proc(5): utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK


def of_children() -> float:
    """Seconds of processor time of children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def best(repeat: int, work: Callable[[], T], server: int | None = None) -> tuple[float, T]:
    """The least processor time of several runs, with that of the server process, and what the last run made."""
    costs = []
    for _ in range(repeat):
        before = own() + (of_process(server) if server else 0.0)
        made = work()
        costs.append(own() + (of_process(server) if server else 0.0) - before)
    return min(costs), made
