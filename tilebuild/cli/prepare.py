"""``tilebuild prepare``: note in a database which rows low zooms show."""

from pathlib import Path

import click

from tilebuild.cli.options import dsn_option, home_option


@click.command()
@home_option
@dsn_option
@click.option("--style", default="", help="The jobs' style if not the basemap: package.module:NAME or a file.")
def command(home: Path, dsn: str | None, style: str) -> None:
    """Note in the database which of its rows low zooms show, so that a job reads those alone.

    For a database that osm2pgsql filled or updated; what tilebuild imports itself is prepared already. The tables that
    are written begin with tilebuild_prepared; a second time, or for rows that did not change, nothing is done. Without
    --dsn, the database of the newest build under --home.
    """
    from tilebuild.local.build import newest_database
    from tilebuild.local.display import display_for
    from tilebuild.local.home import Home
    from tilebuild.local.importer.prepare import prepare
    from tilebuild.tiles.style.load import load_style

    rules = load_style(style or None)
    with display_for() as display, newest_database(Home(home.absolute()), dsn, display) as database:
        made = prepare(database, rules, lambda phase, done: display.update(phase, round(100 * done), 100))
    said = "prepared" if made.fresh else "was prepared before"
    click.echo(f"database {database.names[0]} {said}: {made.entries} entries in table {made.table}")
