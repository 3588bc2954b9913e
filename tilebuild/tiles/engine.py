"""From features to metatiles: what an engine does, and which metatiles are made of its tiles."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from mercantile import Tile

from tilebuild.errors import RequestError
from tilebuild.grid import common_ancestor, descendants, format_tile
from tilebuild.tiles.features import Features
from tilebuild.tiles.geometries import Geometries
from tilebuild.tiles.kernel.engine import KernelEngine
from tilebuild.tiles.level_tiles import LevelTiles
from tilebuild.tiles.metatile import Level, MetatileLayout
from tilebuild.tiles.packing import Metatile, Packer


class Engine(Protocol):
    """Draws features into vector tiles."""

    def render(
        self,
        features: Features,
        geometries: Geometries,
        area: Tile,
        levels: Iterable[Level],
        part: Tile | None = None,
    ) -> Iterator[tuple[Level, Mapping[Tile, bytes]]]:
        """The tiles of each level that lie in ``area``, level by level, in the order in which they are asked for.

        Args:
            features: what is drawn; geometries lie anywhere, those near the area are drawn.
            geometries: what ``features.row`` points into.
            area: a tile; the levels' zooms are its own or deeper.
            levels: which zooms, each with the nominal zoom that decides its content.
            part: tiles outside of this one need not be drawn, and those inside are what they are without it; None:
                all are drawn.

        Yields:
            The level and its tiles as vector tiles (version 2, extent 4096, not compressed). A tile that is not among
            them is empty.

        Raises:
            GeometryError: a feature cannot be drawn validly.
        """
        ...


def metatiles(
    features: Features,
    geometries: Geometries,
    root: Tile,
    zooms: Sequence[int],
    layout: MetatileLayout,
    *,
    only: Collection[Tile] | None = None,
    engine: Engine | None = None,
) -> Iterator[Metatile]:
    """Every metatile of ``zooms`` (metatile zooms) under ``root``, empty ones too.

    Zoom by zoom in the order given, each column by column and north to south; one zoom's tiles are in memory at a
    time. The same features under the same root give the same bytes, whichever metatiles are wanted.

    Args:
        features: what is drawn.
        geometries: what ``features.row`` points into.
        root: a tile that contains all the metatiles; none of ``zooms`` lies above it.
        zooms: metatile zooms, 0 to ``layout.max_coordinate_zoom``.
        layout: size of metatiles and of tiles.
        only: the metatiles that are wanted; None for all.
        engine: what draws; the compiled kernel if not given.

    Raises:
        RequestError: a zoom lies above the root, or has no metatiles.
        GeometryError: a feature cannot be drawn validly.
    """
    _check(zooms, root)
    levels = [offset.level for zoom in zooms for offset in layout.offsets(zoom)]
    part = common_ancestor(only) if only else None
    rendered = (engine or KernelEngine()).render(features, geometries, root, levels, part)
    packer = Packer()
    for zoom in zooms:
        tiles = [LevelTiles.of(next(rendered)[1], root, zoom + offset.dz) for offset in layout.offsets(zoom)]
        wanted = [tile for tile in descendants(root, zoom) if only is None or tile in only]
        yield from packer.pack(wanted, zoom, tiles, layout)


def _check(zooms: Iterable[int], root: Tile) -> None:
    for zoom in zooms:
        if zoom < root.z:
            raise RequestError(f"metatile zoom is {zoom}: under tile {format_tile(root)} it must be {root.z} or more")
