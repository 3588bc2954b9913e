"""The build machine walked through every branch by the interpreter, with jobs and functions that are made up."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from tests.support.machines import ACCOUNT, NOON, Objects, Recorder, StillClock
from tests.support.project import Project
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.execution import Outcome, run_execution
from tilebuild.local.asl.frame import Identity
from tilebuild.local.asl.loading import load_machine
from tilebuild.local.asl.resources import INVOKE, SUBMIT_JOB
from tilebuild.local.asl.services import Services, TaskCall
from tilebuild.local.stopping import Stop

Job = Callable[[str, int], None]
"""Is told a job's name and how often it was submitted; raises StatesError where it fails."""

TILE = {"item": "7-67-45", "tile": "7/67/45", "rawr": True, "high": True, "rawr_scope": "", "high_scope": ""}
RAWR_ONLY = {**TILE, "item": "7-67-46", "tile": "7/67/46", "high": False}
HIGH_ONLY = {**TILE, "item": "7-67-47", "tile": "7/67/47", "rawr": False, "high_scope": "runs/r/scope/7-67-47.txt"}
LOW = {"item": "5-16-11", "tile": "5/16/11", "scope": ""}
REQUEST = {"bbox": [9.4, 47.0, 9.7, 47.3]}


class Pass(NamedTuple):
    """What one call of Plan owes."""

    tiles: Sequence[dict[str, Any]] = ()
    pyramid: Sequence[dict[str, Any]] = ()
    more: Mapping[str, Any] = MappingProxyType({})


@dataclass
class Walk:
    """One way through the machine, and what came of it."""

    passes: list[Pass | StatesError]
    status: str = "succeeded"
    job: Job = lambda _name, _times: None
    value: Any = field(default_factory=lambda: REQUEST)
    jobs: list[dict[str, Any]] = field(default_factory=list)
    reported: list[Any] = field(default_factory=list)
    objects: Objects = field(default_factory=Objects)

    def through(self, definition: Mapping[str, Any]) -> Outcome:
        """Run the machine."""
        arn = f"{ACCOUNT}:stateMachine:Build"
        identity = Identity(
            f"{ACCOUNT}:execution:Build:r", "r", arn, "Build", "arn:aws:iam::0:role/r", self.value, NOON
        )
        tasks = {INVOKE: self._function, SUBMIT_JOB: self._submit}
        return run_execution(
            load_machine(definition), identity, Services(tasks, self.objects, Recorder(), StillClock()), Stop()
        )

    def names(self) -> list[str]:
        """Names of the jobs that were submitted, sorted."""
        return sorted(job["JobName"] for job in self.jobs)

    def _submit(self, call: TaskCall) -> Any:
        self.jobs.append(call.arguments)
        name = call.arguments["JobName"]
        self.job(name, self.names().count(name))
        return {"JobName": name, "Status": "SUCCEEDED", "Container": {"LogStreamName": "x" * 100}}

    def _function(self, call: TaskCall) -> Any:
        if "PlanFunction" in call.arguments["FunctionName"]:
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
            self.objects.put("control", key, "".join(f"{json.dumps(item)}\n" for item in items).encode())
            lists[name] = {"bucket": "control", "key": key, "count": len(items)}
        planned = {"run_id": "r", "prefix": "r", "pass": number, "passes": 3, "dry_run": False, "max_concurrency": 4}
        owing = {"owed": len(owed.tiles) + len(owed.pyramid), "tolerated_failure_count": {"tiles": 1, "pyramid": 1}}
        return {**planned, **owing, **lists, **owed.more}


def _fails(names: str, error: str = "States.TaskFailed", times: int = 99) -> Job:
    """A job whose name contains this fails with a cause as Batch tells it, the first so many times."""

    def job(name: str, count: int) -> None:
        if names in name and count <= times:
            raise StatesError(error, json.dumps({"Container": {"ExitCode": 70}, "StatusReason": "Essential container"}))

    return job


ALL_JOBS = ["high-r-7-67-45", "high-r-7-67-47", "low-r-5-16-11", "rawr-r-7-67-45", "rawr-r-7-67-46"]
TRIPPED = "States.ExceedToleratedFailureThreshold"
EVERYTHING = Pass([TILE, RAWR_ONLY, HIGH_ONLY], [LOW])
NOTHING = Pass()
ONE = Pass([TILE])


class Expected(NamedTuple):
    """How a walk ends."""

    status: str
    jobs: list[str]
    error: str | None = None
    reports: int = 1
    reported_error: str | None = None


WALKS: dict[str, tuple[Callable[[], Walk], Expected]] = {
    "everything succeeds": (lambda: Walk([EVERYTHING, NOTHING]), Expected("SUCCEEDED", ALL_JOBS)),
    "nothing is owed": (lambda: Walk([NOTHING]), Expected("SUCCEEDED", [])),
    "only tiles": (lambda: Walk([ONE, NOTHING]), Expected("SUCCEEDED", ["high-r-7-67-45", "rawr-r-7-67-45"])),
    "only the pyramid": (lambda: Walk([Pass([], [LOW]), NOTHING]), Expected("SUCCEEDED", ["low-r-5-16-11"])),
    "dry run": (
        lambda: Walk([Pass([TILE], [], {"dry_run": True})], status="dry_run"),
        Expected("SUCCEEDED", []),
    ),
    "throttled twice": (
        lambda: Walk([ONE, NOTHING], job=_fails("rawr", "Batch.AWSBatchException", times=2)),
        Expected("SUCCEEDED", ["high-r-7-67-45", *["rawr-r-7-67-45"] * 3]),
    ),
    "a failed job is asked again in the next pass": (
        lambda: Walk([ONE, ONE, NOTHING], job=_fails("high", times=1)),
        Expected("SUCCEEDED", [*["high-r-7-67-45"] * 2, *["rawr-r-7-67-45"] * 2]),
    ),
    "the passes are used up": (
        lambda: Walk([ONE] * 4, status="incomplete", job=_fails("rawr")),
        Expected("FAILED", ["rawr-r-7-67-45"] * 3, "RunIncomplete"),
    ),
    "more fail than are tolerated": (
        lambda: Walk([Pass([TILE, RAWR_ONLY])], status="failed", job=_fails("rawr")),
        Expected("FAILED", ["rawr-r-7-67-45", "rawr-r-7-67-46"], "RunFailed", reported_error=TRIPPED),
    ),
    "the request is refused": (
        lambda: Walk([StatesError("RequestError", json.dumps({"errorMessage": "there is no area"}))]),
        Expected("FAILED", [], "RequestError", 0),
    ),
}
"""Ways through the machine by what happens in them."""


def walks(project: Project) -> list[str]:
    """What comes out differently from what is expected."""
    definition = project.definitions()["BuildMachine"]
    return [f"{name}: {problem}" for name in WALKS for problem in _differences(name, definition)]


def _differences(name: str, definition: Mapping[str, Any]) -> Iterator[str]:
    make, expected = WALKS[name]
    walk = make()
    outcome = walk.through(definition)
    errors = [report["error"]["Error"] for report in walk.reported if "error" in report]
    seen = {
        "status": outcome.status,
        "jobs": walk.names(),
        "error": outcome.error,
        "reports": len(walk.reported),
        "reported_error": errors[0] if errors else None,
    }
    for field_, value in seen.items():
        if value != getattr(expected, field_):
            yield f"{field_} is {value!r}, expected {getattr(expected, field_)!r} ({outcome.error}: {outcome.cause})"
