"""A build on one machine: database, import, stack, execution, and what came of it."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tilebuild.contracts import RunReport, RunStatus, parse_request
from tilebuild.contracts.request import BuildRequest
from tilebuild.errors import EXIT_TILES_FAILED, RequestError, UnavailableError
from tilebuild.keys import INBOX, report_key
from tilebuild.local.compiling import compiling
from tilebuild.local.display import Display
from tilebuild.local.executions import Execution
from tilebuild.local.home import Current, Home
from tilebuild.local.importer import ImportResult, import_extract
from tilebuild.local.inputs import BuildOptions, area, checked, named_extract, run_name, tell_of_the_meridian
from tilebuild.local.journal import Record
from tilebuild.local.outside import lies_outside
from tilebuild.local.postgres import Cluster, parse_dsn
from tilebuild.local.project import project_directory
from tilebuild.local.stack import LocalStack
from tilebuild.local.watch import watcher
from tilebuild.planning import inbox
from tilebuild.rawr.database import Database
from tilebuild.storage import JSON, Bucket

CONTROL = "ControlBucket"
"""Logical id of the control bucket in the template."""
SECRET = "arn:aws:secretsmanager:us-east-1:000000000000:secret:tilebuild-database"  # noqa: S105 - a name, no secret

VERDICTS = ("RunIncomplete", "RunFailed")
"""Errors of an execution that its report has led to."""
REFUSALS = ("RequestError", "NotFoundError")
"""Errors of Plan that no second try helps."""


@dataclass(frozen=True)
class Done:
    """A run that ended."""

    report: RunReport
    home: Path
    tiles: Path
    """Directory of the bucket that the tiles are in."""
    page: Path
    """The report as a page for a browser."""

    @property
    def exit_code(self) -> int:
        """0 where everything owed is stored."""
        return 0 if self.report.status in (RunStatus.SUCCEEDED, RunStatus.DRY_RUN) else EXIT_TILES_FAILED


def build(home: Home, options: BuildOptions, display: Display) -> Done:
    """Import the extract where that was not done before, and build its tiles.

    Raises:
        RequestError: an input is wrong or a package is missing.
        UnavailableError: the database or the disk gave up.
    """
    options = checked(home, options, display)
    bbox = area(options)
    parse_request({"bbox": bbox, "run_id": options.run_id})
    home.make()
    with server(home, options.dsn, display) as target:
        with compiling(display):
            imported = imported_extract(home, options, target, display)
        with local_stack(home, imported.database, "", options.slots, display, options.style) as stack:
            control = home.bucket(stack.bucket(CONTROL))
            wanted = Current("", "", imported.database.names[0], control.name, bbox, options.style)
            run_id = options.run_id or home.unfinished(wanted) or run_name(options.pbf, datetime.now(UTC))
            execution = begin(stack, parse_request({"bbox": bbox, "run_id": run_id}))
            home.set_current(replace(wanted, run_id=run_id, prefix=run_id))
            stack.wait(execution)
            return done(home, stack, run_id, run_id, control)


def begin(stack: LocalStack, request: BuildRequest) -> Execution:
    """Start a run, go on with one that did not succeed, or wait for one that another process is at.

    Raises:
        RequestError: the run_id was used for another request, or its run has succeeded.
    """
    before = stack.execution(request.run_id)
    if before is None:
        return stack.start(request.run_id, as_input(request))
    if json.loads(before.input) != as_input(request):
        raise RequestError(f"run_id {request.run_id!r} was used for another area: choose a new one")
    if before.status == "SUCCEEDED":
        raise RequestError(f"run {request.run_id} has stored everything already: choose another run_id to build again")
    if before.status == "RUNNING":
        return stack.start(request.run_id, as_input(request))
    return stack.resume(request.run_id)


def drop(home: Home, file: Path, slots: int | None, display: Display, dsn: str | None = None) -> Done:
    """Put a file into the inbox of the newest build's stack, and wait for the run that it starts.

    ``dsn`` names the database where the build was made from one of the user's.

    Raises:
        RequestError: nothing was built yet, or the file was rejected; the sentence says why.
    """
    current = home.current()
    home.make()
    with compiling(display):
        pass
    with (
        server(home, dsn, display) as target,
        local_stack(home, _named(target, current.database), current.prefix, slots, display, current.style) as stack,
    ):
        control = home.bucket(stack.bucket(CONTROL))
        key, version = INBOX + file.name, uuid.uuid4().hex
        control.put(key, file.read_bytes(), JSON)
        stack.put_object_event(control.name, key, version)
        name = inbox.run_name(key, version)
        started = stack.execution(name)
        if started is None:
            raise RequestError(f"{file.name} was rejected: {_reason(control, key, version)}")
        request = parse_request(json.loads(started.input))
        tell_of_the_meridian(request.bbox, display)
        for execution in stack.running():
            stack.wait(execution)
        left = done(home, stack, name, request.run_id, control)
        if lies_outside(request, current.bbox, control):
            display.say(f"no part of {file.name} lies in the area of the newest build, {_degrees(current.bbox)}")
        return left


def _degrees(bbox: tuple[float, float, float, float]) -> str:
    return "[" + ", ".join(f"{ordinate:g}" for ordinate in bbox) + "]"


@contextmanager
def server(home: Home, dsn: str | None, display: Display) -> Iterator[Cluster | Database]:
    """The database server to read from: the user's, or the private one, running inside the block."""
    if dsn is not None:
        yield parse_dsn(dsn)
        return
    with Cluster(home.postgres, say=display.say) as cluster:
        yield cluster


