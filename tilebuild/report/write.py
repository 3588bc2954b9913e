"""Report: what a run did as JSON, as a page and as tables; weights for the next run; a dropped file moved on."""

from typing import Any

from tilebuild.contracts import BuildRequest, Prices, RunReport, RunStatus, Stage
from tilebuild.keys import WEIGHTS, done_key, processing_key, report_key, table_key, weights_key
from tilebuild.planning import owed_in_all
from tilebuild.planning.owed import Job, Owed
from tilebuild.planning.weights import read_weights, with_groups, write_weights
from tilebuild.report.collect import iterate_failures, iterate_results
from tilebuild.report.cost import cost_of
from tilebuild.report.figures import Figures
from tilebuild.report.outcomes import Outcomes, read_outcomes
from tilebuild.report.page import page
from tilebuild.report.reasons import by_coordinate, reasons, told_failures
from tilebuild.report.tables import failed_csv, succeeded_csv
from tilebuild.storage import JSON, Bucket, NotFoundError

NAMED = 10
"""How many missing jobs an error names; the report has them all."""

LONGEST_REASON = 300
"""Characters of the reason that an error gives."""

EMPTY = ", but nothing is in any tile of the area: was it imported?"
"""What a person is told who asked for a place that was never imported."""

CSV = "text/csv; charset=utf-8"
HTML = "text/html; charset=utf-8"


def write_report(
    run_id: str, passes: int, error: dict[str, Any] | None, control: Bucket, prices: Prices | None = None
) -> RunReport:
    """Write the report of a run and move its dropped file on, if it came by one.

    Args:
        run_id: of the run; it was planned at least once.
        passes: the number of the last pass planned.
        error: ``{"Error": …, "Cause": …}`` of what stopped the run before its passes were used up, or None.
        control: the control bucket.
        prices: for the estimate of its cost.

    Raises:
        RequestError: there is no such run.
        UnavailableError: the store did not answer.
    """
    request, owed = owed_in_all(run_id, control)
    figures = _figures(run_id, owed, control)
    outcomes = read_outcomes(run_id, control)
    missing = owed.jobs() - figures.done()
    told = told_failures(iterate_failures(run_id, control), missing)
    said = reasons(missing, told, outcomes.deaths)
    status = _status(request.dry_run, len(missing), error)
    report = _report(request, owed, figures, outcomes, missing, passes, prices or Prices())
    report = report.model_copy(update={"status": status, "failures": by_coordinate(missing, told, said)})
    report = report.model_copy(update={"message": _message(report, error)})
    tiles = owed.tile_names()
    control.put(table_key(run_id, "succeeded"), succeeded_csv(run_id, figures.rows), CSV)
    control.put(table_key(run_id, "failed"), failed_csv(run_id, {job: tiles[job] for job in missing}, said), CSV)
    control.put(report_key(run_id, "html"), page(report).encode(), HTML)
    _keep_weights(run_id, figures, control)
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


def _figures(run_id: str, owed: Owed, control: Bucket) -> Figures:
    figures, jobs = Figures(), owed.jobs()
    for result in iterate_results(run_id, control):
        if (result.stage, result.item) in jobs:
            figures.add(result)
    return figures


def _report(
    request: BuildRequest,
    owed: Owed,
    figures: Figures,
    outcomes: Outcomes,
    missing: set[Job],
    passes: int,
    prices: Prices,
) -> RunReport:
    counts = {stage: sum(1 for one, _ in owed.jobs() if one == stage) for stage in Stage}
    stages = {stage: figures.stage(stage, count, outcomes.stages[stage]) for stage, count in counts.items() if count}
    return RunReport(
        run_id=request.run_id,
        prefix=request.prefix,
        status=RunStatus.FAILED,
        message="",
        request=request,
        passes=passes,
        started=figures.started,
        ended=figures.ended,
        stages=stages,
        tile_zooms=figures.tile_zooms,
        missing=tuple(sorted(f"{stage}/{item}" for stage, item in missing)),
        failures={},
        cost=cost_of(stages, prices) if figures.rows else None,
    )


def _status(dry_run: bool, missing: int, error: dict[str, Any] | None) -> RunStatus:
    if error:
        return RunStatus.FAILED
    if dry_run:
        return RunStatus.DRY_RUN
    return RunStatus.INCOMPLETE if missing else RunStatus.SUCCEEDED


def _message(report: RunReport, error: dict[str, Any] | None) -> str:
    count = len(report.missing)
    first = ", ".join(report.missing[:NAMED]) + (", …" if count > NAMED else "")
    match report.status:
        case RunStatus.SUCCEEDED:
            return "everything that the run owed is stored" + (EMPTY if _is_empty(report) else "")
        case RunStatus.DRY_RUN:
            return f"planned only: {count} jobs are owed"
        case RunStatus.INCOMPLETE:
            return f"{_jobs(count)} no result after the last pass: {first}{_first_reason(report)}"
        case RunStatus.FAILED:
            why = (error or {}).get("Error") or "an error"
            return f"the run was stopped by {why} with {count} jobs missing: {first or 'none'}{_first_reason(report)}"


def _jobs(count: int) -> str:
    return "1 job has" if count == 1 else f"{count} jobs have"


def _first_reason(report: RunReport) -> str:
    """What went wrong with the first coordinate that is known of, so that the error alone tells where to look."""
    name, why = next(iter(report.failures.items()), ("", ""))
    cut = why if len(why) <= LONGEST_REASON else f"{why[:LONGEST_REASON]}…"
    return f"; {name}: {cut}" if name else ""


def _is_empty(report: RunReport) -> bool:
    """Whether the area's deepest tiles are there and nothing is in any of them; those above show its surroundings."""
    deepest = report.stages.get(Stage.HIGH) or report.stages.get(Stage.LOW)
    counts = deepest.zooms.values() if deepest else ()
    return any(count.empty for count in counts) and not any(count.tiles for count in counts)


def _keep_weights(run_id: str, figures: Figures, control: Bucket) -> None:
    """What RAWR tiles weigh, beside the run and for whoever plans next.

    Two reports at once: the later one wins and the other's weights are lost, which costs an order and no tile.
    """
    if not figures.groups:
        return
    control.put(weights_key(run_id), write_weights(with_groups({}, figures.groups)), "application/x-ndjson")
    try:
        known = read_weights(control.get(WEIGHTS))
    except NotFoundError:
        known = {}
    control.put(WEIGHTS, write_weights(with_groups(known, figures.groups)), "application/x-ndjson")


def _move_on(run_id: str, control: Bucket) -> None:
    """A file that a person dropped waits under processing/ while its run goes on; the tables go with it."""
    waiting = processing_key(run_id, "")
    dropped = list(control.list(waiting.rstrip("/")))
    for name in ("succeeded", "failed") if dropped else ():
        control.put(done_key(run_id, f"{name}.csv"), control.get(table_key(run_id, name)), CSV)
    for key in dropped:
        control.move(key, done_key(run_id, key.removeprefix(waiting)))
