"""``tilebuild rawr``: the RAWR job."""

import click
from mercantile import Tile

from tilebuild.cli.options import job_options


@click.command()
@job_options
def command(tile: Tile, run_id: str) -> int:
    """Write the RAWR tiles of a zoom-7 tile (or of one zoom-10 tile) from PostgreSQL.

    Database, store and run are told by TILEQUEUE__ environment variables. Exit codes: 0 everything is written,
    64 wrong configuration, 70 some tiles failed, 75 database or store not reachable, 143 stopped.
    """
    from tilebuild.jobs.main import run_stage
    from tilebuild.jobs.rawr import extract_groups

    return run_stage("rawr", tile, run_id, extract_groups)
