"""Report: what a run did as report.json, and a dropped request file moved to where it belongs."""

from typing import Any

from tilebuild.contracts import RunReport, RunStatus
from tilebuild.keys import done_key, processing_key, report_key
from tilebuild.planning import owed_in_all
from tilebuild.report.collect import read_failures, read_results, summarise
from tilebuild.storage import JSON, Bucket

NAMED = 10
"""How many missing jobs an error names; the report has them all."""


def write_report(run_id: str, passes: int, error: dict[str, Any] | None, control: Bucket) -> RunReport:
    """Write the report of a run and move its dropped file on, if it came by one.

    Args:
        run_id: of the run; it was planned at least once.
        passes: the number of the last pass planned.
        error: ``{"Error": …, "Cause": …}`` of what stopped the run before its passes were used up, or None.
        control: the control bucket.

    Raises:
        RequestError: there is no such run.
    """
    request, owed = owed_in_all(run_id, control)
    results = read_results(run_id, control)
    missing = owed.jobs() - {(result.stage, result.item) for result in results}
    status = _status(request.dry_run, len(missing), error)
    message = _message(status, sorted(f"{stage}/{item}" for stage, item in missing), error)
    failures = read_failures(run_id, control)
    report = summarise(request, owed.jobs(), results, failures, status, message, passes)
    control.put(report_key(run_id, "json"), (report.model_dump_json(indent=1) + "\n").encode(), JSON)
    _move_on(run_id, control)
    return report


def outcome(report: RunReport) -> dict[str, Any]:
    """What the state machine is told: small, whatever the size of the run."""
    return {
        "run_id": report.run_id,
        "status": report.status.value,
        "missing": len(report.missing),
        "first_missing": list(report.missing[:NAMED]),
        "report": report_key(report.run_id, "json"),
        "message": report.message,
    }


def _status(dry_run: bool, missing: int, error: dict[str, Any] | None) -> RunStatus:
    if error:
        return RunStatus.FAILED
    if dry_run:
        return RunStatus.DRY_RUN
    return RunStatus.INCOMPLETE if missing else RunStatus.SUCCEEDED


def _message(status: RunStatus, missing: list[str], error: dict[str, Any] | None) -> str:
    first = ", ".join(missing[:NAMED]) + (", …" if len(missing) > NAMED else "")
    match status:
        case RunStatus.SUCCEEDED:
            return "everything that the run owed is stored"
        case RunStatus.DRY_RUN:
            return f"planned only: {len(missing)} jobs are owed"
        case RunStatus.INCOMPLETE:
            return f"{len(missing)} jobs have no result after the last pass: {first}"
        case RunStatus.FAILED:
            why = (error or {}).get("Error") or "an error"
            return f"the run was stopped by {why} with {len(missing)} jobs missing: {first or 'none'}"


def _move_on(run_id: str, control: Bucket) -> None:
    """A file that a person dropped waits under processing/ while its run goes on."""
    waiting = processing_key(run_id, "")
    for key in list(control.list(waiting.rstrip("/"))):
        control.move(key, done_key(run_id, key.removeprefix(waiting)))
