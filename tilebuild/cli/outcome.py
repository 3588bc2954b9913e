"""What `run` and `drop` have in common: bars while a run goes on, then its summary or its report."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tilebuild.local.build import Done
    from tilebuild.local.display import Display


def show_run(work: Callable[["Display"], "Done"], as_json: bool) -> int:
    """Do the work, show how far it is, print what came of it; the exit code."""
    from tilebuild.local.display import display_for
    from tilebuild.local.summary import summary_lines

    began = time.monotonic()
    with display_for() as display:
        done = work(display)
    if as_json:
        click.echo(done.report.model_dump_json())
    else:
        click.echo("\n".join(summary_lines(done, time.monotonic() - began)))
    return done.exit_code
