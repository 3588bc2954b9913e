"""``python -m bench``: measure RAWR, high zoom and low zoom on an extract, print the ratios, write them as JSON."""

import json
import resource
from pathlib import Path

import click

from bench.database import prepared
from bench.stages import Measured, high_zoom, low_zoom, rawr

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
    for one in measured:
        click.echo(line(one))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(f"peak memory of this process: {peak:.0f} MiB")
    report = {"extract": place.extract.name, "peak_mib": round(peak), "measured": [vars(one) for one in measured]}
    out.write_text(json.dumps(report, indent=1) + "\n")


def line(one: Measured) -> str:
    """A row of the table."""
    ratio = f"  {one.ratio:5.2f} x {one.beside}" if one.ratio is not None else ""
    return f"{one.name:<34} {one.seconds:8.3f} s  {one.bytes / 1e6:8.2f} MB  {one.count:>7,} {one.unit}{ratio}"


main()
