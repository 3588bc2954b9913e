"""Processor time, which hardly depends on what else the machine does: of this process, a server process, a child."""

import os
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

T = TypeVar("T")

ENOUGH = 0.7
"""Seconds of runs after which no further one is made."""

_TICK = 1 / os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """What some work took, in seconds."""

    processor: float
    """Of all processes that took part, as if they had run one after the other on one core."""
    wall: float

    def less(self, other: "Cost") -> "Cost":
        """Without what something else took."""
        return Cost(self.processor - other.processor, self.wall - other.wall)


def total(costs: Iterable[Cost]) -> Cost:
    """What several things took together."""
    processor, wall = zip(*costs, strict=True)
    return Cost(sum(processor), sum(wall))


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


def runs_of(most: int) -> Iterator[int]:
    """Counts runs: one of what is long, more of what is short, since each short one has some noise in it."""
    began = time.perf_counter()
    for count in range(most):
        if count and time.perf_counter() - began > ENOUGH:
            return
        yield count


def best(most: int, work: Callable[[], T], server: int | None = None) -> tuple[Cost, T]:
    """The cheapest of some runs, the server process's part included, and what the last run made."""
    costs = []
    for _ in runs_of(most):
        began, before = time.perf_counter(), own() + (of_process(server) if server else 0.0)
        made = work()
        after = own() + (of_process(server) if server else 0.0)
        costs.append(Cost(after - before, time.perf_counter() - began))
    return min(costs), made


def best_of_each(most: int, works: Iterable[Callable[[], T]], server: int | None = None) -> tuple[Cost, list[T]]:
    """What several things take one after the other, the cheapest run of each, and what they made."""
    costs, made = zip(*(best(most, work, server) for work in works), strict=True)
    return total(costs), list(made)
