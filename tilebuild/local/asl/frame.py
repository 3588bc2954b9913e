"""Where a state stands: its execution, its scope of variables, its place in a map; and what ``$states`` shows of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tilebuild.local.asl.expressions import bind, to_engine
from tilebuild.local.asl.history import History
from tilebuild.local.asl.json_text import Json
from tilebuild.local.asl.services import Services
from tilebuild.local.asl.variables import Variables
from tilebuild.local.clock import timestamp
from tilebuild.local.stopping import Stop


@dataclass(frozen=True)
class Identity:
    """Who an execution is; ``map_run`` is set for a child."""

    arn: str
    name: str
    machine_arn: str
    machine_name: str
    role_arn: str
    input: Json
    started: datetime
    redrives: int = 0

    @property
    def context(self) -> dict[str, Json]:
        """The parts of the context object that stay the same."""
        execution = {
            "Id": self.arn,
            "Input": self.input,
            "Name": self.name,
            "RoleArn": self.role_arn,
            "StartTime": timestamp(self.started),
            "RedriveCount": self.redrives,
        }
        return {"Execution": execution, "StateMachine": {"Id": self.machine_arn, "Name": self.machine_name}}


@dataclass(frozen=True)
class Frame:
    """A scope in which states run: the execution's own, a branch's or an inline iteration's."""

    services: Services
    identity: Identity
    history: History
    variables: Variables
    stop: Stop
    context: dict[str, Json]
    child: bool = False

    def inner(self, stop: Stop, item: dict[str, Json] | None = None) -> "Frame":
        """The frame of a branch, or of an inline iteration over ``item`` ({"Index", "Value"})."""
        context = self.context if item is None else {**self.context, "Map": {"Item": item}}
        return replace(self, variables=Variables(self.variables), stop=stop, context=context)


@dataclass
class Entry:
    """One entered state: makes the bindings that its expressions see."""

    frame: Frame
    name: str
    input: Json
    entered: datetime
    retries: int = 0
    _base: dict[str, Any] | None = field(default=None, repr=False)

    def retried(self) -> None:
        """Count one more retry: ``$states.context.State.RetryCount``."""
        self.retries += 1
        self._base = None

    def context(self) -> dict[str, Json]:
        """The context object at this state."""
        state = {"Name": self.name, "EnteredTime": timestamp(self.entered), "RetryCount": self.retries}
        return {**self.frame.context, "State": state}

    def bindings(self, **extra: Json) -> dict[str, Any]:
        """Variables and ``$states`` with input and context, and ``extra``: result, errorOutput."""
        if self._base is None:
            states = {"input": self.input, "context": self.context()}
            self._base = bind({**self.frame.variables.visible(), "states": states})
        if not extra:
            return self._base
        return {**self._base, "states": {**self._base["states"], **to_engine(extra)}}

    def item_bindings(self, item: dict[str, Json]) -> dict[str, Any]:
        """What an ItemSelector sees: the bindings, and the item in the context."""
        base = self.bindings()
        context = {**base["states"]["context"], "Map": to_engine({"Item": item})}
        return {**base, "states": {**base["states"], "context": context}}
