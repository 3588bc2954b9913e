"""One way through a state machine by the interpreter, with jobs and functions that are made up."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from tests.support.machines import ACCOUNT, NOON, Objects, Recorder, StillClock
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.execution import Outcome, run_execution
from tilebuild.local.asl.frame import Identity
from tilebuild.local.asl.model import Machine
from tilebuild.local.asl.resources import INVOKE, SUBMIT_JOB
from tilebuild.local.asl.services import Services, TaskCall
from tilebuild.local.stopping import Stop

Job = Callable[[dict[str, Any], int], None]
"""Is told what was submitted and how often under that name; raises StatesError where the job fails."""

REQUEST = {"bbox": [9.4, 47.0, 9.7, 47.3]}


class Pass(NamedTuple):
    """What one call of Plan owes."""

    tiles: Sequence[dict[str, Any]] = ()
    pyramid: Sequence[dict[str, Any]] = ()
    more: Mapping[str, Any] = MappingProxyType({})


class Expected(NamedTuple):
    """How a walk ends; what is None is not looked at."""

    status: str
    jobs: list[str]
    error: str | None = None
    reports: int = 1
    reported_error: str | None = None
    cause: str | None = None
    memory: list[int] | None = None
    """MiB that each submission asked for, in their order; 0 where it left that to the job definition."""
    queues: set[str] | None = None
    failed: list[str] | None = None
    """Errors of the children that failed."""


@dataclass
class Walk:
    """One way through the machine, and what came of it."""

    passes: list[Pass | StatesError]
    status: str = "succeeded"
    job: Job = lambda _job, _times: None
    value: Any = field(default_factory=lambda: REQUEST)
    functions_fail: int = 0
    """How often each function's service fails before it answers."""
    lose_lists: bool = False
    jobs: list[dict[str, Any]] = field(default_factory=list)
    reported: list[Any] = field(default_factory=list)
    objects: Objects = field(default_factory=Objects)
    recorder: Recorder = field(default_factory=Recorder)
    away: Counter[str] = field(default_factory=Counter)

    def through(self, machine: Machine) -> Outcome:
        """Run the machine."""
        arn = f"{ACCOUNT}:stateMachine:Build"
        identity = Identity(
            f"{ACCOUNT}:execution:Build:r", "r", arn, "Build", "arn:aws:iam::0:role/r", self.value, NOON
        )
        tasks = {INVOKE: self._function, SUBMIT_JOB: self._submit}
        return run_execution(machine, identity, Services(tasks, self.objects, self.recorder, StillClock()), Stop())

    def names(self) -> list[str]:
        """Names of the jobs that were submitted, sorted."""
        return sorted(job["JobName"] for job in self.jobs)

    def memory(self) -> list[int]:
        """What each submission asked for."""
        return [asked_memory(job) for job in self.jobs]

    def failed(self) -> list[str]:
        """Errors of the children that failed, sorted."""
        return sorted(child["error"] for child in self.recorder.children.values() if child["status"] == "FAILED")

    def _submit(self, call: TaskCall) -> Any:
        self.jobs.append(call.arguments)
        name = call.arguments["JobName"]
        self.job(call.arguments, self.names().count(name))
        return {"JobName": name, "Status": "SUCCEEDED", "Container": {"LogStreamName": "x" * 100}}

    def _function(self, call: TaskCall) -> Any:
        name = "plan" if "PlanFunction" in call.arguments["FunctionName"] else "report"
        if self.away[name] < self.functions_fail:
            self.away[name] += 1
            raise StatesError("Lambda.ServiceException", "the service is away")
        if name == "plan":
            return {"Payload": self._plan(call.arguments["Payload"])}
        self.reported.append(call.arguments["Payload"])
        return {"Payload": {"run_id": "r", "status": self.status, "message": "2 items have no result", "missing": 2}}

    def _plan(self, payload: dict[str, Any]) -> dict[str, Any]:
        number = payload["pass"]
        owed = self.passes[min(number, len(self.passes)) - 1]
        if isinstance(owed, StatesError):
            raise owed
        lists = {}
        for name, items in (("tiles", owed.tiles), ("pyramid", owed.pyramid)):
            key = f"runs/r/plan/{number}/{name}.jsonl"
            if not self.lose_lists:
                self.objects.put("control", key, "".join(f"{json.dumps(item)}\n" for item in items).encode())
            lists[name] = {"bucket": "control", "key": key, "count": len(items)}
        planned = {"run_id": "r", "prefix": "r", "pass": number, "passes": 3, "dry_run": False, "max_concurrency": 4}
        owing = {"owed": len(owed.tiles) + len(owed.pyramid), "tolerated_failure_count": {"tiles": 1, "pyramid": 1}}
        return {**planned, **owing, **lists, **owed.more}


def asked_memory(job: Mapping[str, Any]) -> int:
    """MiB that a submission asks for; 0 where it leaves that to the job definition."""
    required = job.get("ContainerOverrides", {}).get("ResourceRequirements", [])
    return next((int(one["Value"]) for one in required if one["Type"] == "MEMORY"), 0)


def differences(walk: Walk, machine: Machine, expected: Expected) -> Iterator[str]:
    """What comes out differently from what is expected."""
    outcome = walk.through(machine)
    errors = [report["error"]["Error"] for report in walk.reported if "error" in report]
    seen = {
        "status": outcome.status,
        "jobs": walk.names(),
        "error": outcome.error,
        "reports": len(walk.reported),
        "reported_error": errors[0] if errors else None,
        "cause": outcome.cause if expected.cause is not None else None,
        "memory": walk.memory() if expected.memory is not None else None,
        "failed": walk.failed() if expected.failed is not None else None,
        "queues": {job["JobQueue"].rsplit("/", 1)[-1] for job in walk.jobs} if expected.queues is not None else None,
    }
    for name, value in seen.items():
        if value != getattr(expected, name):
            yield f"{name} is {value!r}, expected {getattr(expected, name)!r} ({outcome.error}: {outcome.cause})"
