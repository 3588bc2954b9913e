"""report.html: the run report as one page that needs nothing else."""

from collections.abc import Mapping
from datetime import datetime
from html import escape
from string import Template

from tilebuild.contracts import RunReport, RunStatus, Stage, StageReport, ZoomCount
from tilebuild.report.look import PAGE

MOST_LISTED = 500
"""Missing jobs and failures on the page; report.json has them all."""

NAMES = {Stage.RAWR: "RAWR", Stage.HIGH: "High zoom", Stage.LOW: "Low zoom"}
WORDS = {
    RunStatus.SUCCEEDED: "complete",
    RunStatus.INCOMPLETE: "incomplete",
    RunStatus.FAILED: "stopped",
    RunStatus.DRY_RUN: "planned",
}


def page(report: RunReport) -> str:
    """The whole page."""
    return Template(PAGE).substitute(
        run=escape(report.run_id),
        state=report.status.value,
        word=WORDS[report.status],
        message=escape(report.message),
        facts=_facts(report),
        stages="".join(_stage(stage, one) for stage, one in report.stages.items()),
        zooms=_zooms(report.tile_zooms),
        slowest=_slowest(report.stages),
        trouble=_trouble(report),
        cost=_cost(report),
        request=escape(report.request.model_dump_json(exclude_defaults=True, indent=1)),
    )


def _facts(report: RunReport) -> str:
    tiles = sum(count.tiles for count in report.tile_zooms.values())
    stages = report.stages.items()
    size = sum(count.bytes for stage, one in stages if stage != Stage.RAWR for count in one.zooms.values())
    facts = {
        "vector tiles": f"{tiles:,}",
        "stored": amount(size),
        "jobs done": f"{sum(one.done for _, one in stages):,} of {sum(one.owed for _, one in stages):,}",
        "from first to last job": span(report.started, report.ended),
        "job time": clock(sum(one.seconds for _, one in stages)),
        "passes": str(report.passes),
    }
    return "".join(f"<div><b>{escape(value)}</b><span>{name}</span></div>" for name, value in facts.items())


def _stage(stage: Stage, one: StageReport) -> str:
    objects = sum(count.objects for count in one.zooms.values())
    size = sum(count.bytes for count in one.zooms.values())
    asked = f"{one.asked_memory_mib:,}" if one.asked_memory_mib else "–"
    retries = ", ".join(f"{count} × {escape(cause)}" for cause, count in one.retries.items()) or "none"
    cells = (
        f"<th>{NAMES[stage]}{_bar(one.done, one.owed)}</th>",
        *(f"<td>{value}</td>" for value in (f"{one.done:,} / {one.owed:,}", f"{objects:,}", amount(size))),
        *(f"<td>{value}</td>" for value in (f"{one.rows:,}", clock(one.seconds))),
        f"<td>{one.median_seconds:.1f} · {one.p95_seconds:.1f} · {one.longest_seconds:.1f}</td>",
        f"<td>{one.mean_memory_mib:,.0f} · {one.peak_memory_mib:,.0f} · {asked}</td>",
        f"<td>{one.attempts:,}</td><td class=text>{retries}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>{_phases(one)}"


def _bar(done: int, owed: int) -> str:
    share = 100 * done / owed if owed else 100
    return f"<i class=bar><i style='width:{share:.1f}%'></i></i>"


def _phases(one: StageReport) -> str:
    total = sum(one.phases.values())
    if not total:
        return ""
    parts = ", ".join(f"{escape(name)} {100 * value / total:.0f} %" for name, value in one.phases.items())
    return f"<tr class=more><td></td><td colspan=9 class=text>{parts}</td></tr>"


def _zooms(zooms: Mapping[int, ZoomCount]) -> str:
    largest = max((count.bytes for count in zooms.values()), default=0) or 1
    return "".join(
        f"<tr><th>{zoom}</th><td>{count.tiles:,}</td><td>{count.empty:,}</td><td>{amount(count.bytes)}</td>"
        f"<td class=wide><i class=bar><i style='width:{100 * count.bytes / largest:.1f}%'></i></i></td></tr>"
        for zoom, count in zooms.items()
    )


def _slowest(stages: Mapping[Stage, StageReport]) -> str:
    rows = [(NAMES[stage], slow) for stage, one in stages.items() for slow in one.slowest]
    return "".join(
        f"<tr><th>{name}</th><td class=left>{escape(slow.tile)}</td><td>{slow.seconds:.1f}</td>"
        f"<td>{slow.peak_memory_mib:,.0f}</td><td>{amount(slow.bytes)}</td></tr>"
        for name, slow in sorted(rows, key=lambda row: -row[1].seconds)[:10]
    )


def _trouble(report: RunReport) -> str:
    if not report.missing or report.status == RunStatus.DRY_RUN:
        return ""
    known = {name.partition(" ")[0] for name in report.failures}
    silent = [name for name in report.missing if name not in known]
    rows = [*report.failures.items(), *((name, "no job of it has ended") for name in silent)]
    listed = "".join(
        f"<tr><th>{escape(name)}</th><td class=text>{escape(why)}</td></tr>" for name, why in rows[:MOST_LISTED]
    )
    more = f"<p>{len(rows) - MOST_LISTED:,} more are in report.json.</p>" if len(rows) > MOST_LISTED else ""
    title = f"<h2>Missing: {len(report.missing):,} jobs</h2>"
    return f"<section class=trouble>{title}<table>{listed}</table>{more}</section>"


def _cost(report: RunReport) -> str:
    if report.cost is None:
        return ""
    cost, prices = report.cost, report.cost.prices
    return (
        f"<section><h2>On AWS: about ${figure(cost.dollars)}</h2><p>{figure(cost.vcpu_hours)} vCPU hours at "
        f"${prices.vcpu_hour} and {figure(cost.gib_hours)} GiB hours at ${prices.gib_hour} make "
        f"${figure(cost.compute)}; writes at ${prices.put_1000} a thousand ${figure(cost.writes)}; "
        f"steps at ${prices.transition_1000} a thousand ${figure(cost.steps)}. "
        "An estimate, without the database, failed attempts and waiting machines.</p></section>"
    )


def figure(value: float) -> str:
    """Dollars or hours: hundredths, and of a small build's what it has."""
    return f"{value:,.2f}" if value >= 1 else f"{value:.4f}"


def amount(size: float) -> str:
    """Bytes with a unit of powers of 1000."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def clock(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds < 120:
        return f"{seconds:.1f} s"
    if seconds < 7200:
        return f"{seconds / 60:.1f} min"
    return f"{seconds / 3600:.1f} h"


def span(start: datetime | None, end: datetime | None) -> str:
    """The time between two moments."""
    return clock((end - start).total_seconds()) if start and end else "–"
