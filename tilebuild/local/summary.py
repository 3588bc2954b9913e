"""What is said at the end of a run: how many tiles of which zoom, how large, how long, and where they are."""

import shlex
from collections.abc import Iterator, Sequence

from tilebuild.contracts import RunReport, RunStatus
from tilebuild.local.build import Done

_UNITS = ("B", "kB", "MB", "GB", "TB")
_NAMED = 5
"""Jobs that a line names before it counts the others."""


def summary_lines(done: Done, seconds: float) -> list[str]:
    """The lines of the summary; ``seconds`` is how long the whole command took."""
    report = done.report
    lines = [f"run {report.run_id}: {report.message}"]
    if report.status == RunStatus.DRY_RUN:
        return lines
    lines += [*_zooms(report), *_stages(report), *_failures(report)]
    lines.append(f"took {duration(seconds)}; tiles are in {done.tiles}")
    lines.append(f"the report is {done.page}")
    if report.status == RunStatus.SUCCEEDED:
        lines.append(f"see them on a map: tilebuild serve --home {shlex.quote(str(done.home))}")
    return lines


def _zooms(report: RunReport) -> list[str]:
    zooms = list(report.tile_zooms.items())
    if not zooms:
        return []
    total = [sum(column) for column in zip(*((one.tiles, one.empty, one.bytes) for _, one in zooms), strict=True)]
    rows = [_row(str(zoom), one.tiles, one.empty, one.bytes) for zoom, one in zooms]
    return ["  zoom      tiles      empty       size", *rows, _row("all", *total)]


def _row(name: str, tiles: int, empty: int, size: int) -> str:
    return f"  {name:>4}  {tiles:>9,}  {empty:>9,}  {human(size):>9}"


def _stages(report: RunReport) -> Iterator[str]:
    for stage, one in report.stages.items():
        objects = sum(zoom.objects for zoom in one.zooms.values())
        size = human(sum(zoom.bytes for zoom in one.zooms.values()))
        yield (
            f"  {stage:<4} {one.done:,} of {one.owed:,} jobs, {objects:,} objects, {size}, "
            f"{one.seconds:.1f} s of work, {one.peak_memory_mib:.0f} MiB at most"
        )


def _failures(report: RunReport) -> Iterator[str]:
    """Each reason once, with the jobs that gave it; then the jobs that are missing for no reason of their own."""
    by_reason: dict[str, list[str]] = {}
    for what, why in report.failures.items():
        by_reason.setdefault(why, []).append(what)
    yield from (f"  failed {_listed(names)}: {why}" for why, names in by_reason.items())
    explained = {what.split()[0] for what in report.failures}
    if unexplained := [name for name in report.missing if name not in explained]:
        yield f"  missing {_listed(unexplained)}"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def human(size: float) -> str:
    """A size in bytes with a unit of powers of 1000."""
    for unit in _UNITS:
        if size < 1000 or unit == _UNITS[-1]:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return ""


def duration(seconds: float) -> str:
    """Seconds in words: ``8 s``, ``1 min 53 s``, ``2 h 5 min``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
