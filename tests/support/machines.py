"""Small state machines run in memory: tasks that are Python functions, objects in a dict, a clock that never waits."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tilebuild.local.asl.execution import Outcome, run_execution
from tilebuild.local.asl.frame import Identity
from tilebuild.local.asl.loading import load_machine
from tilebuild.local.asl.resources import INVOKE
from tilebuild.local.asl.services import Services, TaskCall
from tilebuild.local.events import Event
from tilebuild.local.stopping import Stop

ACCOUNT = "arn:aws:states:us-east-1:000000000000"
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


class StillClock:
    """Time that passes only by sleeping; what was slept is kept."""

    def __init__(self) -> None:
        self.moment = NOON
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float, stop: Stop) -> None:
        if not stop.is_set():
            self.slept.append(seconds)
            self.moment += timedelta(seconds=seconds)

    def jitter(self, seconds: float) -> float:
        return seconds / 2


class Objects(dict[tuple[str, str], bytes]):
    """Objects by bucket and key."""

    def get(self, bucket: str, key: str) -> bytes:  # type: ignore[override]
        return self[bucket, key]

    def put(self, bucket: str, key: str, data: bytes) -> None:
        self[bucket, key] = data


@dataclass
class Recorder:
    """Keeps events and children as they come."""

    events: list[tuple[str, int, str, str | None, str | None]] = field(default_factory=list)
    children: dict[str, dict[str, Any]] = field(default_factory=dict)

    def event(self, execution: str, number: int, kind: str, state: str | None, detail: str | None) -> None:
        self.events.append((execution, number, kind, state, detail))

    def child_started(self, execution: str, map_run: str, index: int, item: str) -> None:
        self.children[execution] = {"map_run": map_run, "index": index, "item": item, "status": "RUNNING"}

    def child_ended(
        self, execution: str, status: str, output: str | None, error: str | None, cause: str | None
    ) -> None:
        self.children[execution] |= {"status": status, "output": output, "error": error, "cause": cause}


@dataclass
class World:
    """Everything around a machine under test; `run` interprets one in it."""

    task: Callable[[Any], Any] = lambda payload: payload
    """What every function returns for its payload; it may raise StatesError."""
    handler: Callable[[TaskCall], Any] | None = None
    objects: Objects = field(default_factory=Objects)
    recorder: Recorder = field(default_factory=Recorder)
    clock: StillClock = field(default_factory=StillClock)
    told: list[Event] = field(default_factory=list)
    stop: Stop = field(default_factory=Stop)
    workers: int = 4

    def run(self, definition: Mapping[str, Any], value: Any = None, name: str = "run-1") -> Outcome:
        machine_arn = f"{ACCOUNT}:stateMachine:Machine"
        arn = f"{ACCOUNT}:execution:Machine:{name}"
        identity = Identity(
            arn, name, machine_arn, "Machine", "arn:aws:iam::0:role/r", {} if value is None else value, NOON
        )
        services = Services(
            {INVOKE: self.handler or self._invoke},
            self.objects,
            self.recorder,
            self.clock,
            self.told.append,
            self.workers,
        )
        return run_execution(load_machine(definition), identity, services, self.stop)

    def _invoke(self, call: TaskCall) -> Any:
        return {"Payload": self.task(call.arguments.get("Payload")), "StatusCode": 200}

    def kinds(self, name: str = "run-1") -> list[str]:
        """The kinds of an execution's events, in order."""
        arn = f"{ACCOUNT}:execution:Machine:{name}"
        return [kind for execution, _, kind, _, _ in self.recorder.events if execution == arn]


def machine(*states: tuple[str, dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A definition of these states, each going on to the next one where it does not say where."""
    names = [name for name, _ in states]
    ways = ("Next", "End", "Choices")
    linked = {}
    for (name, state), after in zip(states, [*names[1:], None], strict=True):
        free = state["Type"] not in ("Succeed", "Fail") and not any(way in state for way in ways)
        way = ({"Next": after} if after else {"End": True}) if free else {}
        linked[name] = {**state, **way}
    return {"QueryLanguage": "JSONata", "StartAt": names[0], "States": linked, **more}


def branch(*states: tuple[str, dict[str, Any]], **more: Any) -> dict[str, Any]:
    """The same without the fields of a whole machine, for a branch or an item processor."""
    return {key: value for key, value in machine(*states, **more).items() if key != "QueryLanguage"}


def task(payload: Any = "{% $states.input %}", **more: Any) -> dict[str, Any]:
    """A Task that calls the world's function and hands on what it returned."""
    arguments = {"FunctionName": "f", "Payload": payload}
    return {
        "Type": "Task",
        "Resource": INVOKE,
        "Arguments": arguments,
        "Output": "{% $states.result.Payload %}",
        **more,
    }


def inline_map(processor: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An inline Map over its input."""
    return {"Type": "Map", "ItemProcessor": processor, **more}


def distributed_map(processor: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A distributed Map over its input."""
    config = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    return {"Type": "Map", "Label": "Items", "ItemProcessor": {**config, **processor}, **more}


class AtOnce:
    """A task that waits until ``number`` of its calls run at the same time, and counts how many ever did."""

    def __init__(self, number: int) -> None:
        self.most = 0
        self._number, self._running = number, 0
        self._lock, self._full = threading.Lock(), threading.Event()

    def __call__(self, payload: Any) -> Any:
        with self._lock:
            self._running += 1
            self.most = max(self.most, self._running)
            if self._running >= self._number:
                self._full.set()
        self._full.wait(10)
        with self._lock:
            self._running -= 1
        return payload
