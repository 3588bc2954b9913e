"""Plan: what is owed minus what is done, written as item lists. The first pass, the next and a resume are one."""

from collections.abc import Sequence
from typing import Any

from tilebuild.contracts import BuildRequest, ItemList, Plan, PyramidItem, TileItem, ToleratedFailures, parse_request
from tilebuild.keys import plan_key
from tilebuild.planning.narrow import narrowed
from tilebuild.planning.owed import Owed, to_lines
from tilebuild.planning.record import NDJSON, done_jobs, read_owed, read_request, record
from tilebuild.planning.site import Site
from tilebuild.storage import Bucket

LEAST_TOLERATED = 20
"""Failures that a map always bears: a percentage alone would stop a small run at its first one."""


def plan_pass(request: Any, execution: str, number: int, control: Bucket, site: Site | None = None) -> Plan:
    """Plan one pass of a run and write its item lists to the control bucket.

    Args:
        request: the execution's input.
        execution: its name, which names the run where the request does not.
        number: which pass this is, from 1.
        control: the control bucket.
        site: what the deployment says; the defaults if not given.

    Raises:
        RequestError: the request is wrong, or its run_id was used for another one.
        UnavailableError: a store did not answer.
    """
    site = site or Site()
    named = parse_request(request).named(execution)
    record(named, control, site)
    owed = read_owed(named.run_id, control).minus(done_jobs(named.run_id, control))
    return _written(named, number, narrowed(named.run_id, owed, control), control, site)


def owed_in_all(run_id: str, control: Bucket) -> tuple[BuildRequest, Owed]:
    """The request of a run, and everything that it owes, done or not.

    Raises:
        RequestError: there is no such run.
    """
    return read_request(run_id, control), read_owed(run_id, control)


def tolerated(count: int, percentage: float) -> int:
    """How many of a map's ``count`` items may fail before it stops."""
    return max(LEAST_TOLERATED, int(count * percentage / 100))


def _written(request: BuildRequest, number: int, owed: Owed, control: Bucket, site: Site) -> Plan:
    percentage = request.tolerated_failure_percentage
    return Plan(
        run_id=request.run_id,
        prefix=request.prefix,
        number=number,
        passes=request.passes,
        dry_run=request.dry_run,
        owed=len(owed.tiles) + len(owed.pyramid),
        tiles=_write_items(request.run_id, number, "tiles", owed.tiles, control),
        pyramid=_write_items(request.run_id, number, "pyramid", owed.pyramid, control),
        max_concurrency=request.max_concurrency or site.max_concurrency,
        tolerated_failure_count=ToleratedFailures(
            tiles=tolerated(len(owed.tiles), percentage), pyramid=tolerated(len(owed.pyramid), percentage)
        ),
    )


def _write_items(
    run_id: str, number: int, kind: str, items: Sequence[TileItem | PyramidItem], control: Bucket
) -> ItemList:
    key = plan_key(run_id, number, kind)
    control.put(key, to_lines(items), NDJSON)
    return ItemList(bucket=control.name, key=key, count=len(items))
