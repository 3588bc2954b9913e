"""RunReport: what a run did, made of its jobs' results."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from tilebuild.contracts.base import Contract
from tilebuild.contracts.request import BuildRequest, Stage
from tilebuild.contracts.result import ZoomCount


class RunStatus(StrEnum):
    """How a run ended."""

    SUCCEEDED = "succeeded"
    """Everything owed is stored."""
    INCOMPLETE = "incomplete"
    """The passes are used up and something is missing."""
    FAILED = "failed"
    """Stopped before its passes were used up."""
    DRY_RUN = "dry_run"
    """Planned only."""


class Slow(Contract):
    """One of the jobs that took longest."""

    item: str
    tile: str
    seconds: float
    peak_memory_mib: float
    bytes: int


class StageReport(Contract):
    """One stage's jobs together."""

    owed: int
    done: int
    zooms: dict[int, ZoomCount]
    rows: int
    seconds: float
    """Of all jobs together."""
    longest_seconds: float
    peak_memory_mib: float
    """Of the largest job."""
    median_seconds: float = 0.0
    """Of a job, as the next two."""
    p95_seconds: float = 0.0
    mean_memory_mib: float = 0.0
    asked_memory_mib: int = 0
    """The most that a job was given; 0 where no map told."""
    phases: dict[str, float] = Field(default_factory=dict)
    """Seconds of all jobs by phase."""
    attempts: int = 0
    """Of all jobs and passes, as far as the maps told."""
    retries: dict[str, int] = Field(default_factory=dict)
    """Attempts that failed, by cause."""
    slowest: tuple[Slow, ...] = ()
    """The ten that took longest."""


class Prices(Contract):
    """What the estimate is made of, in US dollars; regions and days differ, so that they are inputs."""

    vcpu_hour: float = 0.0170
    """A vCPU of a general-purpose instance on Spot."""
    gib_hour: float = 0.0023
    """A GiB of its memory."""
    put_1000: float = 0.0054
    """Requests that write to S3."""
    transition_1000: float = 0.025
    """Steps of a state machine."""


class Cost(Contract):
    """What a run costs on AWS, by what its jobs used: an estimate, without the database and what waits idle."""

    dollars: float
    compute: float
    writes: float
    steps: float
    vcpu_hours: float
    gib_hours: float
    prices: Prices


class RunReport(Contract):
    """A run, told at its end."""

    run_id: str
    prefix: str
    status: RunStatus
    message: str
    """One sentence."""
    request: BuildRequest
    passes: int
    started: datetime | None
    """When the first job began."""
    ended: datetime | None
    """When the last job ended."""
    stages: dict[Stage, StageReport]
    tile_zooms: dict[int, ZoomCount]
    """Vector tiles by tile zoom."""
    missing: tuple[str, ...]
    """``stage/item`` of every job without a result."""
    failures: dict[str, str]
    """``stage/item``, and ``z/x/y`` behind it where the job named it -> the last error of a job without a result."""
    cost: Cost | None = None
