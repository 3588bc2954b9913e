"""A request file dropped into the inbox: read it, start its run once, put it where it belongs.

An event of the file may come twice, late, or again after a crash in the middle. So everything here can be done again:
the run's name is made of the file's key and version, copies are written before anything starts, and the file in the
inbox is the last thing to go.
"""

import csv
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Literal

from tilebuild.contracts import BuildRequest, parse_request
from tilebuild.errors import RequestError
from tilebuild.keys import INBOX, done_key, inbox_name, processing_key, rejected_key
from tilebuild.planning.areas import groups_of
from tilebuild.planning.record import read_request
from tilebuild.storage import JSON, Bucket, NotFoundError

MAX_BYTES = 252 * 1024
"""Of a request: an execution's input ends at 256 KiB, and Plan is handed a little more than the request."""

MAX_CSV_BYTES = 64 * 1024 * 1024
"""Of a failed.csv, which names a run and is no input itself: a planet's has 54,613 lines."""

_SLUG_LENGTH = 60
_HASH_LENGTH = 16

Start = Callable[[str, str], None]
"""Starts the execution of this name with this input (JSON); one that has started before is fine."""


@dataclass(frozen=True)
class Dropped:
    """One upload: what the object store says about it."""

    key: str
    """In the control bucket, as it is (not URL-encoded)."""
    version: str
    """Differs between two uploads of one key, and is the same in two events of one upload."""
    time: datetime
    """Of the event; the same in its duplicates."""


@dataclass(frozen=True)
class Received:
    """What became of it."""

    action: Literal["started", "rejected", "ignored"]
    run_id: str = ""
    reason: str = ""


def receive(dropped: Dropped, control: Bucket, start: Start, default_prefix: str = "") -> Received:
    """Start the run of a dropped file, or put the file aside with one sentence why not.

    Args:
        dropped: the upload.
        control: the control bucket.
        start: starts an execution.
        default_prefix: of the build that a request mends where it names none; empty: it makes a build of its own.
    """
    if not dropped.key.startswith(INBOX) or dropped.key.endswith("/"):
        return Received("ignored", reason=f"{dropped.key} is no file in {INBOX}")  # folders that a console makes
    run_id = run_name(dropped.key, dropped.version)
    try:
        is_csv = dropped.key.lower().endswith(".csv")
        data = _content(dropped.key, control, MAX_CSV_BYTES if is_csv else MAX_BYTES)
        if is_csv:
            request = read_request(run_of_failed_csv(data), control)
        else:
            request = read_dropped(data, run_id, default_prefix)
    except NotFoundError:
        return Received("ignored", reason=f"{dropped.key} is gone: an earlier event has dealt with it")
    except RequestError as error:
        _reject(dropped, control, str(error))
        return Received("rejected", run_id, str(error))
    _start(dropped, data, request, run_id, control, start)
    return Received("started", run_id)


def run_name(key: str, version: str) -> str:
    """The run's and execution's name: the file's name as far as it is legal, and what tells uploads apart."""
    plain = unicodedata.normalize("NFKD", PurePosixPath(inbox_name(key)).stem).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^0-9A-Za-z]+", "-", plain).strip("-")[:_SLUG_LENGTH].strip("-") or "request"
    digest = hashlib.sha256(f"{key}\n{version}".encode()).hexdigest()[:_HASH_LENGTH]
    return f"{slug}-{digest}"


def read_dropped(data: bytes, run_id: str, default_prefix: str = "") -> BuildRequest:
    """The request in a file, named.

    Raises:
        RequestError: one sentence that says what is wrong with it.
    """
    fields = _object(data)
    if "run_id" in fields:
        raise RequestError("field 'run_id' is not allowed in a dropped file: the run is named after the file")
    prefix = {"prefix": default_prefix} if default_prefix and not fields.get("prefix") else {}
    request = parse_request({**fields, **prefix, "run_id": run_id})
    if request.tiles_file is None and request.expired_file is None:
        groups_of(request)  # an area that no tile can be made of is refused here, while its sender still looks
    if len(execution_input(request).encode()) > MAX_BYTES:
        raise RequestError(f"as an execution's input it is over {MAX_BYTES} bytes: name its tiles by tiles_file")
    return request


def run_of_failed_csv(data: bytes) -> str:
    """The run that a failed.csv is of: what it has no result for is owed again, by the request that it had.

    Raises:
        RequestError: it is no such file, it names several runs, or it has no line.
    """
    try:
        runs = {row["run_id"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))}
    except (UnicodeDecodeError, csv.Error, KeyError) as error:
        raise RequestError("the file is no failed.csv: it must have the column run_id") from error
    if len(runs) != 1:
        raise RequestError(f"the file names {len(runs)} runs: a failed.csv has the lines of one run")
    return runs.pop()


def execution_input(request: BuildRequest) -> str:
    """The request as JSON: what was given and no defaults, so that a retry sends the same bytes."""
    return json.dumps(request.model_dump(mode="json", exclude_unset=True), sort_keys=True)


def _content(key: str, control: Bucket, most: int) -> bytes:
    size = control.size(key)
    if size > most:
        raise RequestError(f"the file has {size} bytes, {most} are allowed: name a large area by tiles_file")
    return control.get(key)


def _object(data: bytes) -> dict[str, Any]:
    """The JSON object in a file: UTF-8 with or without a byte order mark, or UTF-16 or 32 with one."""
    if not data.strip():
        raise RequestError('the file is empty: write a request like {"bbox": [9.4, 47.0, 9.7, 47.3]}')
    try:
        value = json.loads(data, object_pairs_hook=_without_repeats, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"the file is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise RequestError(f"the file holds a {type(value).__name__}: write one JSON object with the request's fields")
    return value


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise RequestError(f"field {next(name for name in names if names.count(name) > 1)!r} is given twice")
    return fields


def _no_number(text: str) -> None:
    raise RequestError(f"{text} is not a number in JSON")


def _start(dropped: Dropped, data: bytes, request: BuildRequest, execution: str, control: Bucket, start: Start) -> None:
    """Copy, start, remove: after a crash at any point the next event of the same upload does the rest.

    The copy comes first because a run may end, and its report move the copy on, before this function does; a copy
    that was moved on already is not made again.
    """
    name = inbox_name(dropped.key)
    if not control.exists(done_key(request.run_id, name)):
        control.put(processing_key(request.run_id, name), data, JSON)
    start(execution, execution_input(request))
    _remove(dropped.key, data, control)


def _reject(dropped: Dropped, control: Bucket, reason: str) -> None:
    """Put the file aside, its reason first, so that no file lies there without one."""
    target = rejected_key(dropped.time.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"), inbox_name(dropped.key))
    said = {"file": dropped.key, "version": dropped.version, "error": reason}
    try:
        control.put(f"{target}.error.json", (json.dumps(said, indent=1) + "\n").encode(), JSON)
        control.move(dropped.key, target)
    except NotFoundError:
        return  # a second event of the same upload was quicker


def _remove(key: str, data: bytes, control: Bucket) -> None:
    """Take the file out of the inbox, unless another one has been uploaded in its place meanwhile."""
    try:
        if control.get(key) == data:
            control.delete(key)
    except NotFoundError:
        return  # a second event of the same upload was quicker
