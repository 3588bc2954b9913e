"""What is said at the end of a run: how many tiles of which zoom, how large, how long, and where they are."""

from tilebuild.contracts import RunReport, RunStatus
from tilebuild.local.build import Done

_UNITS = ("B", "kB", "MB", "GB", "TB")


def summary_lines(done: Done) -> list[str]:
    """The lines of the summary."""
    report = done.report
    if report.status == RunStatus.DRY_RUN:
        return [f"run {report.run_id}: {report.message}"]
    lines = [f"run {report.run_id}: {report.message}", *_zooms(report), *_stages(report)]
    lines += [f"  missing {name}" for name in report.missing]
    lines += [f"  failed {what}: {why}" for what, why in report.failures.items()]
    return [*lines, f"tiles are in {done.tiles}, the report is {done.report_path}"]


def _zooms(report: RunReport) -> list[str]:
    rows = [
        f"  {zoom:>4}  {count.tiles:>9,}  {count.empty:>9,}  {human(count.bytes):>9}"
        for zoom, count in report.tile_zooms.items()
    ]
    return ["  zoom      tiles      empty       size", *rows] if rows else []


def _stages(report: RunReport) -> list[str]:
    return [
        f"  {stage:<4} {one.done} of {one.owed} jobs, {sum(zoom.objects for zoom in one.zooms.values()):,} objects, "
        f"{human(sum(zoom.bytes for zoom in one.zooms.values()))}, {one.seconds:.1f} s, "
        f"{one.peak_memory_mib:.0f} MiB at most"
        for stage, one in report.stages.items()
    ]


def human(size: float) -> str:
    """A size in bytes with a unit of powers of 1000."""
    for unit in _UNITS:
        if size < 1000 or unit == _UNITS[-1]:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return ""
