"""PMTiles version 3, by the pmtiles library: tiles in the order of their numbers, each content once."""

from pathlib import Path

from pmtiles.tile import Compression, TileType
from pmtiles.writer import Writer

from tilebuild.export.area import tile_number
from tilebuild.export.metadata import About
from tilebuild.export.read import ArchiveTile
from tilebuild.serve.extent import Extent

DEGREE = 10_000_000
"""Coordinates are whole numbers of 1e-7 degrees."""


class PMTilesArchive:
    """Writes one archive; tiles come in the order of their numbers."""

    def __init__(self, path: Path, about: About) -> None:
        self._about = about
        self._file = path.open("wb")
        self._writer = Writer(self._file)
        self._last = -1

    def write(self, tile: ArchiveTile) -> None:
        """Add a tile."""
        number = tile_number(tile.tile)
        if number <= self._last:
            raise AssertionError(f"tile {number} came after tile {self._last}")
        self._last = number
        self._writer.write_tile(number, tile.gzipped)

    def finish(self) -> None:
        """Write directories and metadata. There is at least one tile."""
        metadata = {**self._about.metadata(), "vector_layers": self._about.layers()}
        self._writer.finalize(_header(self._about), metadata)

    def close(self) -> None:
        """Let go of the file, finished or not."""
        self._writer.tile_f.close()
        self._file.close()


def _header(about: About) -> dict[str, object]:
    plain: Extent = about.extent.plain
    longitude, latitude = about.extent.centre
    names = ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
    bounds = dict(zip(names, (round(ordinate * DEGREE) for ordinate in plain), strict=True))
    return {
        **bounds,
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "center_zoom": about.centre_zoom,
        "center_lon_e7": round(longitude * DEGREE),
        "center_lat_e7": round(latitude * DEGREE),
    }
