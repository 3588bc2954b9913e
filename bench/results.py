"""Everything about one place: measured, checked, held beside the goals."""

from bench.checks import Checked, check
from bench.goals import FINEST, ratios, truths
from bench.high import HIGH, LEVELS, SEA_AND_LAND, TILEMAKER, high_zoom, make
from bench.low import LOW, Job, drawn_by_jobs, levels_of, low_zoom, metatiles_of
from bench.low_alone import job_alone
from bench.phases import phases_of
from bench.places import Place
from bench.rawr import rawr
from bench.report import Result
from bench.scaling import points
from bench.sizes import sizes_of
from tilebuild.local.display import Display
from tilebuild.rawr.archive import read_tables
from tilebuild.tiles.build import features_of
from tilebuild.tiles.kernel.engine import KernelEngine
from tilebuild.tiles.style.basemap import BASEMAP

CHECKED_FROM = 9
"""First tile zoom at which a low-zoom job is checked: below it hardly anything is drawn."""


def result_of(place: Place, repeat: int, quick: bool, display: Display) -> Result:
    """Of every stage, or of the low zooms where the place is there for them alone."""
    return _low_result(place, repeat, display) if place.source.country else _result(place, repeat, quick, display)


def _result(place: Place, repeat: int, quick: bool, display: Display) -> Result:
    name = place.source.name
    display.say(f"{name}: measuring")
    measured = [*rawr(place, repeat), *high_zoom(place, repeat), *low_zoom(place, repeat)]
    phases, made = phases_of(repeat, lambda: make(place, KernelEngine()))
    inland, _ = phases_of(repeat, lambda: make(place, KernelEngine(), SEA_AND_LAND))
    low_phases, _ = phases_of(repeat, lambda: metatiles_of(place, KernelEngine()))
    sizes = sizes_of(made)
    display.say(f"{name}: checking")
    checked = _checked(place, quick)
    ours = {HIGH: phases, TILEMAKER: inland, LOW: low_phases}
    goals = [*ratios(measured, ours, dense=place.source.dense), *truths(checked, sizes)]
    count = sum(len(features_of(read_tables(data), BASEMAP)[0]) for _, data in place.rawr_tiles)
    size = sum(len(data) for _, data in place.rawr_tiles)
    each = [*points(place)]
    return Result(
        name, len(place.groups), size, count, measured, phases, inland, low_phases, sizes, checked, goals, each
    )


def _checked(place: Place, quick: bool) -> list[Checked]:
    """What the largest group's tiles are like."""
    group, data = place.largest
    levels = [level for level in LEVELS if not quick or level.zoom == FINEST]
    return check(*features_of(read_tables(data), BASEMAP), group, levels)


def _low_result(place: Place, repeat: int, display: Display) -> Result:
    name = place.source.name
    display.say(f"{name}: measuring")
    measured = [*low_zoom(place, repeat)]
    phases, made = phases_of(repeat, lambda: metatiles_of(place, KernelEngine()))
    sizes = sizes_of(made)
    jobs = sorted(drawn_by_jobs(place), key=lambda job: len(job[1][0]))
    display.say(f"{name}: checking")
    checked = _low_checked(jobs[-1])
    goals = [*ratios(measured, {LOW: phases}, dense=False), *truths(checked, sizes)]
    alone = [job_alone(place.database, jobs[0][0], jobs[-1][0])]
    count = sum(len(features) for _, (features, _) in jobs)
    return Result(name, 0, 0, count, measured, {}, {}, phases, sizes, checked, goals, [], alone)


def _low_checked(job: Job) -> list[Checked]:
    """What the tiles of a job are like."""
    tile, drawn = job
    return check(*drawn, tile, [level for level in levels_of(tile) if level.zoom >= CHECKED_FROM])
