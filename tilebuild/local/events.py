"""What the runner tells whoever watches: typed events, delivered one after the other, never two at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True)
class ExecutionStarted:
    """An execution began (no child of a map)."""

    arn: str
    name: str
    input: Any
    redrive: int
    """How often the same execution was resumed before."""


@dataclass(frozen=True)
class ExecutionFinished:
    """An execution ended; ``status`` is SUCCEEDED, FAILED, TIMED_OUT or ABORTED."""

    arn: str
    name: str
    status: str
    output: Any
    error: str | None
    cause: str | None


@dataclass(frozen=True)
class StateEntered:
    """An execution (no child) entered a state."""

    execution: str
    state: str
    kind: str
    """The state's Type."""


@dataclass(frozen=True)
class MapRunStarted:
    """A distributed map has read its items."""

    execution: str
    map_run: str
    label: str
    total: int


@dataclass(frozen=True)
class MapRunProgress:
    """How far a distributed map is; sent for each child that starts or ends."""

    execution: str
    map_run: str
    label: str
    total: int
    succeeded: int
    failed: int
    running: int


@dataclass(frozen=True)
class MapRunFinished:
    """A distributed map ended; ``status`` is SUCCEEDED, FAILED or ABORTED."""

    execution: str
    map_run: str
    label: str
    status: str
    succeeded: int
    failed: int


@dataclass(frozen=True)
class JobSubmitted:
    """A Batch job was put into its queue."""

    job: str
    name: str
    queue: str


@dataclass(frozen=True)
class JobStarted:
    """An attempt of a Batch job began."""

    job: str
    name: str
    attempt: int
    log: str
    """Path of the file that takes its stdout and stderr."""


@dataclass(frozen=True)
class JobFinished:
    """A Batch job ended, after all its attempts; ``status`` is SUCCEEDED or FAILED."""

    job: str
    name: str
    status: str
    reason: str
    exit_code: int | None
    attempts: int
    seconds: float
    """Run time of the last attempt."""


@dataclass(frozen=True)
class FunctionInvoked:
    """A function was called."""

    function: str
    request: str


@dataclass(frozen=True)
class FunctionFinished:
    """A function returned, or failed with ``error``."""

    function: str
    request: str
    error: str | None
    seconds: float


@dataclass(frozen=True)
class NotificationPublished:
    """A notification was published; it lies in the file ``path``."""

    topic: str
    subject: str | None
    path: str


Event: TypeAlias = (
    ExecutionStarted
    | ExecutionFinished
    | StateEntered
    | MapRunStarted
    | MapRunProgress
    | MapRunFinished
    | JobSubmitted
    | JobStarted
    | JobFinished
    | FunctionInvoked
    | FunctionFinished
    | NotificationPublished
)
Listener: TypeAlias = Callable[[Event], None]


def ignore(event: Event) -> None:
    """A listener for who does not watch."""
