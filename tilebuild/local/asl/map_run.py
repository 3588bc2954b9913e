"""A map run's children and counts, and telling about them."""

import threading
import uuid
from typing import TYPE_CHECKING

from tilebuild.local.events import MapRunFinished, MapRunProgress, MapRunStarted

if TYPE_CHECKING:
    from tilebuild.local.asl.child import Child
    from tilebuild.local.asl.frame import Frame


class MapRun:
    """One run of a distributed map; threads share it."""

    def __init__(self, frame: "Frame", label: str, total: int) -> None:
        """A run over ``total`` items, none begun."""
        machine = frame.identity.machine_arn
        self.frame, self.label, self.total = frame, label, total
        self.id = str(uuid.uuid4())
        self.arn = f"{machine.replace(':stateMachine:', ':mapRun:')}/{label}:{self.id}"
        self.machine_arn = f"{machine}/{label}"
        self.children: list[Child | None] = [None] * total
        self.succeeded = self.failed = self.running = 0
        self._prefix = f"{machine.replace(':stateMachine:', ':execution:')}/{label}:"
        self._lock = threading.Lock()
        frame.services.listener(MapRunStarted(frame.identity.arn, self.arn, label, total))

    def child_arn(self) -> str:
        """The ARN of a new child."""
        return self._prefix + str(uuid.uuid4())

    def started(self, child: "Child") -> None:
        """A child begins."""
        with self._lock:
            self.children[child.index] = child
            self.running += 1
        self._tell()

    def ended(self, child: "Child") -> None:
        """A child has ended."""
        with self._lock:
            self.running -= 1
            self.succeeded += child.status == "SUCCEEDED"
            self.failed += child.status == "FAILED"
        self._tell()

    def finished(self, status: str) -> None:
        """The run has ended."""
        event = MapRunFinished(self.frame.identity.arn, self.arn, self.label, status, self.succeeded, self.failed)
        self.frame.services.listener(event)

    def _tell(self) -> None:
        place = (self.frame.identity.arn, self.arn, self.label)
        self.frame.services.listener(MapRunProgress(*place, self.total, self.succeeded, self.failed, self.running))
