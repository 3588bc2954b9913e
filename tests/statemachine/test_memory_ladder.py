"""Which deaths of a job get more memory, with causes in the shapes that Batch's documentation gives them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.asl import definition, evaluate, find
from tests.support.checks.walking import Pass, Walk
from tilebuild.local.asl.errors import StatesError
from tilebuild.local.asl.loading import load_machine

CAUSES = {path.stem: path.read_text() for path in sorted((Path(__file__).parent / "data").glob("*.json"))}
OF_MEMORY = {"memory", "memory-exit-1", "memory-without-reason"}
JOBS = ["Rawr", "HighZoom", "LowZoom"]

TILE: dict[str, Any] = {
    "item": "7-67-45",
    "tile": "7/67/45",
    "rawr": True,
    "high": True,
    "rawr_scope": "",
    "high_scope": "",
}
LOW: dict[str, Any] = {"item": "5-16-11", "tile": "5/16/11", "scope": ""}


def next_memory(state: str, cause: str | None) -> Any:
    (catch,) = find(state)["Catch"]
    thrown = {"Error": "States.TaskFailed", **({} if cause is None else {"Cause": cause})}
    return evaluate(catch["Assign"]["memory"], states={"errorOutput": thrown, "input": {}})


@pytest.mark.parametrize("state", JOBS)
@pytest.mark.parametrize("name", sorted(CAUSES))
def test_only_a_job_that_died_of_memory_gets_more_of_it(state: str, name: str) -> None:
    assert next_memory(state, CAUSES[name]) == (5400 if name in OF_MEMORY else 0)


@pytest.mark.parametrize(("had", "gets"), [("1800", 2700), ("7201", 10802), ("24300", 32768), ("32768", 0)])
def test_each_rung_is_half_as_much_again_and_the_last_is_32_gib(had: str, gets: int) -> None:
    job = json.loads(CAUSES["memory"])
    job["Container"]["ResourceRequirements"] = [{"Type": "MEMORY", "Value": had}, {"Type": "VCPU", "Value": "1"}]
    assert next_memory("Rawr", json.dumps(job)) == gets


@pytest.mark.parametrize(
    "cause",
    [
        None,
        "",
        "An error occurred while executing the state: 137",
        "{}",
        '{"Container": {}}',
        '{"Container": {"ExitCode": 137}}',
        '{"StatusReason": "Essential container in task exited", "Container": {"ExitCode": 137}}',
        '{"Container": {"Reason": "OutOfMemoryError", "ResourceRequirements": []}}',
    ],
)
def test_a_cause_that_does_not_say_enough_ends_the_job(cause: str | None) -> None:
    assert next_memory("HighZoom", cause) == 0


@pytest.mark.parametrize(("memory", "asked"), [(0, None), (10_800, "10800")])
@pytest.mark.parametrize("state", JOBS)
def test_a_job_asks_for_memory_only_on_the_ladder(state: str, memory: int, asked: str | None) -> None:
    handed = {"input": {"run_id": "r", "prefix": "p", "rebuild": False, "item": {**TILE, **LOW}}}
    overrides = evaluate(find(state)["Arguments"]["ContainerOverrides"], states=handed, memory=memory)
    expected = None if asked is None else [{"Type": "MEMORY", "Value": asked}]
    assert overrides.get("ResourceRequirements") == expected


def memory_of(job: dict[str, Any]) -> int:
    overrides = job["ContainerOverrides"].get("ResourceRequirements", [{"Value": "3600"}])
    return int(overrides[0]["Value"])


def walk_with(needs: Callable[[str], int], *, cause: str = "memory", passes: int = 1) -> tuple[Walk, Any]:
    """One item of each map, whose jobs need so much memory."""
    owed: list[Pass | StatesError] = [*[Pass([TILE], [LOW])] * passes, Pass()]
    walk = Walk(owed, value={"world": True})

    def job(asked: dict[str, Any], _times: int) -> None:
        had = memory_of(asked)
        if had < needs(asked["JobName"]):
            told = json.loads(CAUSES[cause])
            told["Container"]["ResourceRequirements"] = [{"Type": "MEMORY", "Value": str(had)}]
            raise StatesError("States.TaskFailed", json.dumps(told))

    walk.job = job
    return walk, walk.through(load_machine(definition()))


@pytest.mark.parametrize("stage", ["rawr", "high", "low"])
def test_a_job_climbs_until_it_has_enough_and_the_other_jobs_do_not(stage: str) -> None:
    walk, outcome = walk_with(lambda name: 8_000 if name.startswith(stage) else 0)
    tried = {job["JobName"][:4].strip("-"): [] for job in walk.jobs}  # type: dict[str, list[int]]
    for job in walk.jobs:
        tried[job["JobName"][:4].strip("-")].append(memory_of(job))
    assert outcome.status == "SUCCEEDED"
    assert tried == {name: [3600, 5400, 8100] if name == stage else [3600] for name in ("rawr", "high", "low")}


@pytest.mark.parametrize("stage", ["rawr", "high", "low"])
def test_what_died_on_the_ladder_is_told_beside_what_the_job_made_in_the_end(stage: str) -> None:
    walk, _ = walk_with(lambda name: 8_000 if name.startswith(stage) else 0)
    files = [json.loads(data) for (_, key), data in walk.objects.items() if "SUCCEEDED" in key]
    told = [job for entries in files for entry in entries for job in json.loads(entry["Output"])["jobs"]]
    reason = json.loads(CAUSES["memory"])["Container"]["Reason"]
    rungs = [job for job in told if job["stage"] == stage]
    assert sorted(job["stage"] for job in told if job not in rungs) == sorted({"rawr", "high", "low"} - {stage})
    assert [(job["memory"], job["failed"]) for job in rungs[:2]] == [(3600, [reason]), (5400, [reason])]
    assert [job.get("died", False) for job in rungs] == [True, True, False]
    assert rungs[2]["failed"] == []


def test_a_job_that_no_memory_is_enough_for_ends_at_32_gib() -> None:
    walk, _ = walk_with(lambda name: 99_999 if name.startswith("low") else 0)
    rungs = [memory_of(job) for job in walk.jobs if job["JobName"].startswith("low")]
    assert rungs == [3600, 5400, 8100, 12150, 18225, 27338, 32768]


@pytest.mark.parametrize("cause", sorted(set(CAUSES) - OF_MEMORY))
def test_another_death_fails_the_child_at_once_and_leaves_its_cause(cause: str) -> None:
    walk, _ = walk_with(lambda name: 99_999 if name.startswith("rawr") else 0, cause=cause)
    assert [memory_of(job) for job in walk.jobs if job["JobName"].startswith("rawr")] == [3600]
    failed = [json.loads(data) for (_, key), data in walk.objects.items() if "FAILED" in key]
    ((child,),) = failed
    assert child["Error"] == "RawrFailed"
    assert json.loads(child["Cause"])["StatusReason"] == json.loads(CAUSES[cause])["StatusReason"]
