"""``tilebuild export``: a run's tiles as one archive."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tilebuild.cli.options import BboxType, home_option


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@home_option
@click.option("--format", "kind", type=click.Choice(["pmtiles", "mbtiles"]), help="By the name of OUT where not given.")
@click.option("--run-id", help="Whose tiles; the newest run's by default.")
@click.option("--bbox", type=BboxType(), help="Only the tiles of this area.")
def command(
    out: Path, home: Path, kind: str | None, run_id: str | None, bbox: tuple[float, float, float, float] | None
) -> None:
    """Write the tiles of a run, and of what it mends or was mended by, into the archive OUT."""
    from tilebuild.errors import RequestError
    from tilebuild.export.export import Format, about_of, export, source_of
    from tilebuild.serve.catalogue import store_of
    from tilebuild.serve.extent import Extent
    from tilebuild.serve.runs import buckets_of, control_of_home, run_of_home, runs_of_home
    from tilebuild.storage import open_directory

    kind = kind or out.suffix.removeprefix(".")
    if kind not in list(Format):
        raise RequestError(f"the format of {out} is not known: give --format pmtiles or --format mbtiles")
    area = Extent(*bbox) if bbox else None
    chosen = run_of_home(home, run_id)
    runs = [run for run in runs_of_home(home) if run.prefix == chosen.prefix]
    store = store_of(chosen.place, lambda name: open_directory(buckets_of(home), name))
    source = source_of(runs, {run.run_id: control_of_home(home, run.run_id) for run in runs}, store, area)
    with _progress(source.count()) as advance:
        done = export(source, about_of(runs, store, area), Format(kind), out, advance)
    click.echo(f"{out}: {done.tiles:,} tiles of {chosen.prefix}, {done.bytes / 2**20:.1f} MiB")
    if done.missing:
        click.echo(f"{done.missing:,} metatiles were owed and are not stored: look with `tilebuild verify`", err=True)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("metatiles"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("metatiles", total=total)
        yield lambda step: bar.advance(task, step)
