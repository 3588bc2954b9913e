"""``tilebuild drop``: a request file into the inbox of this machine."""

from pathlib import Path

import click

from tilebuild.cli.options import dsn_option, home_option
from tilebuild.cli.outcome import show_run


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
@click.option("--slots", type=click.IntRange(1), help="Jobs that run at once; one a processor by default.")
@dsn_option
@click.option("--json", "as_json", is_flag=True, help="Print the run's report as one JSON object, and nothing else.")
def command(file: Path, home: Path, slots: int | None, dsn: str | None, as_json: bool) -> int:
    """Drop FILE into the inbox and wait for the run that it starts.

    FILE is a request like {"bbox": [west, south, east, north]}, or the failed.csv of a run, which is gone on with. It
    goes the way that an upload to the control bucket goes on AWS, through the same function: the tiles of its area are
    built again in the newest build, all others stay. A file that is neither goes to rejected/ with the reason.
    """
    from tilebuild.local.build import drop
    from tilebuild.local.home import Home

    return show_run(lambda display: drop(Home(home.absolute()), file, slots, display, dsn), as_json)
