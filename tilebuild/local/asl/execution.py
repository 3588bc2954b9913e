"""A whole execution: from its input to how it ended."""

import threading
from dataclasses import dataclass

from tilebuild.local.asl.errors import Aborted, StatesError
from tilebuild.local.asl.frame import Frame, Identity
from tilebuild.local.asl.history import History
from tilebuild.local.asl.interpreter import run_machine
from tilebuild.local.asl.json_text import Json, to_text
from tilebuild.local.asl.model import Machine
from tilebuild.local.asl.services import Services
from tilebuild.local.asl.transition import checked_text
from tilebuild.local.asl.variables import Variables
from tilebuild.local.stopping import Stop


@dataclass(frozen=True)
class Outcome:
    """How an execution ended: SUCCEEDED with an output; FAILED, TIMED_OUT or ABORTED, mostly with error and cause."""

    status: str
    output: Json = None
    error: str | None = None
    cause: str | None = None


def run_execution(machine: Machine, identity: Identity, services: Services, stop: Stop) -> Outcome:
    """Interpret ``machine`` for ``identity.input`` until it ends or ``stop`` is set."""
    history = History(identity.arn, services.recorder)
    frame = Frame(services, identity, history, Variables(), stop, identity.context)
    deadline = _Deadline(machine.timeout, stop)
    try:
        outcome = _run(machine, frame)
    finally:
        deadline.cancel()
    if outcome.status == "ABORTED" and deadline.passed:
        outcome = Outcome("TIMED_OUT", error="States.Timeout")
    detail = (
        {"output": outcome.output}
        if outcome.status == "SUCCEEDED"
        else {"error": outcome.error, "cause": outcome.cause}
    )
    history.close(_CLOSING[outcome.status], to_text(detail))
    return outcome


_CLOSING = {
    "SUCCEEDED": "ExecutionSucceeded",
    "FAILED": "ExecutionFailed",
    "TIMED_OUT": "ExecutionTimedOut",
    "ABORTED": "ExecutionAborted",
}


def _run(machine: Machine, frame: Frame) -> Outcome:
    value = frame.identity.input
    try:
        frame.history.add("ExecutionStarted", detail=checked_text(value, machine.start))
        return Outcome("SUCCEEDED", run_machine(machine, value, frame))
    except StatesError as error:
        return Outcome("FAILED", error=error.error, cause=error.cause)
    except Aborted:
        return Outcome("ABORTED")


class _Deadline:
    """Sets the stop when the machine's TimeoutSeconds are over."""

    def __init__(self, seconds: float | None, stop: Stop) -> None:
        self.passed = False
        self._stop = stop
        self._timer = threading.Timer(seconds, self._pass) if seconds is not None else None
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()

    def _pass(self) -> None:
        self.passed = not self._stop.is_set()
        self._stop.set()

    def cancel(self) -> None:
        """No timeout any more."""
        if self._timer is not None:
            self._timer.cancel()
