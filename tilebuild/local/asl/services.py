"""What a running machine needs from outside: tasks, objects, time, a place to record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tilebuild.local.asl.history import Recorder
from tilebuild.local.asl.json_text import Json
from tilebuild.local.clock import Clock, SystemClock
from tilebuild.local.events import Listener, ignore
from tilebuild.local.stopping import Stop


class Objects(Protocol):
    """The object store, as readers and writers of maps need it."""

    def get(self, bucket: str, key: str) -> bytes:
        """An object's bytes; KeyError or OSError if it is not there."""

    def put(self, bucket: str, key: str, data: bytes) -> None:
        """Write an object, whole or not at all."""


@dataclass(frozen=True)
class TaskCall:
    """One call of a service by a Task state."""

    resource: str
    arguments: Json
    timeout: float | None
    """Seconds; a call that takes longer ends with States.Timeout."""
    stop: Stop
    submitted: Callable[[str], None]
    """To be told the job's id when a ``.sync`` call has submitted it."""


TaskHandler = Callable[[TaskCall], Json]
"""Makes the call and returns the service's answer; StatesError where it fails, Aborted where it was stopped."""


@dataclass(frozen=True)
class Services:
    """Everything that an interpreter reaches for outside of the definition."""

    tasks: Mapping[str, TaskHandler]
    objects: Objects
    recorder: Recorder
    clock: Clock = field(default_factory=SystemClock)
    listener: Listener = ignore
    workers: int = 16
    """How many children of one map run this machine interprets at once, however many its MaxConcurrency allows."""
