"""Which tiles a metatile holds, and under which names: the layout that every reader of Tilezen metatiles knows.

Three zooms: the *metatile zoom* is the coordinate of the zip, the *tile zoom* that of a tile in it, and the *nominal
zoom* decides content. With ``m = log2(size)``, a metatile of zoom ``z`` has the nominal zoom ``z + m``, and a tile of
``p`` pixels has the zoom ``nominal - log2(p / 256)``; its offset ``dz`` from the metatile is ``m - log2(p / 256)``.
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from mercantile import Tile

from tilebuild.errors import RequestError

SIZES = (1, 2, 4, 8)
"""Sizes that a metatile may have: how many 256-pixel tiles of its nominal zoom lie along its side."""

BASE_PIXELS = 256
"""Pixels of a tile whose zoom is its nominal zoom."""

EXTENSION = "mvt"


class Level(NamedTuple):
    """All tiles of one zoom that are drawn alike."""

    zoom: int
    """Tile zoom."""
    nominal: int
    """Nominal zoom: what decides content."""
    everything: bool = False
    """Whether features are kept whatever their ``min_zoom``: in the deepest tiles, below which there are none."""


class Offset(NamedTuple):
    """One level of a metatile, relative to the metatile's zoom."""

    dz: int
    level: Level
    pixels: int


class Member(NamedTuple):
    """One tile of a metatile."""

    name: str
    """``dz/dx/dy.mvt``: offsets from the metatile's own tile."""
    tile: Tile
    nominal: int
    pixels: int


@dataclass(frozen=True)
class MetatileLayout:
    """How tiles are put into metatiles.

    Raises:
        RequestError: size, tile sizes or maximum zoom are not possible together.
    """

    size: int = 8
    """Tiles of 256 pixels along a metatile's side: 1, 2, 4 or 8."""
    tile_sizes: tuple[int, ...] = (512,)
    """Pixels of the tiles that every metatile holds; 256 to 256 x size, powers of two."""
    max_zoom: int = 16
    """Deepest nominal zoom."""

    def __post_init__(self) -> None:
        if self.size not in SIZES:
            raise RequestError(f"metatile size is {self.size}: it must be one of 1, 2, 4, 8")
        if not self.tile_sizes:
            raise RequestError("tile sizes are empty: name at least one, like 512")
        for pixels in self.tile_sizes:
            check_pixels(pixels, self.size)
        if len(set(self.tile_sizes)) != len(self.tile_sizes):
            raise RequestError(f"tile sizes {list(self.tile_sizes)} name one size twice")
        if self.max_zoom < self.size_zoom:
            raise RequestError(
                f"max zoom is {self.max_zoom}: a metatile of size {self.size} starts at {self.size_zoom}"
            )

    @property
    def size_zoom(self) -> int:
        """How far the nominal zoom lies below the metatile zoom: log2 of the size."""
        return self.size.bit_length() - 1

    @property
    def max_coordinate_zoom(self) -> int:
        """Deepest metatile zoom."""
        return self.max_zoom - self.size_zoom

    def nominal(self, zoom: int) -> int:
        """Nominal zoom of a metatile of the given zoom."""
        return zoom + self.size_zoom

    def offset(self, pixels: int) -> int:
        """``dz`` of tiles of so many pixels, in every metatile that holds the size ordinarily."""
        return self.size_zoom - size_zoom(pixels)

    def offsets(self, zoom: int) -> tuple[Offset, ...]:
        """The levels of a metatile of the given zoom, by ``dz``.

        Raises:
            RequestError: there are no metatiles at that zoom.
        """
        if not 0 <= zoom <= self.max_coordinate_zoom:
            raise RequestError(f"metatile zoom is {zoom}: it must be 0 to {self.max_coordinate_zoom}")
        return _offsets(self, zoom)

    def members(self, tile: Tile) -> tuple[Member, ...]:
        """The tiles of the metatile at ``tile``, sorted by name.

        Raises:
            RequestError: there are no metatiles at that zoom.
        """
        return tuple(
            Member(f"{dz}/{dx}/{dy}.{EXTENSION}", _child(tile, dz, dx, dy), level.nominal, pixels)
            for dz, level, pixels in self.offsets(tile.z)
            for dx in range(1 << dz)
            for dy in range(1 << dz)
        )

    def places(self, zoom: int) -> tuple[tuple[int, int, int], ...]:
        """``dz, dx, dy`` of the members of every metatile of the zoom, in the order of :meth:`members`."""
        return _places(self, zoom)

    def names(self, zoom: int) -> tuple[str, ...]:
        """Names of the members of every metatile of the zoom, in the order of :meth:`members`."""
        return _names(self, zoom)


def check_pixels(pixels: int, size: int) -> None:
    """Refuse a tile size that is no power of two, below 256 pixels or larger than the metatile.

    Raises:
        RequestError: with what is allowed.
    """
    largest = BASE_PIXELS * size
    if not BASE_PIXELS <= pixels <= largest or pixels & (pixels - 1):
        raise RequestError(
            f"tile size is {pixels}: it must be a power of two from {BASE_PIXELS} to {largest} "
            f"({BASE_PIXELS} x metatile size {size})"
        )


def size_zoom(pixels: int) -> int:
    """How many zooms a tile of so many pixels lies above its nominal zoom: log2(pixels / 256)."""
    return (pixels // BASE_PIXELS).bit_length() - 1


def _child(tile: Tile, dz: int, dx: int, dy: int) -> Tile:
    return Tile(x=(tile.x << dz) + dx, y=(tile.y << dz) + dy, z=tile.z + dz)


@cache
def _names(layout: MetatileLayout, zoom: int) -> tuple[str, ...]:
    return tuple(member.name for member in layout.members(Tile(x=0, y=0, z=zoom)))


@cache
def _places(layout: MetatileLayout, zoom: int) -> tuple[tuple[int, int, int], ...]:
    dzs = [offset.dz for offset in layout.offsets(zoom)]
    return tuple((dz, dx, dy) for dz in dzs for dx in range(1 << dz) for dy in range(1 << dz))


@cache
def _offsets(layout: MetatileLayout, zoom: int) -> tuple[Offset, ...]:
    pixels = list(layout.tile_sizes)
    if zoom == layout.max_coordinate_zoom:
        pixels += _smaller(min(pixels))
    nominal = layout.nominal(zoom)
    offsets = [_offset(layout, zoom, nominal, size) for size in pixels]
    if zoom == 0:
        largest = max(layout.tile_sizes)
        lower = range(size_zoom(largest), nominal)
        offsets += [_offset(layout, zoom, value, largest) for value in lower]
    return tuple(sorted(offsets))


def _smaller(pixels: int) -> list[int]:
    """Every tile size below the given one."""
    return [BASE_PIXELS << power for power in range(size_zoom(pixels))]


def _offset(layout: MetatileLayout, zoom: int, nominal: int, pixels: int) -> Offset:
    """The level of tiles of so many pixels, drawn at ``nominal``, in a metatile of ``zoom``.

    Tiles whose own zoom is the deepest nominal zoom are drawn one nominal zoom deeper, with every feature: nothing
    lies below them that could show what they leave out.
    """
    tile_zoom = nominal - size_zoom(pixels)
    last = tile_zoom == layout.max_zoom
    return Offset(tile_zoom - zoom, Level(tile_zoom, nominal + last, last), pixels)
