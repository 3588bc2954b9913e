"""``tilebuild runs``: what there is to show."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tilebuild.cli.options import home_option

if TYPE_CHECKING:
    from tilebuild.serve.runs import Run


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print them as one JSON array.")
def command(home: Path, as_json: bool) -> None:
    """List the runs whose tiles can be served and exported, the newest first."""
    from tilebuild.serve.runs import about, runs_of_home

    runs = runs_of_home(home)
    if as_json:
        click.echo(json.dumps([about(run, runs) for run in runs], ensure_ascii=False))
        return
    if not runs:
        click.echo(f"no run in {home} has tiles yet: make some with `tilebuild run`")
    for place, run in enumerate(runs):
        click.echo(_line(run, mends=any(older.prefix == run.prefix for older in runs[place + 1 :])))


def _line(run: "Run", mends: bool) -> str:
    when = run.time.astimezone().strftime("%Y-%m-%d %H:%M")
    where = ", ".join(f"{ordinate:.4f}" for ordinate in run.extent)
    area = f"rebuilt [{where}] of {run.prefix}" if mends else f"[{where}]"
    return f"{run.run_id}  {run.status:<10} {when}  {run.tiles:>9,} tiles {run.bytes / 2**20:>9.1f} MiB  {area}"
