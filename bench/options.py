"""Options that the commands of the bench share."""

from pathlib import Path

import click

home_option = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".tilebuild/bench"),
    show_default=True,
    help="Where databases, samples and results are kept.",
)
