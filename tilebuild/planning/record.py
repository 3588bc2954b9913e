"""What a run owes in all, written down when it is planned first.

Every later pass, a resume and the report read it from there, so that they agree whatever has changed meanwhile:
weights, what is stored, the code. The request is written last: that it is there means that the rest is.
"""

import json
from typing import Any

from tilebuild.contracts import BuildRequest, PyramidItem, Stage, TileItem, parse_request
from tilebuild.contracts.request import RUN_ID
from tilebuild.errors import RequestError
from tilebuild.keys import WEIGHTS, failures_prefix, owed_key, request_key, results_prefix, scope_key
from tilebuild.planning.areas import groups_of
from tilebuild.planning.items import Planner
from tilebuild.planning.owed import Job, Owed, from_lines, sealed, to_lines, unsealed
from tilebuild.planning.site import Site
from tilebuild.planning.stored import Stored
from tilebuild.planning.weights import Weights, read_weights
from tilebuild.storage import JSON, Bucket, NotFoundError, open_bucket

NDJSON = "application/x-ndjson"

RESUMABLE = {"passes", "max_concurrency", "tolerated_failure_percentage", "dry_run"}
"""Fields that may differ when a run_id is used again: they do not change what is owed."""


def record(request: BuildRequest, control: Bucket, site: Site) -> None:
    """Write down what a named request owes, unless that was done before.

    Raises:
        RequestError: the area is empty, or the run_id was used for another request.
    """
    before = _before(request, control)
    if before is None or (before.dry_run and not done_jobs(request.run_id, control)):
        _record(request, control, site)
    elif before != request:
        _put_request(request, control)


def read_request(run_id: str, control: Bucket) -> BuildRequest:
    """The request of a run as it was understood.

    Raises:
        RequestError: there is no such run.
    """
    if RUN_ID.fullmatch(run_id) is None:
        raise RequestError(f"run_id is {run_id!r}: it must be letters, digits and inner hyphens, 80 at most")
    try:
        return parse_request(control.get(request_key(run_id)), f"the request of run {run_id}")
    except NotFoundError as error:
        raise RequestError(f"there is no run {run_id!r} in {control.name}") from error


def read_owed(run_id: str, control: Bucket) -> Owed:
    """Everything that a planned run owes, done or not.

    Raises:
        RequestError: there is no such run.
    """
    what = f"what run {run_id} owes"
    tiles, pyramid = (unsealed(control.get(owed_key(run_id, kind)), what) for kind in ("tiles", "pyramid"))
    return Owed(from_lines(TileItem, tiles, what), from_lines(PyramidItem, pyramid, what))


def done_jobs(run_id: str, control: Bucket) -> set[Job]:
    """The jobs of a run that have a result: keys are listed, not read."""
    return _jobs_below(results_prefix(run_id), control)


def failed_jobs(run_id: str, control: Bucket) -> set[Job]:
    """The jobs of a run that left a failures object."""
    return _jobs_below(failures_prefix(run_id), control)


def _jobs_below(prefix: str, control: Bucket) -> set[Job]:
    names = (key.removeprefix(prefix).removesuffix(".json").split("/") for key in control.list(prefix.rstrip("/")))
    return {(Stage(stage), item) for stage, item in names}


def _before(request: BuildRequest, control: Bucket) -> BuildRequest | None:
    """The same run's request of an earlier time, which must not have asked for something else."""
    if not control.exists(request_key(request.run_id)):
        return None
    before = read_request(request.run_id, control)
    changed = sorted(name for name in _fields(request) if _fields(request)[name] != _fields(before)[name])
    if changed:
        raise RequestError(
            f"run_id {request.run_id!r} was used with another {' and '.join(changed)}: choose a new run_id"
        )
    return before


def _record(request: BuildRequest, control: Bucket, site: Site) -> None:
    listed = _listed(request, control)
    planner = _planner(request, control, site)
    owed, scopes = planner.plan(groups_of(request, listed, site.margin))
    control.put_all(((key, scope.format().encode()) for key, scope in scopes.items()), "text/plain")
    control.put(owed_key(request.run_id, "tiles"), sealed(to_lines(owed.tiles)), NDJSON)
    control.put(owed_key(request.run_id, "pyramid"), sealed(to_lines(owed.pyramid)), NDJSON)
    _put_request(request, control)


def _planner(request: BuildRequest, control: Bucket, site: Site) -> Planner:
    rawr = metatiles = None
    if request.only_missing:
        rawr = Stored(open_bucket(site.rawr_bucket), request.prefix, site.rawr_layout)
        metatiles = Stored(open_bucket(site.tile_bucket), request.prefix, site.tile_layout)
    weights = Weights(_weights(control))
    return Planner(request, weights, site.max_metatile_zoom, site.heavy_bytes, rawr, metatiles)


def _weights(control: Bucket) -> Any:
    try:
        return read_weights(control.get(WEIGHTS))
    except NotFoundError:
        return {}


def _put_request(request: BuildRequest, control: Bucket) -> None:
    text = json.dumps(request.model_dump(mode="json"), indent=1) + "\n"
    control.put(request_key(request.run_id), text.encode(), JSON)


def _fields(request: BuildRequest) -> dict[str, Any]:
    return request.model_dump(mode="json", exclude=RESUMABLE)


def _listed(request: BuildRequest, control: Bucket) -> list[str]:
    """The lines of the request's file, kept beside the run at first reading."""
    url = request.tiles_file or request.expired_file
    if url is None:
        return []
    bucket, _, key = url.removeprefix("s3://").partition("/")
    data = open_bucket(bucket).get(key)
    control.put(scope_key(request.run_id, "area"), data, "text/plain")
    return data.decode(errors="replace").splitlines()
