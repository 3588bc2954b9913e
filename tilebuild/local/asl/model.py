"""A state machine as it is interpreted: definitions checked and expressions compiled, nothing left to be looked up."""

from dataclasses import dataclass, field
from typing import TypeAlias

from tilebuild.local.asl.json_text import Json
from tilebuild.local.asl.payload import Template


@dataclass(frozen=True)
class Assignment:
    """An ``Output`` and ``Assign`` pair, as states, choice rules and catchers have them; None where absent."""

    output: Template | None = None
    assign: Template | None = None


@dataclass(frozen=True)
class Retrier:
    """One rule of a Retry; seconds."""

    errors: tuple[str, ...]
    interval: float = 1
    attempts: int = 3
    backoff: float = 2.0
    max_delay: float | None = None
    full_jitter: bool = False


@dataclass(frozen=True)
class Catcher:
    """One rule of a Catch."""

    errors: tuple[str, ...]
    next: str
    assignment: Assignment


@dataclass(frozen=True)
class State:
    """What every state has; ``next`` is None at an end."""

    name: str
    next: str | None
    assignment: Assignment


@dataclass(frozen=True)
class Pass(State):
    """Hands its input, or its Output, on."""


@dataclass(frozen=True)
class Succeed(State):
    """Ends the machine well."""


@dataclass(frozen=True)
class Fail(State):
    """Ends the machine with an error."""

    error: Template | None
    cause: Template | None


@dataclass(frozen=True)
class Wait(State):
    """Waits some seconds or until a time."""

    seconds: Template | None
    timestamp: Template | None


@dataclass(frozen=True)
class Rule:
    """One rule of a Choice."""

    condition: Template
    next: str
    assignment: Assignment


@dataclass(frozen=True)
class Choice(State):
    """Goes the way of the first rule that holds, else of ``next``, its Default."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Recoverable(State):
    """A state that may fail and be tried again."""

    retriers: tuple[Retrier, ...]
    catchers: tuple[Catcher, ...]


@dataclass(frozen=True)
class Task(Recoverable):
    """Calls a service."""

    resource: str
    arguments: Template | None
    timeout: Template | None


@dataclass(frozen=True)
class Parallel(Recoverable):
    """Runs branches side by side."""

    branches: tuple["Machine", ...]
    arguments: Template | None


@dataclass(frozen=True)
class ItemReader:
    """Where a distributed map's items lie: one S3 object."""

    arguments: Template
    input_type: str
    max_items: Template | None = None
    headers: tuple[str, ...] | None = None
    delimiter: str = ","


@dataclass(frozen=True)
class Map(Recoverable):
    """Runs a machine for each item, in the same execution or in children of their own."""

    processor: "Machine"
    distributed: bool
    items: Template | None
    reader: ItemReader | None
    selector: Template | None
    max_concurrency: Template | None
    tolerated_count: Template | None
    tolerated_percentage: Template | None
    label: str
    result_writer: Template | None


AnyState: TypeAlias = Pass | Succeed | Fail | Wait | Choice | Task | Parallel | Map


@dataclass(frozen=True)
class Machine:
    """States by name, where to start, and how long it may take (seconds)."""

    start: str
    states: dict[str, AnyState] = field(repr=False)
    timeout: float | None = None
    definition: Json = field(default=None, repr=False, compare=False)
