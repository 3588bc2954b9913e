"""Job: one unit of work as the three commands see it, and how it ends.

A job writes its objects, then its result, last. One that could not make every tile it owes makes the others, writes
which failed and why, no result, and ends with the code for it.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mercantile import Tile

from tilebuild import __version__
from tilebuild.contracts import Failures, JobResult, MetatileShape, Place, Stage, Written
from tilebuild.contracts.scope import Scope
from tilebuild.errors import RequestError, TilebuildError, TilesFailedError
from tilebuild.grid import format_tile
from tilebuild.jobs.log import log, log_error
from tilebuild.jobs.tally import Tally
from tilebuild.keys import failure_key, item_name, result_key
from tilebuild.settings import Settings
from tilebuild.storage import JSON, Bucket, open_bucket


@dataclass(frozen=True)
class Job:
    """What a job was told, and what it has done so far."""

    stage: Stage
    tile: Tile
    run_id: str
    settings: Settings
    control: Bucket
    scope: Scope
    """What it owes."""
    place: Place
    """Where its objects go."""
    attempt: int
    started: datetime
    tally: Tally = field(default_factory=Tally)

    @property
    def item(self) -> str:
        """The name of its result."""
        return self.settings.scope.item or item_name(self.tile)

    def written(self) -> Written:
        """Everything of the item that is stored: by earlier jobs, and by this one so far."""
        return self.scope.stored.plus(self.tally.written())


def open_job(stage: Stage, tile: Tile, run_id: str, settings: Settings, environment: Mapping[str, str]) -> Job:
    """The job that a command line and an environment describe.

    Raises:
        RequestError: no control bucket is set, or the scope object is missing or malformed.
    """
    control = open_bucket(settings.control.bucket)
    key = settings.scope.key
    scope = Scope.parse(control.get(key).decode()) if key else Scope.whole(tile)
    if not scope.parts:
        raise RequestError(f"the scope {key} is empty: a job owes something")
    return Job(
        stage=stage,
        tile=tile,
        run_id=run_id,
        settings=settings,
        control=control,
        scope=scope,
        place=place_of(stage, settings),
        attempt=int(environment.get("AWS_BATCH_JOB_ATTEMPT", "1")),
        started=datetime.now(UTC),
    )


def place_of(stage: Stage, settings: Settings) -> Place:
    """Where the objects of a stage go.

    Raises:
        RequestError: the bucket or the prefix is not set.
    """
    if stage == Stage.RAWR:
        sink = settings.rawr.sink.s3
        return Place(
            bucket=_given(sink.bucket, "rawr__sink__s3__bucket"),
            prefix=_given(sink.prefix, "rawr__sink__s3__prefix"),
            layout=sink.layout,
        )
    store, metatile = settings.store, settings.metatile
    return Place(
        bucket=_given(store.name, "store__name"),
        prefix=_given(store.date_prefix, "store__date-prefix"),
        layout=store.layout,
        metatile=MetatileShape(size=metatile.size, tile_sizes=metatile.tile_sizes, max_zoom=metatile.max_zoom),
    )


def _given(value: str, name: str) -> str:
    if not value:
        raise RequestError(f"setting TILEQUEUE__{name} is not set: this job needs it")
    return value


def carry_out(job: Job, work: Callable[[Job], None]) -> JobResult:
    """Do the work and leave its result, or what failed of it.

    Raises:
        TilesFailedError: some tiles failed; everything else is stored and the failures object names them.
        TilebuildError: whatever stopped the work altogether; the failures object says so.
    """
    log(f"{job.stage} job started", attempt=job.attempt, version=__version__)
    try:
        with job.tally.phase("total"):
            work(job)
    except MemoryError:
        raise
    except Exception as error:
        _leave(job, error)
        raise
    if job.tally.failed:
        raise _failed(job)
    result = _result(job)
    job.control.put(result_key(job.run_id, job.stage, job.item), _json(result.model_dump(mode="json")), JSON)
    job.control.delete(failure_key(job.run_id, job.stage, job.item))
    log(f"{job.stage} job done", objects=result.written.objects, bytes=result.written.bytes, seconds=result.seconds)
    return result


def _failed(job: Job) -> TilesFailedError:
    """Store what failed; the error that says so."""
    _put_failures(job, written=job.written())
    for coordinate, reason in job.tally.failed.items():
        log_error(reason, failed=coordinate)
    first = next(iter(job.tally.failed.items()))
    return TilesFailedError(f"{len(job.tally.failed)} tiles failed, {first[0]} first: {first[1]}")


def _leave(job: Job, error: Exception) -> None:
    """Store what ended the job, for the report; where the store is what failed, the log alone has it."""
    known = isinstance(error, TilebuildError)
    said = str(error) if known else f"{type(error).__name__}: {error}"
    try:
        _put_failures(job, error=said, exit_code=error.exit_code if isinstance(error, TilebuildError) else 1)
    except TilebuildError as second:
        log_error(f"the failure could not be stored: {second}")


def _put_failures(job: Job, **more: Any) -> None:
    failures = Failures(
        stage=job.stage,
        item=job.item,
        tile=format_tile(job.tile),
        run_id=job.run_id,
        failed=job.tally.failed,
        scope=job.settings.scope.key,
        attempt=job.attempt,
        version=__version__,
        **more,
    )
    job.control.put(failure_key(job.run_id, job.stage, job.item), _json(failures.model_dump(mode="json")), JSON)


def _result(job: Job) -> JobResult:
    return JobResult(
        stage=job.stage,
        item=job.item,
        tile=format_tile(job.tile),
        run_id=job.run_id,
        version=__version__,
        place=job.place,
        written=job.written(),
        rows=job.tally.rows,
        seconds=job.tally.seconds(),
        peak_memory_mib=peak_memory_mib(),
        attempt=job.attempt,
        started=job.started,
        ended=datetime.now(UTC),
    )


def peak_memory_mib() -> float:
    """The most memory that this process has had resident.

    Linux tells it in KiB as VmHWM; ``ru_maxrss`` would begin with that of whoever started the process.
    """
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return round(int(fields["VmHWM"].split()[0]) / 1024, 1)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))


def _json(data: object) -> bytes:
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()
