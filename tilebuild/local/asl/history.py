"""An execution's history: every event counted as Step Functions counts them, at most 25,000."""

import threading
from typing import Protocol

from tilebuild.local.asl.errors import StatesError

EVENT_LIMIT = 25_000


class Recorder(Protocol):
    """Where executions and their events are kept."""

    def event(self, execution: str, number: int, kind: str, state: str | None, detail: str | None) -> None:
        """One event of an execution; ``detail`` is JSON text."""

    def child_started(self, execution: str, map_run: str, index: int, item: str) -> None:
        """A map run's child began with this item (JSON text)."""

    def child_ended(
        self, execution: str, status: str, output: str | None, error: str | None, cause: str | None
    ) -> None:
        """A map run's child ended."""


class History:
    """The events of one execution; branches of the same execution share it."""

    def __init__(self, execution: str, recorder: Recorder) -> None:
        """An empty history."""
        self._execution, self._recorder = execution, recorder
        self._count = 0
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """How many events there are."""
        return self._count

    def add(self, kind: str, state: str | None = None, detail: str | None = None) -> None:
        """One more event; States.Runtime where the execution would have more than it may."""
        with self._lock:
            if self._count >= EVENT_LIMIT:
                raise StatesError(
                    "States.Runtime", f"The execution reached the maximum number of history events ({EVENT_LIMIT})."
                )
            self._count += 1
            number = self._count
        self._recorder.event(self._execution, number, kind, state, detail)

    def close(self, kind: str, detail: str | None = None) -> None:
        """The last event, which always fits."""
        with self._lock:
            self._count += 1
        self._recorder.event(self._execution, self._count, kind, None, detail)
