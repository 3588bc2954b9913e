"""A child execution of a distributed map: a standard execution of its own, with its own history and variables."""

from dataclasses import dataclass
from datetime import datetime

from tilebuild.local.asl.errors import Aborted, StatesError
from tilebuild.local.asl.frame import Frame, Identity
from tilebuild.local.asl.history import History
from tilebuild.local.asl.json_text import Json, to_text
from tilebuild.local.asl.map_run import MapRun
from tilebuild.local.asl.model import Map
from tilebuild.local.asl.parallel_state import RunMachine
from tilebuild.local.asl.variables import Variables
from tilebuild.local.stopping import Stop


@dataclass
class Child:
    """What is known of a child; ``input`` is JSON text, ``status`` as in DescribeExecution."""

    arn: str
    index: int
    input: str
    machine_arn: str = ""
    status: str = "RUNNING"
    output: Json = None
    error: str | None = None
    cause: str | None = None
    started: datetime | None = None
    stopped: datetime | None = None

    @property
    def name(self) -> str:
        """The last part of its ARN."""
        return self.arn.rsplit(":", 1)[-1]


def run_child(child: Child, value: Json, state: Map, run: MapRun, stop: Stop, run_machine: RunMachine) -> None:
    """Run the map's machine for one item; how it ended is written into ``child``."""
    services, parent = run.frame.services, run.frame.identity
    child.machine_arn, child.started = run.machine_arn, services.clock.now()
    services.recorder.child_started(child.arn, run.arn, child.index, child.input)
    identity = Identity(
        child.arn,
        child.name,
        run.machine_arn,
        f"{parent.machine_name}/{run.label}",
        parent.role_arn,
        value,
        child.started,
    )
    history = History(child.arn, services.recorder)
    frame = Frame(services, identity, history, Variables(), stop, identity.context, child=True)
    try:
        history.add("ExecutionStarted")
        child.output = run_machine(state.processor, value, frame)
        child.status = "SUCCEEDED"
    except StatesError as error:
        child.status, child.error, child.cause = "FAILED", error.error, error.cause
    except Aborted:
        child.status = "ABORTED"
    _end(child, history, frame)
    if child.status == "ABORTED":
        run.ended(child)
        raise Aborted


def _end(child: Child, history: History, frame: Frame) -> None:
    child.stopped = frame.services.clock.now()
    history.close(f"Execution{child.status.capitalize()}")
    output = to_text(child.output) if child.status == "SUCCEEDED" else None
    frame.services.recorder.child_ended(child.arn, child.status, output, child.error, child.cause)
