"""``python -m bench``: measure RAWR, high and low zoom on an extract: ratios on the terminal, as JSON, as a chart."""

import json
import resource
from pathlib import Path

import click

from bench.chart import draw_chart
from bench.checks import Checked, check
from bench.database import Place, prepared
from bench.stages import LAYOUT, Measured, high_zoom, low_zoom, rawr, rawr_tiles
from tilebuild.rawr.archive import read_rawr
from tilebuild.tiles.build import features_of
from tilebuild.tiles.style.basemap import BASEMAP

OUT = Path("bench-results.json")


@click.command()
@click.option(
    "--pbf", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Extract; the sample if none."
)
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), default=Path(".tilebuild/bench"))
@click.option("--repeat", type=click.IntRange(1), default=3, show_default=True, help="The best of so many is taken.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=OUT, show_default=True)
def main(pbf: Path | None, home: Path, repeat: int, out: Path) -> None:
    """Measure the stages in one process, without the jobs around them."""
    with prepared(home.absolute(), pbf) as place:
        measured = [*rawr(place, repeat), *high_zoom(place, repeat), *low_zoom(place, repeat)]
        checked = checks(place)
    for one in measured:
        click.echo(line(one))
    for found in checked:
        click.echo(verdict(found))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(f"peak memory of this process: {peak:.0f} MiB")
    report = {
        "extract": place.extract.name,
        "peak_mib": round(peak),
        "measured": [vars(one) for one in measured],
        "checked": [vars(one) for one in checked],
    }
    out.write_text(json.dumps(report, indent=1) + "\n")
    draw_chart(measured, place.extract.name, out.with_suffix(".png"))


def checks(place: Place) -> list[Checked]:
    """What the largest group's tiles are like."""
    group, data = max(rawr_tiles(place), key=lambda tile: len(tile[1]))
    levels = [offset.level for zoom in range(10, LAYOUT.max_coordinate_zoom + 1) for offset in LAYOUT.offsets(zoom)]
    return check(*features_of(read_rawr(data).tables, BASEMAP), group, levels)


def verdict(found: Checked) -> str:
    """A row of the second table."""
    sizes = f"areas within {found.area:.3%}, lengths within {found.length:.3%} of the reference"
    return f"tile zoom {found.zoom}: {found.torn} torn edges, {found.invalid} invalid polygons, {sizes}"


def line(one: Measured) -> str:
    """A row of the table."""
    ratio = f"  {one.ratio:5.2f} x {one.beside}" if one.ratio is not None else ""
    return f"{one.name:<34} {one.seconds:8.3f} s  {one.bytes / 1e6:8.2f} MB  {one.count:>7,} {one.unit}{ratio}"


main()
