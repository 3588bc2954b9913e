"""RunReport: what a run did, made of its jobs' results."""

from datetime import datetime
from enum import StrEnum

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
    """``stage/item z/x/y`` -> the error that its job reported."""
