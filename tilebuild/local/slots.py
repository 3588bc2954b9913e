"""The machine's vCPUs and memory, given to jobs by queue priority and then in order."""

import heapq
import itertools
import threading

from tilebuild.local.asl.errors import Aborted
from tilebuild.local.stopping import Stop


class _Waiting:
    """A job that waits for its share."""

    def __init__(self, vcpus: float, memory: int) -> None:
        self.vcpus, self.memory = vcpus, memory
        self.ready = threading.Event()
        self.granted = self.cancelled = False


class Slots:
    """vCPUs and MiB; a job that asks for more than there is gets all, and so runs alone."""

    def __init__(self, vcpus: float, memory: int) -> None:
        """All free."""
        self.vcpus, self.memory = vcpus, memory
        self._free_vcpus, self._free_memory = vcpus, memory
        self._queue: list[tuple[int, int, _Waiting]] = []
        self._serial = itertools.count()
        self._lock = threading.Lock()

    def acquire(self, vcpus: float, memory: int, priority: int, stop: Stop, timeout: float | None = None) -> "Share":
        """Wait for a share; Aborted at the stop, TimeoutError after ``timeout`` seconds."""
        waiting = _Waiting(min(vcpus, self.vcpus), min(memory, self.memory))
        with self._lock:
            heapq.heappush(self._queue, (-priority, next(self._serial), waiting))
            self._grant()
        stop.call(waiting.ready.set)
        try:
            in_time = waiting.ready.wait(timeout)
        finally:
            stop.forget(waiting.ready.set)
        if waiting.granted and not stop.is_set():
            return Share(self, waiting.vcpus, waiting.memory)
        self._cancel(waiting)
        raise Aborted if in_time else TimeoutError

    def release(self, vcpus: float, memory: int) -> None:
        """Give a share back."""
        with self._lock:
            self._free_vcpus += vcpus
            self._free_memory += memory
            self._grant()

    def _cancel(self, waiting: _Waiting) -> None:
        with self._lock:
            waiting.cancelled = True
            if waiting.granted:
                self._free_vcpus += waiting.vcpus
                self._free_memory += waiting.memory
            self._grant()

    def _grant(self) -> None:
        """Let the first in the queue go, and the next, as long as they fit; nobody overtakes."""
        while self._queue:
            waiting = self._queue[0][2]
            if not waiting.cancelled:
                if waiting.vcpus > self._free_vcpus or waiting.memory > self._free_memory:
                    return
                self._free_vcpus -= waiting.vcpus
                self._free_memory -= waiting.memory
                waiting.granted = True
                waiting.ready.set()
            heapq.heappop(self._queue)


class Share:
    """What a running job holds; a context manager that gives it back."""

    def __init__(self, slots: Slots, vcpus: float, memory: int) -> None:
        """So much of ``slots``."""
        self._slots, self._vcpus, self._memory = slots, vcpus, memory

    def __enter__(self) -> "Share":
        """Hold it."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Give it back."""
        self._slots.release(self._vcpus, self._memory)
