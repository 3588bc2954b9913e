"""The planet's 16,384 queue tiles and 21,845 low-zoom tiles through planner, state machine and report; jobs do nothing.

What it costs to orchestrate a planet on one machine: seconds, memory, and events of the execution and its children.
"""

import json
import resource
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.alone import CONTROL, alone
from tilebuild.contracts import Failures, JobResult, Place, Stage, Written
from tilebuild.grid import GROUP_ZOOM, descendants, format_tile, parse_tile
from tilebuild.keys import Layout, failure_key, result_key
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.execution import run_execution
from tilebuild.local.asl.frame import Identity
from tilebuild.local.asl.resources import INVOKE, SUBMIT_JOB
from tilebuild.local.asl.services import Services, TaskCall
from tilebuild.local.clock import SystemClock
from tilebuild.local.objects import DirectoryObjects
from tilebuild.local.project import project_directory
from tilebuild.local.stopping import Stop
from tilebuild.local.template.load import load_stack
from tilebuild.planning import plan_pass
from tilebuild.report import outcome, write_report
from tilebuild.storage import Bucket, open_directory

PARAMETERS = {"ImageTag": "local", "DatabaseHosts": "nowhere", "DatabaseSecretArn": "arn:aws:secretsmanager:::secret:s"}
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Events:
    """Counts what a journal would keep."""

    def __init__(self) -> None:
        self.by_execution: Counter[str] = Counter()
        self.children = 0

    def event(self, execution: str, number: int, kind: str, state: str | None, detail: str | None) -> None:
        """One event of a history."""
        del number, kind, state, detail
        self.by_execution[execution] += 1

    def child_started(self, *_: object) -> None:
        """A map's child began."""
        self.children += 1

    def child_ended(self, *_: object) -> None:
        """It ended."""


class Lambdas:
    """Plan and Report without processes, timed."""

    def __init__(self, control: Bucket) -> None:
        self.control = control
        self.seconds: dict[str, list[float]] = {"plan": [], "report": []}

    def __call__(self, call: TaskCall) -> Any:
        """Invoke one."""
        payload = call.arguments["Payload"]
        name = "plan" if "request" in payload else "report"
        start = time.perf_counter()
        answer = self._plan(payload) if name == "plan" else self._report(payload)
        self.seconds[name].append(time.perf_counter() - start)
        return {"Payload": answer, "StatusCode": 200}

    def _plan(self, payload: Any) -> Any:
        planned = plan_pass(payload["request"], payload["execution"], payload["pass"], self.control)
        return planned.model_dump(mode="json")

    def _report(self, payload: Any) -> Any:
        return outcome(write_report(payload["run_id"], payload["pass"], payload.get("error"), self.control))


def nothing_done(control: Bucket) -> Any:
    """A job that leaves its result and nothing else; one in a hundred of high zoom leaves a metatile out once."""
    failed: set[str] = set()

    def submit(call: TaskCall) -> Any:
        name = call.arguments["JobName"]
        stage, item = Stage(name.split("-")[0]), "-".join(name.split("-")[-3:])
        memory = [{"Type": "MEMORY", "Value": "3600"}]
        left: JobResult | Failures = result_of(stage, item)
        key, cause = result_key("planet", stage, item), None
        if stage == Stage.HIGH and item not in failed and zlib.crc32(item.encode()) % 100 == 0:
            failed.add(item)
            key, left = failure_key("planet", stage, item), failures_of(item)
            container = {"ExitCode": 70, "ResourceRequirements": memory}
            cause = {"Container": container, "StatusReason": "Essential container in task exited"}
        control.put(key, left.model_dump_json().encode())
        if cause is not None:
            raise StatesError("States.TaskFailed", json.dumps(cause))
        return {"JobName": name, "Attempts": [], "Container": {"ExitCode": 0, "ResourceRequirements": memory}}

    return submit


def result_of(stage: Stage, item: str) -> JobResult:
    """Of a job that made nothing."""
    return JobResult(
        stage=stage,
        item=item,
        tile=item.replace("-", "/"),
        run_id="planet",
        version="0",
        place=Place(bucket="none", prefix="planet", layout=Layout.PREFIX),
        written=Written(),
        rows=0,
        seconds={"total": 0.0},
        peak_memory_mib=1.0,
        attempt=1,
        started=NOW,
        ended=NOW,
    )


def failures_of(item: str) -> Failures:
    """Of a job that could not make one of its metatiles."""
    tile = item.replace("-", "/")
    group = format_tile(next(iter(descendants(parse_tile(tile), GROUP_ZOOM))))
    return Failures(stage=Stage.HIGH, item=item, tile=tile, run_id="planet", failed={group: "it failed"})


def planet() -> Iterator[str]:
    """Lines that say what it took."""
    with tempfile.TemporaryDirectory(prefix="tilebuild-planet-") as folder:
        yield f"plan, alone: {alone('plan', Path(folder), 'alone')} (900 s and 3,008 MiB are allowed)"
        yield from orchestrated(Path(folder))
        yield f"plan when all is done, alone: {alone('plan', Path(folder), 'planet')}"
        yield f"report, alone: {alone('report', Path(folder), 'planet')}"


def orchestrated(folder: Path) -> Iterator[str]:
    """The whole machine over the planet."""
    control = open_directory(folder, CONTROL)
    machine = load_stack(project_directory() / "template.yaml", PARAMETERS).machine
    lambdas, events = Lambdas(control), Events()
    arn = machine.arn.replace(":stateMachine:", ":execution:") + ":planet"
    identity = Identity(arn, "planet", machine.arn, machine.name, machine.role_arn, {"world": True}, NOW)
    tasks = {INVOKE: lambdas, SUBMIT_JOB: nothing_done(control)}
    services = Services(tasks, DirectoryObjects(folder), events, SystemClock(), lambda _: None, 16)
    start = time.perf_counter()
    ended = run_execution(machine.machine, identity, services, Stop())
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    most = max(count for execution, count in events.by_execution.items() if execution != arn)
    yield f"planet: {ended.status}, {events.children:,} children, {seconds:.1f} s, {peak:.0f} MiB at most"
    yield f"  events: {events.by_execution[arn]} of the execution, at most {most} of a child (25,000 are allowed)"
    for name, times in lambdas.seconds.items():
        yield f"  {name}: {', '.join(f'{one:.1f}' for one in times)} s"
    if ended.status != "SUCCEEDED":
        yield json.dumps({"error": ended.error, "cause": ended.cause})


if __name__ == "__main__":
    for line in planet():
        print(line, flush=True)
