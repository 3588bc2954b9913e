"""The build machine walked through every branch: what happens in a walk, and how it must end."""

import json
from collections.abc import Callable

from tests.support.checks.ladder import CLIMBS, Climb
from tests.support.checks.made_up_jobs import fails
from tests.support.checks.walking import REQUEST, Expected, Pass, Walk, differences
from tests.support.checks.walks_import import walk_imports
from tests.support.project import Project
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.loading import load_machine

TILE = {"item": "7-67-45", "tile": "7/67/45", "rawr": True, "high": True, "rawr_scope": "", "high_scope": ""}
RAWR_ONLY = {**TILE, "item": "7-67-46", "tile": "7/67/46", "high": False}
HIGH_ONLY = {**TILE, "item": "7-67-47", "tile": "7/67/47", "rawr": False, "high_scope": "runs/r/scope/7-67-47.txt"}
LOW = {"item": "5-16-11", "tile": "5/16/11", "scope": ""}

ALL_JOBS = ["high-r-7-67-45", "high-r-7-67-47", "low-r-5-16-11", "rawr-r-7-67-45", "rawr-r-7-67-46"]
BUILD_QUEUES = {"tilebuild-dev-DatabaseQueue", "tilebuild-dev-TileQueue"}
REBUILD_QUEUES = {"tilebuild-dev-DatabaseRebuildQueue", "tilebuild-dev-TileRebuildQueue"}
TRIPPED = "States.ExceedToleratedFailureThreshold"
EVERYTHING = Pass([TILE, RAWR_ONLY, HIGH_ONLY], [LOW])
MENDING = EVERYTHING._replace(more={"prefix": "planet"})
NOTHING = Pass()
ONE = Pass([TILE])
OWED_BY = {"rawr": Pass([RAWR_ONLY]), "high": Pass([HIGH_ONLY]), "low": Pass([], [LOW])}
JOB_OF = {"rawr": "rawr-r-7-67-46", "high": "high-r-7-67-47", "low": "low-r-5-16-11"}
ERROR_OF = {"rawr": "RawrFailed", "high": "HighZoomFailed", "low": "LowZoomFailed"}
REFUSAL = StatesError("RequestError", json.dumps({"errorMessage": "there is no area"}))


def climbing(climb: Climb) -> tuple[Callable[[], Walk], Expected]:
    """A walk whose one job goes up the memory ladder."""
    jobs = [JOB_OF[climb.stage]] * len(climb.memory)
    failed = [ERROR_OF[climb.stage]] if climb.fails else []
    expected = Expected("SUCCEEDED", jobs, memory=climb.memory, failed=failed)
    return lambda: Walk([OWED_BY[climb.stage], NOTHING], job=climb.job), expected


WALKS: dict[str, tuple[Callable[[], Walk], Expected]] = {
    "everything succeeds": (
        lambda: Walk([EVERYTHING, NOTHING]),
        Expected("SUCCEEDED", ALL_JOBS, memory=[0] * 5, queues=BUILD_QUEUES),
    ),
    "a rebuild overtakes": (
        lambda: Walk([MENDING, NOTHING]),
        Expected("SUCCEEDED", [name.replace("-r-", "-planet-") for name in ALL_JOBS], queues=REBUILD_QUEUES),
    ),
    "a world build never overtakes": (
        lambda: Walk([MENDING, NOTHING], value={"world": True}),
        Expected("SUCCEEDED", [name.replace("-r-", "-planet-") for name in ALL_JOBS], queues=BUILD_QUEUES),
    ),
    "nothing is owed": (lambda: Walk([NOTHING]), Expected("SUCCEEDED", [])),
    "only tiles": (lambda: Walk([ONE, NOTHING]), Expected("SUCCEEDED", ["high-r-7-67-45", "rawr-r-7-67-45"])),
    "only the pyramid": (lambda: Walk([Pass([], [LOW]), NOTHING]), Expected("SUCCEEDED", ["low-r-5-16-11"])),
    "dry run": (
        lambda: Walk([Pass([TILE], [], {"dry_run": True})], status="dry_run"),
        Expected("SUCCEEDED", []),
    ),
    "throttled twice": (
        lambda: Walk([ONE, NOTHING], job=fails("rawr", "Batch.AWSBatchException", times=2)),
        Expected("SUCCEEDED", ["high-r-7-67-45", *["rawr-r-7-67-45"] * 3]),
    ),
    "a function's service fails twice": (
        lambda: Walk([ONE, NOTHING], functions_fail=2),
        Expected("SUCCEEDED", ["high-r-7-67-45", "rawr-r-7-67-45"]),
    ),
    "a failed job is asked again in the next pass": (
        lambda: Walk([ONE, ONE, NOTHING], job=fails("high", times=1)),
        Expected("SUCCEEDED", [*["high-r-7-67-45"] * 2, *["rawr-r-7-67-45"] * 2]),
    ),
    "the passes are used up": (
        lambda: Walk([ONE] * 4, status="incomplete", job=fails("rawr")),
        Expected("FAILED", ["rawr-r-7-67-45"] * 3, "RunIncomplete", cause="2 items have no result"),
    ),
    "more fail than are tolerated": (
        lambda: Walk([Pass([TILE, RAWR_ONLY])], status="failed", job=fails("rawr")),
        Expected("FAILED", ["rawr-r-7-67-45", "rawr-r-7-67-46"], "RunFailed", reported_error=TRIPPED),
    ),
    "more of the pyramid fail than are tolerated": (
        lambda: Walk([Pass([], [LOW, {**LOW, "item": "5-16-12"}])], status="failed", job=fails("low")),
        Expected("FAILED", ["low-r-5-16-11", "low-r-5-16-12"], "RunFailed", reported_error=TRIPPED),
    ),
    "a list is not there": (
        lambda: Walk([ONE], status="failed", lose_lists=True),
        Expected("FAILED", [], "RunFailed", reported_error="States.ItemReaderFailed"),
    ),
    "the request is refused": (
        lambda: Walk([REFUSAL], value=REQUEST),
        Expected("FAILED", [], "RequestError", 0, cause="there is no area"),
    ),
    **{name: climbing(climb) for name, climb in CLIMBS.items()},
}
"""Ways through the machine by what happens in them."""


def walks(project: Project) -> list[str]:
    """What comes out differently from what is expected, of both machines."""
    machines = {name: load_machine(definition) for name, definition in project.definitions().items()}
    found = [
        f"{name}: {problem}"
        for name, (make, expected) in WALKS.items()
        for problem in differences(make(), machines["BuildMachine"], expected)
    ]
    return [*found, *walk_imports(machines["ImportMachine"])]
