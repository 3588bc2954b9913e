"""What was measured, on a terminal and as JSON."""

import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.checks import Checked
from bench.goals import Reached
from bench.low_alone import Alone
from bench.measured import Measured
from bench.scaling import Point
from bench.sizes import Sizes
from tilebuild import __version__


@dataclass(frozen=True)
class Result:
    """Everything about one place; of one that is measured at low zooms only, what is of RAWR tiles is empty."""

    name: str
    groups: int
    rawr_bytes: int
    features: int
    """In its RAWR tiles, or in its low-zoom jobs."""
    measured: Sequence[Measured]
    phases: dict[str, float]
    """Seconds of processor time of the high zoom, by what it did."""
    inland_phases: dict[str, float]
    """Those of a high zoom without sea and land."""
    low_phases: dict[str, float]
    """The same of the low zoom, without the database's."""
    sizes: Sequence[Sizes]
    checked: Sequence[Checked]
    goals: Sequence[Reached]
    alone: Sequence[Point]
    """Its RAWR tiles, each in a process alone, but the smallest, which loads the compiled code."""
    low_alone: Sequence[Alone] = ()
    """Its largest low-zoom job, in a process alone."""

    @property
    def low_only(self) -> bool:
        """Whether no RAWR tile was made."""
        return not self.groups


def lines(result: Result) -> Iterator[str]:
    """The result as a table."""
    rawr = f"{result.groups} RAWR tiles, {result.rawr_bytes / 1e6:.1f} MB"
    yield f"{result.name}: {'low zooms only' if result.low_only else rawr}, {result.features:,} features"
    for one in result.measured:
        yield f"  {_measured(one)}"
    for what, phases in (("high", result.phases), ("low", result.low_phases)):
        if phases:
            yield f"  of the {what} zoom: {_shares(phases)}"
    for size in result.sizes:
        yield f"  tile zoom {size.zoom}: {size.tiles:,} tiles, {size.mean:,.0f} bytes gzipped, {size.largest:,} at most"
    for found in result.checked:
        yield f"  {_checked(found)}"
    for point in result.alone:
        yield f"  {alone(point)}"
    for job in result.low_alone:
        yield f"  {_low_alone(job)}"
    for goal in result.goals:
        yield f"  [{'x' if goal.reached else ' '}] {goal.what}: {goal.found}; wanted: {goal.wanted}"


def alone(point: Point) -> str:
    """What a RAWR tile took in a process alone."""
    size = point.rawr_bytes / 1e6
    speed = f"{point.seconds:.2f} s ({point.seconds / size:.3f} s a MB)"
    space = f"{point.memory_mib:.0f} MiB on top of {point.idle_mib:.0f} ({point.memory_mib / size:.0f} MiB a MB)"
    return f"x{point.scale} {point.tile}: {size:.2f} MB of RAWR, {speed}, {space}"


def _low_alone(job: Alone) -> str:
    """What a low-zoom job took in a process alone."""
    space = f"{job.memory_mib:.0f} MiB on top of {job.idle_mib:.0f}"
    return f"low zoom {job.tile}: {job.features:,} features, {job.bytes / 1e6:.2f} MB, {job.seconds:.2f} s, {space}"


def _shares(phases: Mapping[str, float]) -> str:
    total = sum(phases.values())
    return ", ".join(f"{name} {spent / total:.0%}" for name, spent in phases.items())


def _measured(one: Measured) -> str:
    ratio = f"  {one.ratio:5.2f} x {one.beside}" if one.ratio is not None else ""
    rates = f"{one.count / one.cost.processor:>9,.0f} {one.unit}/s {one.bytes / one.cost.processor / 1e6:7.1f} MB/s"
    return f"{one.name:<28} {one.cost.processor:8.3f} s ({one.cost.wall:7.3f} by the clock) {rates}{ratio}"


def _checked(found: Checked) -> str:
    sizes = f"areas within {found.area:.3%}, lengths within {found.length:.3%} of the reference"
    return f"tile zoom {found.zoom}: {found.torn} torn edges, {found.invalid} invalid polygons, {sizes}"


def write(out: Path, results: Sequence[Result], scaling: Sequence[Point]) -> None:
    """Everything as JSON; ``scaling`` are the points of the sample at all scales."""
    report = {
        "version": __version__,
        "machine": _machine(),
        "places": [asdict(result) for result in results],
        "scaling": [asdict(point) for point in scaling],
    }
    out.write_text(json.dumps(report, indent=1, default=_plain) + "\n")


def _machine() -> dict[str, str]:
    """On what it was measured."""
    found = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    processor = found[0].partition(":")[2].strip() if found else platform.processor()
    return {"processor": processor, "cores": str(os.cpu_count()), "python": platform.python_version()}


def _plain(value: Any) -> Any:
    return value.item()
