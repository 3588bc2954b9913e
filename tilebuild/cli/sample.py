"""``tilebuild sample``: an extract of an imaginary region."""

from pathlib import Path

import click


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".tilebuild/sample"),
    show_default=True,
    help="Directory to write to.",
)
@click.option("--scale", type=click.IntRange(1, 64), default=1, show_default=True, help="How much data, in multiples.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another region.")
def command(out: Path, scale: int, seed: int) -> None:
    """Make an OSM extract of an imaginary coastal city, with its sea and land as polygon files.

    The same seed and scale give the same bytes.
    """
    from tilebuild.local.sample import write_sample

    paths = write_sample(out, seed=seed, scale=scale)
    for path in (paths.pbf, paths.water_polygons, paths.land_polygons):
        click.echo(str(path))
