"""``python -m bench``: measure RAWR, high and low zoom: ratios on the terminal, as JSON, as charts."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from bench.charts import draw_charts
from bench.checks import Checked, check
from bench.goals import FINEST, ratios, truths
from bench.high import HIGH, LEVELS, high_zoom, make
from bench.low import LOW, low_zoom, metatiles_of
from bench.options import home_option
from bench.phases import phases_of
from bench.places import DENSE, Place, Source, prepared
from bench.rawr import rawr
from bench.report import Result, alone, lines, write
from bench.scaling import Point, points
from bench.sizes import sizes_of
from tilebuild.local.compiling import compiling
from tilebuild.local.display import Display, display_for
from tilebuild.rawr.archive import read_tables
from tilebuild.tiles.build import features_of
from tilebuild.tiles.kernel.engine import KernelEngine
from tilebuild.tiles.style.basemap import BASEMAP

SCALES = (1, 4, 16)
"""Of the sample, for the chart of growing tiles."""

pbf_option = click.option(
    "--pbf",
    "extracts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="An extract to measure on, beside the sample; may be given several times.",
)


@click.command()
@pbf_option
@home_option
@click.option("--repeat", type=click.IntRange(1), default=3, show_default=True, help="The best of so many counts.")
@click.option(
    "--scale",
    "scales",
    type=click.IntRange(1, 64),
    multiple=True,
    default=SCALES,
    show_default=True,
    help="Of the sample, for how time and memory grow; making it takes 8 seconds for each 1.",
)
@click.option("--quick", is_flag=True, help="The sample only, once, checked at one zoom.")
def main(extracts: Sequence[Path], home: Path, repeat: int, scales: Sequence[int], quick: bool) -> None:
    """Measure the stages in one process, without the jobs around them."""
    home = home.absolute()
    if quick:
        sources, scales, repeat = [Source()], (1,), 1
    else:
        sources = [*(Source(path.absolute()) for path in extracts), Source(), Source(scale=DENSE)]
    out = home / "results"
    with display_for() as display:
        with compiling(display):
            pass
        results = [_result(home, source, repeat, quick, display) for source in sources]
        samples = [result for source, result in zip(sources, results, strict=True) if source.pbf is None]
        grown = [point for result in samples for point in result.alone]
        missing = [scale for scale in scales if scale not in {point.scale for point in grown}]
        grown += [point for scale in missing for point in _alone(home, Source(scale=scale), display)]
    out.mkdir(parents=True, exist_ok=True)
    write(out / "bench.json", results, grown)
    for chart in draw_charts(out, results, grown):
        click.echo(f"chart: {chart}")
    click.echo(f"results: {out / 'bench.json'}")


def _result(home: Path, source: Source, repeat: int, quick: bool, display: Display) -> Result:
    with prepared(home, source, display) as place:
        display.say(f"{source.name}: measuring")
        measured = [*rawr(place, repeat), *high_zoom(place, repeat), *low_zoom(place, repeat)]
        phases, made = phases_of(repeat, lambda: make(place, KernelEngine()))
        low_phases, _ = phases_of(repeat, lambda: metatiles_of(place, KernelEngine()))
        sizes = sizes_of(made)
        display.say(f"{source.name}: checking")
        checked = _checked(place, quick)
        goals = [*ratios(measured, {HIGH: phases, LOW: low_phases}, dense=source.dense), *truths(checked, sizes)]
        count = sum(len(features_of(read_tables(data), BASEMAP)[0]) for _, data in place.rawr_tiles)
        size = sum(len(data) for _, data in place.rawr_tiles)
        each = [*points(place)]
    result = Result(
        source.name, len(place.groups), size, count, measured, phases, low_phases, sizes, checked, goals, each
    )
    for line in lines(result):
        click.echo(line)
    return result


def _checked(place: Place, quick: bool) -> list[Checked]:
    """What the largest group's tiles are like."""
    group, data = place.largest
    levels = [level for level in LEVELS if not quick or level.zoom == FINEST]
    return check(*features_of(read_tables(data), BASEMAP), group, levels)


def _alone(home: Path, source: Source, display: Display) -> Iterator[Point]:
    """The source's RAWR tiles, each in a process alone, told as they come."""
    with prepared(home, source, display) as place:
        for point in points(place):
            click.echo(f"{source.name}: {alone(point)}")
            yield point


if __name__ == "__main__":
    main()