@contextmanager
def newest_database(home: Home, dsn: str | None, display: Display) -> Iterator[Database]:
    """The database of a DSN, or that of the newest build, its server running inside the block.

    Raises:
        RequestError: there is neither.
    """
    if dsn is not None:
        yield parse_dsn(dsn)
        return
    current = home.current()
    with server(home, None, display) as target:
        yield _named(target, current.database)


def _named(target: Cluster | Database, name: str) -> Database:
    if not isinstance(target, Cluster):
        return target
    if name not in target.databases():
        raise RequestError(f"the newest build was made from a database of your own, {name}: name it by --dsn")
    return target.database(name)


def imported_extract(home: Home, options: BuildOptions, target: Cluster | Database, display: Display) -> ImportResult:
    """Import the options' extract, shown as it goes on; one that was imported before is used again."""
    return import_extract(
        named_extract(options),
        target,
        water_polygons=options.water_polygons,
        land_polygons=options.land_polygons,
        log=home.logs / "import.log",
        progress=lambda phase, fraction: display.update(f"Import: {phase}", round(100 * fraction), 100),
        style=options.style or None,
    )


@contextmanager
def local_stack(
    home: Home, database: Database, default_prefix: str, slots: int | None, display: Display, style: str = ""
) -> Iterator[LocalStack]:
    """The template's stack in this home, its jobs reading the given database."""
    parameters = {
        "Environment": "dev",
        "ImageTag": "local",
        "DefaultPrefix": default_prefix,
        "DatabaseHosts": database.hosts[0],
        "DatabasePort": str(database.port),
        "DatabaseName": database.names[0],
        "DatabaseSecretArn": SECRET,
        "Style": style,
    }
    secrets = {SECRET: {"username": database.user, "password": database.password}}
    template = project_directory() / "template.yaml"
    with LocalStack(home.path, template, parameters, secrets, slots, watcher(display)) as stack:
        yield stack


def done(home: Home, stack: LocalStack, execution: str, run_id: str, control: Bucket) -> Done:
    """What an ended execution left of its run.

    Raises:
        RequestError: it was refused; the sentence says why.
        UnavailableError: it ended before it could report; a report of an earlier execution of the run is none of it.
    """
    record = stack.execution(execution)
    if record is None or not (record.status == "SUCCEEDED" or record.error in VERDICTS):
        said = f"run {run_id} ended without a report: {_cause(record)}"
        raise RequestError(said) if record is not None and record.error in REFUSALS else UnavailableError(said)
    key = report_key(run_id, "json")
    report = RunReport.parse(control.get(key), f"the report {key}")
    page = home.buckets / control.name / report_key(run_id, "html")
    return Done(report, home.path, home.buckets / stack.bucket("TileBucket"), page)


def _cause(record: Record | None) -> str:
    """Why it ended, in the sentence of the function that failed where it was one."""
    if record is None:
        return "it did not start"
    try:
        return str(json.loads(record.cause or "")["errorMessage"])
    except (ValueError, KeyError, TypeError):
        return record.cause or record.error or record.status


def as_input(request: BuildRequest) -> Any:
    """The request as an execution takes it: only what differs from the defaults."""
    return request.model_dump(mode="json", exclude_defaults=True)


def _reason(control: Bucket, key: str, version: str) -> str:
    """Why nothing was started: the sentence that lies beside the rejected file."""
    for name in control.list("rejected"):
        if name.endswith(".error.json"):
            said = json.loads(control.get(name))
            if (said["file"], said["version"]) == (key, version):
                return str(said["error"])
    return "the trigger function failed, its log says why"
