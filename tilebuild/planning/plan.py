"""Plan: what is owed minus what is done, written as item lists. The first pass, the next and a resume are one."""

import json
from collections.abc import Iterable
from typing import Any

from tilebuild.contracts import (
    BuildRequest,
    ItemList,
    Plan,
    PyramidItem,
    Stage,
    TileItem,
    ToleratedFailures,
    parse_request,
)
from tilebuild.errors import RequestError
from tilebuild.keys import plan_key, request_key, results_prefix, scope_key
from tilebuild.planning.areas import groups_of
from tilebuild.planning.items import Owed, owed_by
from tilebuild.storage import JSON, Bucket, NotFoundError, open_bucket

LEAST_TOLERATED = 20
"""Failures that a map always bears: a percentage alone would stop a small run at its first one."""

RESUMABLE = {"passes", "max_concurrency", "tolerated_failure_percentage", "dry_run"}
"""Fields that may differ when a run_id is used again: they do not change what is owed."""


def plan_pass(request: Any, execution: str, number: int, control: Bucket) -> Plan:
    """Plan one pass of a run and write its item lists to the control bucket.

    Args:
        request: the execution's input.
        execution: its name, which names the run where the request does not.
        number: which pass this is, from 1.
        control: the control bucket.

    Raises:
        RequestError: the request is wrong, or its run_id was used for another one.
    """
    named = parse_request(request).named(execution)
    listed = list(_listed(named, control))
    _keep_request(named, control)
    whole = owed_by(named, groups_of(named, listed))
    owed = whole.minus(done_jobs(named.run_id, control))
    for key, scope in owed.scopes.items():
        control.put(key, scope.format().encode(), "text/plain")
    return _written(named, number, owed, control)


def read_request(run_id: str, control: Bucket) -> BuildRequest:
    """The request of a run as it was understood.

    Raises:
        RequestError: there is no such run.
    """
    try:
        return parse_request(control.get(request_key(run_id)), f"the request of run {run_id}")
    except NotFoundError as error:
        raise RequestError(f"there is no run {run_id!r} in {control.name}") from error


def owed_in_all(run_id: str, control: Bucket) -> tuple[BuildRequest, Owed]:
    """Everything that a planned run owes, done or not."""
    request = read_request(run_id, control)
    return request, owed_by(request, groups_of(request, _listed(request, control)))


def done_jobs(run_id: str, control: Bucket) -> set[tuple[Stage, str]]:
    """The jobs of a run that have a result: keys are listed, not read."""
    prefix = results_prefix(run_id)
    names = (key.removeprefix(prefix).removesuffix(".json").split("/") for key in control.list(prefix.rstrip("/")))
    return {(Stage(stage), item) for stage, item in names}


def tolerated(count: int, percentage: float) -> int:
    """How many of a map's ``count`` items may fail before it stops."""
    return max(LEAST_TOLERATED, int(count * percentage / 100))


def _written(request: BuildRequest, number: int, owed: Owed, control: Bucket) -> Plan:
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
        max_concurrency=request.max_concurrency,
        tolerated_failure_count=ToleratedFailures(
            tiles=tolerated(len(owed.tiles), percentage), pyramid=tolerated(len(owed.pyramid), percentage)
        ),
    )


def _write_items(
    run_id: str, number: int, kind: str, items: Iterable[TileItem | PyramidItem], control: Bucket
) -> ItemList:
    lines = [item.model_dump_json() for item in items]
    key = plan_key(run_id, number, kind)
    control.put(key, "".join(f"{line}\n" for line in lines).encode(), "application/x-ndjson")
    return ItemList(bucket=control.name, key=key, count=len(lines))


def _keep_request(request: BuildRequest, control: Bucket) -> None:
    """Write the request at the first pass; after that it must be the same one."""
    key = request_key(request.run_id)
    if control.exists(key):
        before = read_request(request.run_id, control)
        changed = sorted(name for name in _fields(request) if _fields(request)[name] != _fields(before)[name])
        if changed:
            raise RequestError(
                f"run_id {request.run_id!r} was used with another {' and '.join(changed)}: choose a new run_id"
            )
        return
    control.put(key, (json.dumps(request.model_dump(mode="json"), indent=1) + "\n").encode(), JSON)


def _fields(request: BuildRequest) -> dict[str, Any]:
    return request.model_dump(mode="json", exclude=RESUMABLE)


def _listed(request: BuildRequest, control: Bucket) -> Iterable[str]:
    """The lines of the request's file, kept beside the run at first reading so that every pass sees the same ones."""
    url = request.tiles_file or request.expired_file
    if url is None:
        return []
    kept = scope_key(request.run_id, "area")
    if not control.exists(kept):
        control.put(kept, _fetched(url), "text/plain")
    return control.get(kept).decode(errors="replace").splitlines()


def _fetched(url: str) -> bytes:
    bucket, _, key = url.removeprefix("s3://").partition("/")
    return open_bucket(bucket).get(key)
