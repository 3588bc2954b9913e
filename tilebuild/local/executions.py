"""Starting, stopping and finding executions, with the names and refusals of the Step Functions API."""

import json
import re
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tilebuild.errors import RequestError
from tilebuild.local.asl.execution import Outcome, run_execution
from tilebuild.local.asl.frame import Identity
from tilebuild.local.asl.json_text import Json, exceeds_limit, to_text
from tilebuild.local.asl.services import Services
from tilebuild.local.events import ExecutionFinished, ExecutionStarted
from tilebuild.local.journal import Journal, Record
from tilebuild.local.stopping import Stop
from tilebuild.local.template.views import StateMachine

NAME = re.compile(r"[^\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]{1,80}")
_LOOK_SECONDS = 0.5

NAME_KEPT_SECONDS = 90 * 24 * 3600
"""A name is taken for 90 days after its execution ended."""


class ServiceError(RequestError):
    """What the Step Functions API answers to a call that it refuses; ``code`` is the exception's name."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Execution:
    """A running or ended execution; ``outcome`` is set when it has ended.

    ``here`` tells whether this process runs it; `Executions.wait` waits for either.
    """

    arn: str
    name: str
    machine_arn: str
    input: Json
    started: datetime
    here: bool = True
    stop: Stop = field(default_factory=Stop, repr=False)
    outcome: Outcome | None = None
    abortion: tuple[str | None, str | None] = (None, None)
    failure: BaseException | None = field(default=None, repr=False)
    """A defect of the runner itself, raised by whoever waits."""
    ended: threading.Event = field(default_factory=threading.Event, repr=False)


class Executions:
    """The executions of one home."""

    def __init__(
        self,
        machines: Mapping[str, StateMachine],
        services: Services,
        journal: Journal,
        tell: Callable[[Record], None],
    ) -> None:
        """``tell`` is called with an execution's record when it starts and when it ends."""
        self._machines, self._services, self._journal, self._tell = machines, services, journal, tell
        self._running: dict[str, Execution] = {}
        self._lock = threading.Lock()

    def start(self, machine_arn: str, name: str | None, text: str) -> Execution:
        """Start an execution with JSON text as its input.

        The same name and input while it runs is the same execution; otherwise a name is used once in 90 days.
        """
        machine = self._machine(machine_arn)
        name = str(uuid.uuid4()) if name is None else name
        if not NAME.fullmatch(name):
            raise ServiceError("InvalidName", f"Invalid Name: '{name}'")
        if exceeds_limit(text):
            raise ServiceError("InvalidExecutionInput", "The input is larger than 262144 bytes")
        value = _parse(text)
        arn = f"{machine.arn.replace(':stateMachine:', ':execution:')}:{name}"
        with self._lock:
            record = Record(arn, name, machine.arn, to_text(value), "RUNNING", None, None, None, time.time(), None, 0)
            existing = self._journal.begin(record, time.time() - NAME_KEPT_SECONDS)
            if existing is not None:
                return self._again(existing, record)
            return self._launch(machine, record)

    def _again(self, existing: Record, record: Record) -> Execution:
        if existing.status == "RUNNING" and existing.input == record.input:
            return self._running.get(existing.arn) or _elsewhere(existing)
        raise ServiceError("ExecutionAlreadyExists", f"Execution Already Exists: '{existing.arn}'")

    def resume(self, machine_arn: str, name: str) -> Execution:
        """Begin an execution that did not succeed once more, from its first state, with the same name and input.

        What its children finished is not lost: the plan of every pass owes only what has no result. The history goes
        on, and ``$states.context.Execution.RedriveCount`` counts.
        """
        machine = self._machine(machine_arn)
        arn = f"{machine.arn.replace(':stateMachine:', ':execution:')}:{name}"
        with self._lock:
            record = self._journal.find(arn)
            if record is None:
                raise ServiceError("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'")
            if record.status in ("RUNNING", "SUCCEEDED"):
                message = f"Execution '{arn}' is {record.status} and cannot be resumed"
                raise ServiceError("ExecutionNotRedrivable", message)
            return self._launch(machine, self._journal.redrive(arn, time.time()))

    def _launch(self, machine: StateMachine, record: Record) -> Execution:
        started = datetime.fromtimestamp(record.started, UTC)
        value = json.loads(record.input)
        execution = Execution(record.arn, record.name, machine.arn, value, started)
        self._running[record.arn] = execution
        identity = Identity(
            record.arn, record.name, machine.arn, machine.name, machine.role_arn, value, started, record.redrives
        )
        self._services.listener(ExecutionStarted(record.arn, record.name, value, record.redrives))
        threading.Thread(
            target=self._run, args=(machine, identity, execution), name=f"execution-{record.name}", daemon=True
        ).start()
        return execution

    def _run(self, machine: StateMachine, identity: Identity, execution: Execution) -> None:
        try:
            self._tell_of(execution.arn)
            outcome = run_execution(machine.machine, identity, self._services, execution.stop)
        except BaseException as error:  # raised again by whoever waits
            execution.failure = error
            outcome = Outcome("FAILED", error="States.Runtime", cause=f"The runner failed: {error}")
        try:
            self._finish(execution, outcome)
        except BaseException as error:  # raised again by whoever waits
            execution.failure = execution.failure or error
        finally:
            execution.ended.set()

    def _finish(self, execution: Execution, outcome: Outcome) -> None:
        if outcome.status == "ABORTED":
            error, cause = execution.abortion
            outcome = Outcome("ABORTED", error=error, cause=cause)
        output = to_text(outcome.output) if outcome.status == "SUCCEEDED" else None
        self._journal.end(execution.arn, outcome.status, output, outcome.error, outcome.cause)
        execution.outcome = outcome
        with self._lock:
            self._running.pop(execution.arn, None)
        parts = (outcome.status, outcome.output, outcome.error, outcome.cause)
        self._services.listener(ExecutionFinished(execution.arn, execution.name, *parts))
        self._tell_of(execution.arn)

    def _tell_of(self, arn: str) -> None:
        record = self._journal.find(arn)
        if record is not None:
            self._tell(record)

    def wait(self, execution: Execution) -> Outcome:
        """How the execution ended, when it has; a defect of the runner is raised.

        The wait is in short parts: a signal that comes as it begins is heeded by the main thread when it wakes up.
        """
        while not execution.ended.wait(_LOOK_SECONDS):
            if not execution.here:
                self._look(execution)
        if execution.failure is not None:
            raise execution.failure
        if execution.outcome is None:
            raise RuntimeError(f"{execution.name} ended without an outcome")
        return execution.outcome

    def _look(self, execution: Execution) -> None:
        """See whether an execution that another process runs has ended."""
        self._journal.abort_orphans()
        record = self.describe(execution.arn)
        if record.status != "RUNNING":
            output = None if record.output is None else json.loads(record.output)
            execution.outcome = Outcome(record.status, output, record.error, record.cause)
            execution.ended.set()

    def stop(self, arn: str, error: str | None = None, cause: str | None = None) -> None:
        """Stop an execution: its jobs are terminated, its end is ABORTED."""
        with self._lock:
            execution = self._running.get(arn)
        if execution is None:
            self.describe(arn)
            return
        execution.abortion = (error, cause)
        execution.stop.set()

    def stop_all(self, cause: str) -> None:
        """Stop every execution that runs in this process and wait until each has ended."""
        running = self.running()
        for execution in running:
            self.stop(execution.arn, cause=cause)
        for execution in running:
            execution.ended.wait()

    def running(self) -> list[Execution]:
        """The executions that run in this process."""
        with self._lock:
            return list(self._running.values())

    def describe(self, arn: str) -> Record:
        """An execution as it stands."""
        record = self._journal.find(arn)
        if record is None:
            raise ServiceError("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'")
        return record

    def listed(self, machine_arn: str, status: str | None = None) -> list[Record]:
        """Executions of a machine, the latest first."""
        return self._journal.executions(self._machine(machine_arn).arn, status)

    def _machine(self, arn: str) -> StateMachine:
        machine = self._machines.get(arn)
        if machine is None:
            raise ServiceError("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'")
        return machine


def _parse(text: str) -> Json:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ServiceError("InvalidExecutionInput", f"Invalid State Machine Execution Input: '{error}'") from error


def _elsewhere(record: Record) -> Execution:
    """An execution that another process runs."""
    started = datetime.fromtimestamp(record.started, UTC)
    return Execution(record.arn, record.name, record.machine_arn, json.loads(record.input), started, here=False)
