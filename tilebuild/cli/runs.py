"""``tilebuild runs``: what there is to show."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tilebuild.cli.options import home_option

if TYPE_CHECKING:
    from tilebuild.serve.runs import Run


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print them as one JSON array.")
def command(home: Path, as_json: bool) -> None:
    """List the runs whose tiles can be served and exported, the newest first."""
    from tilebuild.serve.runs import runs_of_home

    runs = runs_of_home(home)
    if as_json:
        click.echo(json.dumps([_about(run) for run in runs], ensure_ascii=False))
        return
    if not runs:
        click.echo(f"no run in {home} has tiles yet: make some with `tilebuild run`")
    for run in runs:
        click.echo(_line(run))


def _about(run: "Run") -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "prefix": run.prefix,
        "status": run.status,
        "time": run.time.isoformat(timespec="seconds"),
        "extent": list(run.extent),
        "tiles": run.tiles,
        "bytes": run.bytes,
    }


def _line(run: "Run") -> str:
    when = run.time.astimezone().strftime("%Y-%m-%d %H:%M")
    where = ", ".join(f"{ordinate:.4f}" for ordinate in run.extent)
    under = f"  under {run.prefix}" if run.prefix != run.run_id else ""
    return (
        f"{run.run_id}  {run.status:<10} {when}  {run.tiles:>9,} tiles {run.bytes / 2**20:>9.1f} MiB  [{where}]{under}"
    )
