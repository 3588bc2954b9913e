"""``tilebuild run``: a region's tiles on this machine, end to end."""

from pathlib import Path

import click

from tilebuild.cli.options import BboxType, dsn_option, home_option
from tilebuild.cli.outcome import show_run

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--pbf", type=FILE, help="OSM extract (.osm.pbf); a sample is made where none is given.")
@click.option("--bbox", type=BboxType(), help="Build only this area, in degrees; the whole extract by default.")
@home_option
@click.option("--slots", type=click.IntRange(1), help="Jobs that run at once; one a processor by default.")
@click.option("--run-id", default="", help="Name of the run; made of the extract's name and the time by default.")
@click.option("--water-polygons", type=FILE, help="Sea as polygons: a shapefile or GeoPackage.")
@click.option("--land-polygons", type=FILE, help="Land as polygons: a shapefile or GeoPackage.")
@dsn_option
@click.option("--style", default="", help="A style in place of the basemap: package.module:NAME or a Python file.")
@click.option("--json", "as_json", is_flag=True, help="Print the run's report as one JSON object, and nothing else.")
def command(
    pbf: Path | None,
    bbox: tuple[float, float, float, float] | None,
    home: Path,
    slots: int | None,
    run_id: str,
    water_polygons: Path | None,
    land_polygons: Path | None,
    dsn: str | None,
    style: str,
    as_json: bool,
) -> int:
    """Build the vector tiles of a region on this machine, with no AWS account.

    Imports the extract into a private PostgreSQL under --home (once: the next run of the same extract goes on from
    there), then runs the state machine, functions and jobs that AWS would run. An extract's own coastline makes land
    and sea where no polygon files are given. A run that was stopped goes on where it was: by the same command.
    """
    from tilebuild.local.build import build
    from tilebuild.local.home import Home
    from tilebuild.local.inputs import BuildOptions

    options = BuildOptions(
        pbf=pbf,
        bbox=bbox,
        slots=slots,
        run_id=run_id,
        water_polygons=water_polygons,
        land_polygons=land_polygons,
        dsn=dsn,
        style=style,
    )
    return show_run(lambda display: build(Home(home.absolute()), options, display), as_json)
