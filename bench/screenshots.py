"""``python -m bench.screenshots``: the same places drawn by both engines, side by side, as the preview shows them.

Left the compiled kernel, right the reference engine, which joins no lines and keeps no shared edge.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bench.high import LAYOUT, works
from bench.low import metatiles_of
from bench.measured import made
from bench.options import home_option
from bench.places import Place, Source, prepared
from reference.render import ReferenceEngine
from tests.support.preview import chromium, launched, served, wait_until_drawn
from tilebuild.keys import Layout, tile_key
from tilebuild.local.display import display_for
from tilebuild.serve.app import create_app
from tilebuild.serve.catalogue import Catalogue
from tilebuild.serve.prefix import run_of_prefix
from tilebuild.storage import Bucket, open_directory
from tilebuild.tiles.engine import Engine
from tilebuild.tiles.kernel.engine import KernelEngine

if TYPE_CHECKING:
    from playwright.sync_api import Page

ENGINES: dict[str, Engine] = {"kernel": KernelEngine(), "reference": ReferenceEngine()}
"""By the prefix of their tiles."""

ZOOMS = (8.0, 11.0, 12.0, 14.0, 16.0)
"""Map zooms, which are those of 512-pixel tiles."""

SAMPLE_VIEWS = {"dense": (44.0345, -39.405), "rural": (44.124, -39.338)}
"""Latitude and longitude of a place in the sample's city, and of one in its fields."""

BUCKET = "tiles"
SIZE = {"width": 640, "height": 480}


@click.command()
@click.option("--pbf", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The sample if none.")
@home_option
@click.option("--at", "places", multiple=True, help="name=latitude,longitude; may be given several times.")
@click.option("--style", default="light", show_default=True, help="Of the preview: light, dark or layers.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the PNGs.")
def main(pbf: Path | None, home: Path, places: Sequence[str], style: str, out: Path) -> None:
    """Build with both engines, and take pictures of both."""
    views = dict(map(_view, places)) or SAMPLE_VIEWS
    out.mkdir(parents=True, exist_ok=True)
    home = home.absolute()
    buckets = home / "screenshots"
    source = Source(pbf.absolute() if pbf else None)
    with display_for() as display, prepared(home, source, display) as place:
        for name, engine in ENGINES.items():
            display.say(f"{source.name}: tiles of the {name}")
            store(place, engine, open_directory(buckets, BUCKET), name)
    with _serving(buckets) as address, _browser() as page:
        for name, (latitude, longitude) in views.items():
            for zoom in ZOOMS:
                fragment = f"#map={zoom:g}/{latitude}/{longitude}&style={style}"
                both = [_picture(page, f"{address}{fragment}&tiles={engine}") for engine in ENGINES]
                file = out / f"{source.name.replace(' ', '-')}-{name}-{style}-{zoom:g}.png"
                _beside(both).save(file, optimize=True)
                click.echo(f"{file}: {_different(*both):.2%} of the pixels differ")


def _view(written: str) -> tuple[str, tuple[float, float]]:
    name, _, where = written.partition("=")
    latitude, longitude = map(float, where.split(","))
    return name, (latitude, longitude)


def store(place: Place, engine: Engine, bucket: Bucket, prefix: str) -> None:
    """Every metatile that a build of the place makes."""
    metatiles = [*metatiles_of(place, engine), *made(works(place, engine))]
    bucket.put_all((tile_key(one.tile, prefix, Layout.HASH_PREFIX), one.data) for one in metatiles)


@contextmanager
def _serving(buckets: Path) -> Iterator[str]:
    """A server of both engines' tiles, and its address."""
    runs = [
        run_of_prefix(BUCKET, name, Layout.HASH_PREFIX, LAYOUT.size, ",".join(map(str, LAYOUT.tile_sizes)), None)
        for name in ENGINES
    ]
    with served(create_app(Catalogue(lambda: runs, lambda name: open_directory(buckets, name)))) as address:
        yield address


@contextmanager
def _browser() -> Iterator["Page"]:
    """A page of a headless chromium."""
    program = chromium()
    if program is None:
        raise click.ClickException("chromium is not installed")
    with launched(program) as browser:
        yield browser.new_page(viewport=SIZE)  # type: ignore[arg-type]


def _picture(page: "Page", address: str) -> Any:
    """The map without the page's controls, once everything is drawn."""
    page.goto("about:blank")
    page.goto(address)
    wait_until_drawn(page, timeout=120_000)
    canvas = page.locator("#map canvas").first
    return pillow("Image").open(BytesIO(canvas.screenshot())).convert("RGB")


def _beside(both: Sequence[Any]) -> Any:
    """Two pictures, with a line between them, in few colours: small files."""
    left, right = both
    joined = pillow("Image").new("RGB", (left.width + right.width + 4, left.height), "black")
    joined.paste(left, (0, 0))
    joined.paste(right, (left.width + 4, 0))
    return joined.quantize(64)


def _different(one: Any, other: Any) -> float:
    """Share of pixels that differ in what an eye can tell."""
    counts: list[int] = pillow("ImageChops").difference(one, other).convert("L").histogram()
    return sum(counts[24:]) / max(sum(counts), 1)


def pillow(module: str) -> Any:
    """A module of Pillow, which comes with matplotlib."""
    return import_module(f"PIL.{module}")


if __name__ == "__main__":
    main()
