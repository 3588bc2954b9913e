"""``tilebuild verify``: is everything there that a run owed."""

from pathlib import Path

import click

from tilebuild.cli.options import home_option
from tilebuild.errors import EXIT_TILES_FAILED


@click.command()
@click.argument("run_id", required=False)
@home_option
@click.option("--control-bucket", help="Check a run on AWS: the control bucket of its stack, in place of --home.")
@click.option("--deep", is_flag=True, help="Decode every tile, and compare all objects with what the jobs stored.")
def command(run_id: str | None, home: Path, control_bucket: str | None, deep: bool) -> int:
    """Open every object that RUN_ID owed and name each one that is missing or broken.

    RUN_ID is the newest run of this machine where it is not given. Exit code 0: everything is there; 70: something
    is missing or broken; 64: there is no such run.
    """
    from tilebuild.local.display import display_for
    from tilebuild.local.home import Home
    from tilebuild.storage import open_bucket
    from tilebuild.verify import verify_run

    local = Home(home)
    control = open_bucket(control_bucket) if control_bucket else local.control()
    if run_id is None and control_bucket:
        raise click.UsageError("name the RUN_ID: with --control-bucket there is no newest run")
    name = run_id or local.current().run_id
    with display_for() as display:
        verdict = verify_run(
            name,
            control,
            open_bucket if control_bucket else local.bucket,
            lambda done, total: display.update("Verify", done, total),
            deep=deep,
        )
    for fault in verdict.faults:
        click.echo(f"{fault.what}: {fault.why}")
    click.echo(f"run {name}: {verdict.objects} objects opened, {len(verdict.faults)} missing or broken")
    return EXIT_TILES_FAILED if verdict.faults else 0
