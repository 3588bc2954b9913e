"""``tilebuild high``: the high-zoom job."""

import click
from mercantile import Tile

from tilebuild.cli.options import job_options


@click.command()
@job_options
def command(tile: Tile, run_id: str) -> int:
    """Write the metatiles of zoom 10 and up of a zoom-7 or zoom-10 tile from RAWR tiles.

    Stores and run are told by TILEQUEUE__ environment variables. Exit codes: 0 everything is written,
    64 wrong configuration, 70 some tiles failed, 75 a store not reachable, 143 stopped.
    """
    from tilebuild.jobs.high import make_metatiles
    from tilebuild.jobs.main import run_stage

    return run_stage("high", tile, run_id, make_metatiles)
