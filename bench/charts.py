"""The measurements as pictures."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

from bench.goals import ASMVT_DENSE, ASMVT_RURAL, AT_LEAST, phases_beside, same_work
from bench.high import ASMVT, HIGH, REFERENCE, TILEMAKER
from bench.low import ASMVT as ASMVT_LOW
from bench.low import LOW
from bench.measured import Measured
from bench.report import Result
from bench.scaling import Point
from bench.sizes import LIMIT

SHOWN = (ASMVT, TILEMAKER, REFERENCE, ASMVT_LOW)
"""What is held beside ours, in the order of the chart."""
ORANGE = "#d9822b"


def draw_charts(out: Path, results: Sequence[Result], scaling: Sequence[Point]) -> list[Path]:
    """Write the PNGs into a folder."""
    _library().use("Agg")
    pyplot: Any = import_module("matplotlib.pyplot")
    pyplot.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False})
    drawings: dict[str, Callable[[Any], None]] = {
        "ratios": lambda figure: _ratios(figure, results),
        "phases": lambda figure: _phases(figure, results),
        "sizes": lambda figure: _sizes(figure, results),
        **({"scaling": lambda figure: _scaling(figure, scaling)} if scaling else {}),
    }
    for name, draw in drawings.items():
        figure = pyplot.figure(figsize=(8, 4.2), layout="constrained")
        draw(figure)
        figure.savefig(out / f"{name}.png", dpi=100)
        pyplot.close(figure)
    return [out / f"{name}.png" for name in drawings]


def _ratios(figure: Any, results: Sequence[Result]) -> None:
    """How many times as long the others take, a group of bars for each of them, and the goals."""
    axes = figure.subplots()
    width = 0.8 / len(results)
    for place, result in enumerate(results):
        at = [SHOWN.index(one.name) - 0.4 + (place + 0.5) * width for one, _ in _beside(result)]
        found = [one.ratio for one, _ in _beside(result)]
        both = [same_work(one, phases) for one, phases in _beside(result)]
        bars = axes.bar(at, found, width * 0.92, label=result.name, color=_colour(place, len(results)))
        axes.bar_label(bars, fmt="%.1f", label_type="center", fontsize=8, color="white" if place < 2 else "black")
        axes.plot(at, both, "o", color="black", markersize=4, label="at the same work" if place == 0 else None)
    goals = {**AT_LEAST, ASMVT: ASMVT_RURAL}
    for index, name in enumerate(SHOWN):
        axes.hlines(goals[name], index - 0.45, index + 0.45, colors=ORANGE, linestyles="--", linewidth=1.2)
    axes.hlines(ASMVT_DENSE, -0.45, 0.45, colors=ORANGE, linestyles=":", linewidth=1.2)
    axes.axhline(1, color="black", linewidth=0.8)
    axes.set_xticks(range(len(SHOWN)), SHOWN)
    axes.set_ylabel("times as long as tilebuild")
    axes.set_title("Bars: the whole job; dashed: the goals (dotted: of dense places)", fontsize=10)
    axes.legend(frameon=False)


def _beside(result: Result) -> list[tuple[Measured, Mapping[str, float]]]:
    """What is shown beside ours, and the phases of ours that it stands beside."""
    phases = {HIGH: result.phases, TILEMAKER: result.inland_phases, LOW: result.low_phases}
    return [(one, phases_beside(one, phases)) for one in result.measured if one.name in SHOWN]


def _phases(figure: Any, results: Sequence[Result]) -> None:
    """What a job spends its time on, a bar for each place."""
    axes = figure.subplots()
    bars = dict(_bar(result) for result in results)
    left = [0.0] * len(bars)
    for index, name in enumerate(results[0].low_phases):
        shares = [100 * phases[name] / sum(phases.values()) for phases in bars.values()]
        colour = _library().colormaps["tab20"](index % 20)
        axes.barh(list(bars), shares, 0.6, left=left, label=name, color=colour)
        left = [before + share for before, share in zip(left, shares, strict=True)]
    axes.invert_yaxis()
    axes.set_xlabel("per cent of the processor time, from the RAWR tile or the database to metatiles")
    axes.set_title("What a job spends its time on", fontsize=10)
    figure.legend(*axes.get_legend_handles_labels(), frameon=False, ncols=4, loc="outside lower center", fontsize=8)


def _bar(result: Result) -> tuple[str, Mapping[str, float]]:
    """What the bar of a place is called, and its phases: of the high zoom where that was measured."""
    return (f"{result.name}, low zooms", result.low_phases) if result.low_only else (result.name, result.phases)


def _sizes(figure: Any, results: Sequence[Result]) -> None:
    """Bytes of a tile by zoom: the mean, and the largest."""
    axes = figure.subplots()
    for place, result in enumerate(results):
        zooms, colour = [size.zoom for size in result.sizes], _colour(place, len(results))
        axes.plot(zooms, [size.largest / 1e3 for size in result.sizes], "o-", color=colour, label=result.name)
        axes.plot(zooms, [size.mean / 1e3 for size in result.sizes], "o:", color=colour, markerfacecolor="white")
    axes.axhline(LIMIT / 1e3, color=ORANGE, linestyle="--", linewidth=1.2)
    axes.set_yscale("log")
    axes.set_xticks(sorted({size.zoom for result in results for size in result.sizes}))
    axes.set_xlabel("tile zoom")
    axes.set_ylabel("kB of a tile, gzipped")
    axes.set_title("Tiles: the largest (solid) and the mean (dotted); dashed: what none may have", fontsize=10)
    axes.legend(frameon=False)


def _scaling(figure: Any, points: Sequence[Point]) -> None:
    """Time and memory against the size of the RAWR tile."""
    time, space = figure.subplots(1, 2)
    _growth(time, points, [point.seconds for point in points], "seconds of processor time")
    _growth(space, points, [point.memory_mib for point in points], "MiB at most, over those of an idle process")
    time.legend(frameon=False)
    figure.suptitle("One RAWR tile to metatiles, in a process alone", fontsize=10)


def _growth(axes: Any, points: Sequence[Point], found: Sequence[float], what: str) -> None:
    """Points by the size of their RAWR tile, and a line on which what is twice as large takes twice as much."""
    sizes = [point.rawr_bytes / 1e6 for point in points]
    scales = sorted({point.scale for point in points})
    for index, scale in enumerate(scales):
        chosen = [place for place, point in enumerate(points) if point.scale == scale]
        colour = _colour(len(scales) - 1 - index, len(scales))
        label = f"sample x{scale}"
        axes.plot([sizes[one] for one in chosen], [found[one] for one in chosen], "o", color=colour, label=label)
    slope = median(value / size for value, size in zip(found, sizes, strict=True))
    ends = [min(sizes), max(sizes)]
    axes.plot(ends, [slope * end for end in ends], "--", color=ORANGE, linewidth=1.2, label="linear", zorder=0)
    for scale, axis, values in ((axes.set_xscale, axes.xaxis, sizes), (axes.set_yscale, axes.yaxis, found)):
        scale("log")
        axis.set_ticks(_ticks(min(values), max(values)), minor=False)
        axis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    axes.set_xlabel("MB of the RAWR tile")
    axes.set_ylabel(what)


def _ticks(least: float, most: float) -> list[float]:
    """1, 2, 5, 10, 20 ... between two numbers and one beyond each."""
    ladder = [digit * 10.0**power for power in range(-4, 7) for digit in (1, 2, 5)]
    first = max(index for index, value in enumerate(ladder) if value <= least)
    last = min(index for index, value in enumerate(ladder) if value >= most)
    return ladder[first : last + 1]


def _colour(index: int, count: int) -> Any:
    """From dark to light blue."""
    return _library().colormaps["Blues"](0.9 - 0.55 * index / max(count - 1, 1))


def _library() -> Any:
    """matplotlib, which only the bench needs."""
    return import_module("matplotlib")
