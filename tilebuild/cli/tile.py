"""``tilebuild tile``: what is in a tile."""

import json
from pathlib import Path
from typing import Any

import click
from mercantile import Tile

from tilebuild.cli.options import TileType, home_option


@click.command()
@click.argument("tile", type=TileType())
@home_option
@click.option("--run-id", help="Of the run whose tiles are looked at; the newest where it is not given.")
@click.option("--pixels", type=int, default=0, help="Pixel size of the tile: 256, 512, …; the layout's own by default.")
@click.option("--json", "as_json", is_flag=True, help="Print all of the tile, geometries too, as one JSON object.")
def command(tile: Tile, home: Path, run_id: str | None, pixels: int, as_json: bool) -> None:
    """Print what is in the vector tile z/x/y: its layers, how many features each has, and how large it is."""
    from tilebuild.local.home import Home
    from tilebuild.tiles.inspect import contents, find_tile, summary

    found = find_tile(tile, pixels, *Home(home).store_of(run_id))
    if as_json:
        click.echo(json.dumps({**summary(found), "layers": contents(found.data)}, ensure_ascii=False))
        return
    for line in _lines(summary(found)):
        click.echo(line)


def _lines(about: dict[str, Any]) -> list[str]:
    head = f"{about['tile']} in {about['metatile']}, member {about['member']}: {about['bytes']} bytes"
    head += f", {about['stored_bytes']} deflated"
    if not about["layers"]:
        return [head, "  empty"]
    rows = [
        f"  {name:<11} {layer['features']:>7} features  {layer['bytes']:>9} bytes  {', '.join(layer['kinds'])}"
        for name, layer in about["layers"].items()
    ]
    return [head, *rows]
