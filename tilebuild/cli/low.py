"""``tilebuild low``: the low-zoom job."""

import click
from mercantile import Tile

from tilebuild.cli.options import job_options


@click.command()
@job_options
def command(tile: Tile, run_id: str) -> int:
    """Write the metatile of a tile of zoom 0 to 7 from PostGIS; at zoom 7 also those of 8 and 9.

    Database, store and run are told by TILEQUEUE__ environment variables. Exit codes: 0 everything is written,
    64 wrong configuration, 70 some tiles failed, 75 database or store not reachable, 143 stopped.
    """
    from tilebuild.jobs.low import make_metatiles
    from tilebuild.jobs.main import run_stage

    return run_stage("low", tile, run_id, make_metatiles)
