"""How large the tiles are, by zoom, as they are served: deflated."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zipfile import ZipFile

from tilebuild.tiles.framing import FRAME_SIZE
from tilebuild.tiles.packing import Metatile

LIMIT = 500_000
"""Bytes that no tile may have, gzipped."""


@dataclass(frozen=True)
class Sizes:
    """Tiles of one zoom in which something is drawn."""

    zoom: int
    tiles: int
    bytes: int
    """Of all together, before they are deflated."""
    gzipped: int
    largest: int
    """Bytes of the largest one, gzipped."""

    @property
    def mean(self) -> float:
        """Bytes of a tile, gzipped."""
        return self.gzipped / self.tiles if self.tiles else 0.0


def sizes_of(made: Iterable[Metatile]) -> list[Sizes]:
    """By tile zoom, ascending; metatiles name their members ``dz/dx/dy.mvt``."""
    found: dict[int, list[tuple[int, int]]] = {}
    for metatile in made:
        with ZipFile(io.BytesIO(metatile.data)) as archive:
            for member in archive.infolist():
                if member.file_size:
                    zoom = metatile.tile.z + int(member.filename.partition("/")[0])
                    found.setdefault(zoom, []).append((member.file_size, member.compress_size + FRAME_SIZE))
    return [_sizes(zoom, each) for zoom, each in sorted(found.items())]


def _sizes(zoom: int, each: Sequence[tuple[int, int]]) -> Sizes:
    """Of tiles that are so large, whole and gzipped."""
    gzipped = [small for _, small in each]
    return Sizes(zoom, len(each), sum(whole for whole, _ in each), sum(gzipped), max(gzipped))
