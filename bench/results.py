"""Everything about one place: measured, checked, held beside the goals."""

from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench.checks import Checked, check
from bench.goals import FINEST, ratios, truths
from bench.high import HIGH, LEVELS, SEA_AND_LAND, TILEMAKER, high_zoom, works
from bench.low import LOW, Job, Reader, drawn_by_jobs, levels_of, low_zoom, metatiles_of
from bench.low_alone import job_alone
from bench.measured import Measured, all_compared, cheapest, made
from bench.phases import least, phases_of
from bench.places import Place
from bench.rawr import rawr
from bench.report import Result
from bench.scaling import points
from bench.sizes import sizes_of
from bench.tilemaker import without_reading
from tilebuild.local.display import Display
from tilebuild.rawr.archive import read_tables
from tilebuild.rawr.database import open_snapshot
from tilebuild.tiles.build import features_of
from tilebuild.tiles.kernel.engine import KernelEngine
from tilebuild.tiles.style.basemap import BASEMAP

CHECKED_FROM = 9
"""First tile zoom at which a low-zoom job is checked: below it hardly anything is drawn."""

MOST = 8
"""Runs of what is short, in a pass."""

Phases = dict[str, float]


class Pass(NamedTuple):
    """Everything measured once, one after the other."""

    measured: list[Measured]
    phases: dict[str, Phases]
    """Of ours, by its name; under the name of another one those of ours that draws the same."""


def result_of(place: Place, passes: int, quick: bool, display: Display, checkout: Path | None = None) -> Result:
    """Of every stage, or of the low zooms where the place is there for them alone.

    Everything is measured in each of the passes, and the best of each counts: a machine that is shared is slower for
    minutes at a time, and both sides of a comparison should meet a fast one. ``checkout`` is of another
    version, to be measured beside this one at high zoom.
    """
    name, most = place.source.name, 1 if quick else MOST
    display.say(f"{name}: measuring")
    measure = _low_pass if place.source.country else partial(_pass, checkout=checkout)
    best = _best([measure(place, most) for _ in range(passes)])
    display.say(f"{name}: checking")
    return _low_result(place, best) if place.source.country else _result(place, best, quick)


def _pass(place: Place, most: int, checkout: Path | None) -> Pass:
    """All stages."""
    measured, kernel = [*rawr(place, most), *high_zoom(place, most, checkout)], KernelEngine()
    phases, inland = phases_of(most, works(place, kernel)), phases_of(most, works(place, kernel, SEA_AND_LAND))
    low = _low_pass(place, most)
    return Pass([*measured, *low.measured], {HIGH: phases, TILEMAKER: inland, **low.phases})


def _low_pass(place: Place, most: int) -> Pass:
    """Low zooms alone."""
    measured, kernel = [*low_zoom(place, most)], KernelEngine()
    with open_snapshot(place.database) as snapshot:
        phases = phases_of(most, Reader(snapshot).works(place, kernel))
    return Pass(measured, {LOW: phases})


def _best(passes: list[Pass]) -> Pass:
    """The best of each, and how they compare."""
    measured = all_compared(without_reading(cheapest(one.measured for one in passes)))
    return Pass(measured, {name: least([one.phases[name] for one in passes]) for name in passes[0].phases})


def _result(place: Place, best: Pass, quick: bool) -> Result:
    sizes = sizes_of(made(works(place, KernelEngine())))
    checked = _checked(place, quick)
    goals = [*ratios(best.measured, best.phases, dense=place.source.dense), *truths(checked, sizes)]
    count = sum(len(features_of(read_tables(data), BASEMAP)[0]) for _, data in place.rawr_tiles)
    size = sum(len(data) for _, data in place.rawr_tiles)
    name, groups, each = place.source.name, len(place.groups), [*points(place)]
    high, inland, low = (best.phases[ours] for ours in (HIGH, TILEMAKER, LOW))
    return Result(name, groups, size, count, best.measured, high, inland, low, sizes, checked, goals, each)


def _checked(place: Place, quick: bool) -> list[Checked]:
    """What the largest group's tiles are like."""
    group, data = place.largest
    levels = [level for level in LEVELS if not quick or level.zoom == FINEST]
    return check(*features_of(read_tables(data), BASEMAP), group, levels)


def _low_result(place: Place, best: Pass) -> Result:
    sizes = sizes_of(metatiles_of(place, KernelEngine()))
    jobs = sorted(drawn_by_jobs(place), key=lambda job: len(job[1][0]))
    checked = _low_checked(jobs[-1])
    goals = [*ratios(best.measured, best.phases, dense=False), *truths(checked, sizes)]
    alone = [job_alone(place.database, jobs[0][0], jobs[-1][0])]
    count, phases = sum(len(features) for _, (features, _) in jobs), best.phases[LOW]
    return Result(place.source.name, 0, 0, count, best.measured, {}, {}, phases, sizes, checked, goals, [], alone)


def _low_checked(job: Job) -> list[Checked]:
    """What the tiles of a job are like."""
    tile, drawn = job
    return check(*drawn, tile, [level for level in levels_of(tile) if level.zoom >= CHECKED_FROM])
