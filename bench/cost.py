"""Processor time, which hardly depends on what else the machine does: of this process, a server process, a child."""

import os
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

T = TypeVar("T")

ENOUGH, MOST = 2.0, 20
"""Seconds of runs, and runs, after which a short one is known well enough."""

_TICK = 1 / os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """What some work took, in seconds."""

    processor: float
    """Of all processes that took part, as if they had run one after the other on one core."""
    wall: float


def own() -> float:
    """Seconds of processor time of this process."""
    return time.process_time()


def of_process(pid: int) -> float:
    """Seconds of processor time of another process on this machine.

    proc(5): the first field of ``schedstat``, in nanoseconds, where the kernel keeps it; else ``utime`` and ``stime``,
    in ticks of mostly 10 ms.
    """
    precise = Path(f"/proc/{pid}/schedstat")
    if precise.exists():
        return int(precise.read_text().split()[0]) / 1e9
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK


def of_children() -> float:
    """Seconds of processor time of children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def runs_of(repeat: int) -> Iterator[int]:
    """Counts runs: so many, and more of what is short, since the best of a few short ones has some noise in it."""
    began, count = time.perf_counter(), 0
    while count < repeat or (repeat > 1 and count < MOST and time.perf_counter() - began < ENOUGH):
        yield count
        count += 1


def best(repeat: int, work: Callable[[], T], server: int | None = None) -> tuple[Cost, T]:
    """The cheapest of several runs, the server process's part included, and what the last run made."""
    costs = []
    for _ in runs_of(repeat):
        began, before = time.perf_counter(), own() + (of_process(server) if server else 0.0)
        made = work()
        after = own() + (of_process(server) if server else 0.0)
        costs.append(Cost(after - before, time.perf_counter() - began))
    return min(costs), made
