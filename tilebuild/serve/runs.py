"""What there is to show: the runs that have stored metatiles, where they lie and which area they cover."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tilebuild.contracts import BuildRequest, JobResult, Place, RunReport, Stage
from tilebuild.errors import RequestError
from tilebuild.grid import parse_tile
from tilebuild.keys import report_key, results_prefix
from tilebuild.planning import read_request
from tilebuild.serve.extent import WORLD, Extent, extent_of_geojson, extent_of_tiles, joined
from tilebuild.storage import Bucket, NotFoundError, open_directory

UNFINISHED = "unfinished"
"""Status of a run without a report: it is going on, or was stopped."""


@dataclass(frozen=True)
class Run:
    """A run with something to show."""

    run_id: str
    prefix: str
    """Of the metatiles: a rebuild has that of the build which it mends."""
    status: str
    """As in the report, or :data:`UNFINISHED`."""
    message: str
    time: datetime
    """When it ended, or of an unfinished one when the first of its jobs began."""
    extent: Extent
    place: Place
    tiles: int
    """Vector tiles with something in them, by the report; 0 while there is none."""
    bytes: int
    """Of the metatiles, by the report."""


def buckets_of(home: Path) -> Path:
    """The directory of one machine's buckets."""
    return home / "buckets"


def runs_of_home(home: Path) -> list[Run]:
    """Every run below ``home`` that has stored a metatile, the newest first."""
    found = [read_run(run_id, control) for control, run_id in _run_ids(home)]
    return newest_first(run for run in found if run is not None)


def run_of_home(home: Path, run_id: str | None = None) -> Run:
    """One run of a machine: that of the name, or the newest.

    Raises:
        RequestError: there is none.
    """
    runs = runs_of_home(home)
    if run_id is None and runs:
        return runs[0]
    for run in runs:
        if run.run_id == run_id:
            return run
    there = ", ".join(run.run_id for run in runs[:5]) or "none yet: make some with `tilebuild run`"
    what = "no run with tiles" if run_id is None else f"no run {run_id!r} with tiles"
    raise RequestError(f"there is {what} in {home}; there is {there}")


def control_of_home(home: Path, run_id: str) -> Bucket:
    """The control bucket that holds a run.

    Raises:
        RequestError: none does.
    """
    for control, found in _run_ids(home):
        if found == run_id:
            return control
    raise RequestError(f"there is no run {run_id!r} in {home}")


def newest_first(runs: Iterable[Run]) -> list[Run]:
    """By time, then by name."""
    return sorted(runs, key=lambda run: (run.time, run.run_id), reverse=True)


def extent_of_prefix(prefix: str, runs: Iterable[Run]) -> Extent:
    """What all runs that wrote below the prefix cover together."""
    return joined([run.extent for run in runs if run.prefix == prefix])


def about(run: Run, runs: Iterable[Run]) -> dict[str, Any]:
    """A run as plain data; ``extent`` is what it built, ``covers`` what there is under its prefix by all ``runs``."""
    return {
        "run_id": run.run_id,
        "prefix": run.prefix,
        "status": run.status,
        "message": run.message,
        "time": run.time.isoformat(timespec="seconds"),
        "extent": list(run.extent),
        "covers": list(extent_of_prefix(run.prefix, runs)),
        "tiles": run.tiles,
        "bytes": run.bytes,
    }


def read_run(run_id: str, control: Bucket) -> Run | None:
    """A run by what it left in the control bucket; None if it has stored no metatile (yet).

    Raises:
        RequestError: there is no such run.
    """
    request = read_request(run_id, control)
    first = next(_results(run_id, control), None)
    if first is None:
        return None
    report = _report(run_id, control)
    return Run(
        run_id=run_id,
        prefix=first.place.prefix,
        status=report.status.value if report else UNFINISHED,
        message=report.message if report else "the run has no report: it is going on, or was stopped",
        time=_utc((report.ended if report else None) or first.started),
        extent=_extent(request, run_id, control),
        place=first.place,
        tiles=sum(count.tiles for count in report.tile_zooms.values()) if report else 0,
        bytes=_metatile_bytes(report) if report else 0,
    )


def _run_ids(home: Path) -> Iterator[tuple[Bucket, str]]:
    for request in sorted(buckets_of(home).glob("*/runs/*/request.json")):
        bucket, run = request.parents[2], request.parent
        yield open_directory(bucket.parent, bucket.name), run.name


def _results(run_id: str, control: Bucket) -> Iterator[JobResult]:
    """Results of jobs that made metatiles, those of the high zooms first."""
    for stage in (Stage.HIGH, Stage.LOW):
        for key in control.list(results_prefix(run_id, stage).rstrip("/")):
            yield JobResult.parse(control.get(key), f"the object {key}")


def _report(run_id: str, control: Bucket) -> RunReport | None:
    try:
        return RunReport.parse(control.get(report_key(run_id, "json")), f"the report of run {run_id}")
    except NotFoundError:
        return None


def _metatile_bytes(report: RunReport) -> int:
    stages = (stage for name, stage in report.stages.items() if name != Stage.RAWR)
    return sum(count.bytes for stage in stages for count in stage.zooms.values())


def _extent(request: BuildRequest, run_id: str, control: Bucket) -> Extent:
    """By the request where it says so in coordinates, else by the tiles of the jobs that ended."""
    if request.bbox is not None:
        return Extent(*request.bbox)
    if request.geojson is not None:
        return extent_of_geojson(request.geojson)
    if request.tiles is not None:
        return extent_of_tiles(parse_tile(tile) for tile in request.tiles)
    if request.world:
        return WORLD
    return extent_of_tiles(parse_tile(result.tile) for result in _results(run_id, control))


def _utc(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)
