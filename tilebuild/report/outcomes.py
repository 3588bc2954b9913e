"""What the maps told of their children: attempts, causes and memory, from the files that their ResultWriter leaves."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tilebuild.contracts import Stage
from tilebuild.keys import map_prefix
from tilebuild.planning.owed import Job
from tilebuild.report.causes import cause_of, death_of
from tilebuild.storage import Bucket

_STAGES = {"RawrFailed": Stage.RAWR, "HighZoomFailed": Stage.HIGH, "LowZoomFailed": Stage.LOW}
"""Error of a failed child -> the stage whose job failed."""


@dataclass
class Told:
    """What is known of a stage's jobs by the maps of all passes."""

    attempts: int = 0
    retries: Counter[str] = field(default_factory=Counter)
    memory: int = 0
    """The most that a job was given, in MiB."""


@dataclass
class Outcomes:
    """By stage, and the last words of the jobs that failed."""

    stages: dict[Stage, Told] = field(default_factory=lambda: {stage: Told() for stage in Stage})
    deaths: dict[Job, str] = field(default_factory=dict)
    """Job -> why its last attempt failed, and where its log is."""


def read_outcomes(run_id: str, control: Bucket) -> Outcomes:
    """Read every file of the run's maps, one at a time."""
    outcomes = Outcomes()
    for key in sorted(control.list(map_prefix(run_id).rstrip("/"))):
        name = key.rpartition("/")[2]
        if name.startswith("SUCCEEDED"):
            for job in _ended_jobs(control.get(key)):
                ended = 0 if job.get("died") else 1
                _count(outcomes.stages[Stage(job["stage"])], job["failed"], job["memory"], ended)
        elif name.startswith("FAILED"):
            for entry in json.loads(control.get(key)):
                _count_death(outcomes, entry)
    return outcomes


def _ended_jobs(data: bytes) -> Iterator[dict[str, Any]]:
    for entry in json.loads(data):
        yield from json.loads(entry["Output"])["jobs"]


def _count_death(outcomes: Outcomes, entry: dict[str, Any]) -> None:
    stage = _STAGES.get(entry.get("Error") or "")
    if stage is None:
        return  # the child itself was stopped: its job says nothing
    death = death_of(entry.get("Cause") or "")
    _count(outcomes.stages[stage], death.reasons, death.memory, ended=0)
    log = f" (log {death.log})" if death.log else ""
    outcomes.deaths[stage, json.loads(entry["Input"])["item"]["item"]] = f"{death.reasons[-1]}{log}"


def _count(told: Told, failed: Any, memory: int, ended: int) -> None:
    told.attempts += len(failed) + ended
    told.retries.update(cause_of(reason) for reason in failed)
    told.memory = max(told.memory, int(memory))
