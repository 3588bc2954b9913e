"""``python -m bench``: measure RAWR, high and low zoom: ratios on the terminal, as JSON, as charts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from bench.charts import draw_charts
from bench.options import home_option
from bench.places import DENSE, Source, prepared
from bench.report import Result, alone, lines, write
from bench.results import result_of
from bench.scaling import Point, points
from tilebuild.errors import RequestError
from tilebuild.local.compiling import compiling
from tilebuild.local.display import Display, display_for

SCALES = (1, 4, 16, 64)
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
@click.option(
    "--passes",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="How often everything is measured; the best of each counts.",
)
@click.option(
    "--scale",
    "scales",
    type=click.IntRange(1, 64),
    multiple=True,
    default=SCALES,
    show_default=True,
    help="Of the sample, for how time and memory grow; making it takes 8 seconds for each 1.",
)
@click.option("--country", is_flag=True, help="The made-up country only, which is measured at low zooms.")
@click.option(
    "--older",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A checkout of another version of Tilebuild, to be measured beside this one at high zoom.",
)
@click.option("--quick", is_flag=True, help="The sample only, once, checked at one zoom.")
def main(
    extracts: Sequence[Path],
    home: Path,
    passes: int,
    scales: Sequence[int],
    country: bool,
    older: Path | None,
    quick: bool,
) -> None:
    """Measure the stages in one process, without the jobs around them."""
    if (country or quick) and extracts:
        raise click.UsageError("--pbf goes with neither --country nor --quick: these measure what they say alone")
    if older and country:
        raise click.UsageError("--older does not go with --country, which is measured at low zooms only")
    home, older = home.absolute(), older and older.absolute()
    if country:
        sources, scales = [Source(country=True)], ()
    elif quick:
        sources, scales, passes = [Source()], (1,), 1
    else:
        sources = [*map(Source, map(Path.absolute, extracts)), Source(), Source(scale=DENSE), Source(country=True)]
    out = home / "results"
    with display_for() as display:
        with compiling(display):
            pass
        results = [_result(home, source, passes, quick, display, older) for source in sources]
        samples = [result for source, result in zip(sources, results, strict=True) if source.pbf is None]
        grown = [point for result in samples for point in result.alone]
        missing = [scale for scale in scales if scale not in {point.scale for point in grown}]
        grown += [point for scale in missing for point in _alone(home, Source(scale=scale), display)]
    out.mkdir(parents=True, exist_ok=True)
    write(out / "bench.json", results, grown)
    for chart in draw_charts(out, results, grown):
        click.echo(f"chart: {chart}")
    click.echo(f"results: {out / 'bench.json'}")


def _result(home: Path, source: Source, passes: int, quick: bool, display: Display, older: Path | None) -> Result:
    """Everything about a source, told as soon as it is known."""
    with prepared(home, source, display) as place, _told():
        result = result_of(place, passes, quick, display, older)
    for line in lines(result):
        click.echo(line)
    return result


@contextmanager
def _told() -> Iterator[None]:
    """What cannot be done is one sentence."""
    try:
        yield
    except RequestError as error:
        raise click.ClickException(str(error)) from error


def _alone(home: Path, source: Source, display: Display) -> Iterator[Point]:
    """The source's RAWR tiles, each in a process alone, told as they come."""
    with prepared(home, source, display) as place:
        for point in points(place):
            click.echo(f"{source.name}: {alone(point)}")
            yield point


if __name__ == "__main__":
    main()
