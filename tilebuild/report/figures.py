"""Figures: what is kept of each result while a run's results go by, and a stage's report made of them."""

import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from tilebuild.contracts import JobResult, Slow, Stage, StageReport, ZoomCount
from tilebuild.contracts.result import counts_added
from tilebuild.planning.owed import Job
from tilebuild.report.outcomes import Told

SLOWEST = 10


class Row(NamedTuple):
    """One job that has a result."""

    stage: Stage
    item: str
    tile: str
    seconds: float
    memory: float
    objects: int
    bytes: int
    attempt: int


@dataclass
class Figures:
    """Sums of a run, and a row a job."""

    rows: list[Row] = field(default_factory=list)
    zooms: dict[Stage, dict[int, ZoomCount]] = field(default_factory=dict)
    tile_zooms: dict[int, ZoomCount] = field(default_factory=dict)
    read: Counter[Stage] = field(default_factory=Counter)
    phases: dict[Stage, Counter[str]] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    """Bytes of RAWR tiles."""
    started: datetime | None = None
    ended: datetime | None = None

    def add(self, result: JobResult) -> None:
        """Count a result."""
        written = result.written
        self.rows.append(
            Row(
                result.stage,
                result.item,
                result.tile,
                result.seconds["total"],
                result.peak_memory_mib,
                written.objects,
                written.bytes,
                result.attempt,
            )
        )
        self.zooms[result.stage] = counts_added([self.zooms.get(result.stage, {}), written.zooms])
        self.tile_zooms = counts_added([self.tile_zooms, written.tile_zooms])
        self.read[result.stage] += result.rows
        self.phases.setdefault(result.stage, Counter()).update(result.seconds)
        self.groups |= written.groups
        self.started = min(self.started or result.started, result.started)
        self.ended = max(self.ended or result.ended, result.ended)

    def done(self) -> set[Job]:
        """The jobs that have a result."""
        return {(row.stage, row.item) for row in self.rows}

    def stage(self, stage: Stage, owed: int, told: Told) -> StageReport:
        """What is said of a stage that owed so many jobs."""
        rows = [row for row in self.rows if row.stage == stage]
        seconds = sorted(row.seconds for row in rows)
        memory = [row.memory for row in rows]
        phases = {name: round(value, 3) for name, value in self.phases.get(stage, Counter()).items() if name != "total"}
        return StageReport(
            owed=owed,
            done=len(rows),
            zooms=self.zooms.get(stage, {}),
            rows=self.read[stage],
            seconds=round(sum(seconds), 3),
            longest_seconds=round(max(seconds, default=0.0), 3),
            median_seconds=round(quantile(seconds, 0.5), 3),
            p95_seconds=round(quantile(seconds, 0.95), 3),
            peak_memory_mib=max(memory, default=0.0),
            mean_memory_mib=round(sum(memory) / len(memory), 1) if memory else 0.0,
            asked_memory_mib=told.memory,
            phases=phases,
            attempts=told.attempts,
            retries=dict(sorted(told.retries.items())),
            slowest=tuple(_slow(row) for row in sorted(rows, key=lambda row: -row.seconds)[:SLOWEST]),
        )


def quantile(values: list[float], share: float) -> float:
    """The smallest of the sorted values that at least so large a share of them does not exceed; 0 of none."""
    if not values:
        return 0.0
    return values[max(0, math.ceil(share * len(values)) - 1)]


def _slow(row: Row) -> Slow:
    return Slow(
        item=row.item,
        tile=row.tile,
        seconds=round(row.seconds, 3),
        peak_memory_mib=row.memory,
        bytes=row.bytes,
    )
