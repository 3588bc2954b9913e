"""RunReport out of the results and failures that a run's jobs left."""

from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from tilebuild.contracts import Failures, JobResult, RunReport, RunStatus, Stage, StageReport, ZoomCount
from tilebuild.contracts.base import Model
from tilebuild.contracts.request import BuildRequest
from tilebuild.keys import failures_prefix, results_prefix
from tilebuild.storage import Bucket

_CONCURRENT_READS = 32


def read_results(run_id: str, control: Bucket) -> list[JobResult]:
    """Every result of the run."""
    return _read_all(JobResult, results_prefix(run_id), control)


def read_failures(run_id: str, control: Bucket) -> list[Failures]:
    """Every failures object of the run; a job that ended well later has removed its own."""
    return _read_all(Failures, failures_prefix(run_id), control)


def summarise(
    request: BuildRequest,
    owed: set[tuple[Stage, str]],
    results: Iterable[JobResult],
    failures: Iterable[Failures],
    status: RunStatus,
    message: str,
    passes: int,
) -> RunReport:
    """The report of a run.

    Args:
        request: as it was understood.
        owed: every (stage, item) that must have a result.
        results: of the jobs that have one.
        failures: of the jobs that left one.
        status: how the run ended.
        message: the same as one sentence.
        passes: how many were planned.
    """
    results = [result for result in results if (result.stage, result.item) in owed]
    done = {(result.stage, result.item) for result in results}
    return RunReport(
        run_id=request.run_id,
        prefix=request.prefix,
        status=status,
        message=message,
        request=request,
        passes=passes,
        started=min((result.started for result in results), default=None),
        ended=max((result.ended for result in results), default=None),
        stages={stage: _stage(stage, owed, results) for stage in Stage if any(one == stage for one, _ in owed)},
        tile_zooms=_added(result.written.tile_zooms for result in results),
        missing=tuple(sorted(f"{stage}/{item}" for stage, item in owed - done)),
        failures={
            f"{failed.stage}/{failed.item} {tile}": reason
            for failed in failures
            for tile, reason in failed.failed.items()
        },
    )


def _stage(stage: Stage, owed: set[tuple[Stage, str]], results: list[JobResult]) -> StageReport:
    mine = [result for result in results if result.stage == stage]
    return StageReport(
        owed=sum(1 for one, _ in owed if one == stage),
        done=len(mine),
        zooms=_added(result.written.zooms for result in mine),
        rows=sum(result.rows for result in mine),
        seconds=round(sum(result.seconds["total"] for result in mine), 3),
        longest_seconds=round(max((result.seconds["total"] for result in mine), default=0.0), 3),
        peak_memory_mib=max((result.peak_memory_mib for result in mine), default=0.0),
    )


def _added(counts: Iterable[dict[int, ZoomCount]]) -> dict[int, ZoomCount]:
    total: dict[int, ZoomCount] = defaultdict(ZoomCount)
    for zooms in counts:
        for zoom, count in zooms.items():
            total[zoom] = total[zoom].plus(count)
    return dict(sorted(total.items()))


def _read_all(model: type[Model], prefix: str, control: Bucket) -> list[Model]:
    keys = sorted(control.list(prefix.rstrip("/")))
    with ThreadPoolExecutor(_CONCURRENT_READS) as pool:
        return list(pool.map(lambda key: model.parse(control.get(key), f"the object {key}"), keys))
