"""How time and memory grow with a RAWR tile: the sample's at growing scales, each in a process alone."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mercantile import Tile

from bench.places import Place
from tilebuild.grid import format_tile


@dataclass(frozen=True)
class Point:
    """One RAWR tile made into metatiles."""

    scale: int
    tile: str
    rawr_bytes: int
    features: int
    seconds: float
    """Processor time, without imports and the loading of compiled code."""
    memory_mib: float
    """Peak memory, less that of the process before it began."""
    idle_mib: float
    """Memory of the process before it began."""


def points(place: Place) -> Iterator[Point]:
    """A point for each RAWR tile of the place but its smallest, which only loads what is compiled."""
    small, *others = sorted(place.rawr_tiles, key=lambda tile: len(tile[1]))
    for large in others:
        yield single(small, large, place.source.scale)


def single(small: tuple[Tile, bytes], large: tuple[Tile, bytes], scale: int) -> Point:
    """What the large RAWR tile takes, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        words = [word for tile, data in (small, large) for word in written(Path(folder), tile, data)]
        command = [sys.executable, "-m", "bench.single", *words]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    memory = found["peak_mib"] - found["before_mib"]
    tile, data = large
    return Point(scale, format_tile(tile), len(data), found["features"], found["seconds"], memory, found["before_mib"])


def written(folder: Path, tile: Tile, data: bytes) -> tuple[str, str]:
    """Write a RAWR tile to a file of its own: the words that name it to another process, path and tile."""
    path = folder / f"{tile.x}-{tile.y}.zip"
    path.write_bytes(data)
    return str(path), format_tile(tile)
