"""``tilebuild serve``: tiles and the preview page over HTTP."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tilebuild.cli.options import BboxType, home_option

if TYPE_CHECKING:
    from tilebuild.serve.catalogue import Catalogue


@click.command()
@click.argument("archives", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
@click.option("--prefix", default="", help="Prefix of the tiles to show first; the newest run's by default.")
@click.option("--bucket", default="", help="Serve this bucket (S3, or below TILEBUILD_BUCKETS) and not --home.")
@click.option("--layout", default="hash-prefix", show_default=True, help="Key layout of --bucket.")
@click.option("--metatile-size", default=8, show_default=True, help="Of the metatiles in --bucket.")
@click.option("--tile-sizes", default="512", show_default=True, help="Of the tiles in --bucket, comma-separated.")
@click.option("--bbox", type=BboxType(), help="What the tiles in --bucket cover; the world by default.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--max-age", default=1200, show_default=True, type=click.IntRange(0), help="Seconds a client may keep.")
@click.option("--cache-mib", default=128, show_default=True, type=click.IntRange(0), help="Tiles to remember.")
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
def command(
    archives: tuple[Path, ...],
    home: Path,
    prefix: str,
    bucket: str,
    layout: str,
    metatile_size: int,
    tile_sizes: str,
    bbox: tuple[float, float, float, float] | None,
    host: str,
    port: int,
    max_age: int,
    cache_mib: int,
    open_page: bool,
) -> None:
    """Serve tiles and a map that shows them.

    Shown are the runs below --home, or one prefix of a bucket. ARCHIVES are .pmtiles files that the map offers too.
    """
    from tilebuild.serve.app import Options, create_app
    from tilebuild.serve.listen import listen

    if bucket:
        catalogue = _bucket_catalogue(bucket, prefix, layout, metatile_size, tile_sizes, bbox)
    else:
        catalogue = _home_catalogue(home, prefix)
    options = Options(
        cache_control=f"public, max-age={max_age}, s-maxage={max_age // 2}",
        cache_bytes=cache_mib << 20,
        archives={path.name: path for path in archives},
    )
    listen(create_app(catalogue, options), host, port, lambda url: _say(url, catalogue, open_page))


def _home_catalogue(home: Path, prefix: str) -> "Catalogue":
    from tilebuild.errors import RequestError
    from tilebuild.serve.catalogue import Catalogue
    from tilebuild.serve.runs import buckets_of, runs_of_home
    from tilebuild.storage import open_directory

    catalogue = Catalogue(lambda: runs_of_home(home), lambda name: open_directory(buckets_of(home), name), prefix)
    if prefix and catalogue.store() is None:
        there = ", ".join(sorted({run.prefix for run in catalogue.runs})) or "none yet: make some with `tilebuild run`"
        raise RequestError(f"there are no tiles under prefix {prefix!r} in {home}: there is {there}")
    return catalogue


def _bucket_catalogue(
    bucket: str, prefix: str, layout: str, size: int, tile_sizes: str, bbox: tuple[float, float, float, float] | None
) -> "Catalogue":
    from tilebuild.serve.catalogue import Catalogue, store_of
    from tilebuild.serve.prefix import has_top, run_of_prefix
    from tilebuild.storage import open_existing

    run = run_of_prefix(bucket, prefix, layout, size, tile_sizes, bbox)
    if not has_top(store_of(run.place, open_existing)):
        click.echo(f"warning: bucket {bucket!r} has no metatile 0/0/0 under prefix {prefix!r} ({layout})", err=True)
    return Catalogue(lambda: [run], open_existing, prefix)


def _say(url: str, catalogue: "Catalogue", open_page: bool) -> None:
    shown = catalogue.chosen or "nothing yet: make tiles with `tilebuild run`"
    click.echo(f"the map is at {url} (tiles of {shown}); stop with Ctrl-C")
    if open_page:
        click.launch(url)
