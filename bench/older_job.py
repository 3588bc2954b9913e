"""What :mod:`bench.older` runs with the modules of another version: it uses what all versions have.

``older_job.py <most runs> <RAWR tile> <z/x/y> ...``
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

ENOUGH = 0.7
"""Seconds of runs after which no further one is made, as beside it."""

archive: Any = import_module("tilebuild.rawr.archive")
build: Any = import_module("tilebuild.tiles.build")
engine: Any = import_module("tilebuild.tiles.engine")
LAYOUT: Any = import_module("tilebuild.tiles.metatile").MetatileLayout()
STYLE: Any = import_module("tilebuild.tiles.style.basemap").BASEMAP
ZOOMS = range(10, LAYOUT.max_coordinate_zoom + 1)


def make(path: Path, tile: Any) -> list[Any]:
    """All metatiles of a RAWR tile."""
    data = path.read_bytes()
    # Before there was a kernel, tables came with what else is in the tile.
    tables = archive.read_tables(data) if hasattr(archive, "read_tables") else archive.read_rawr(data).tables
    return list(engine.metatiles(*build.features_of(tables, STYLE), tile, ZOOMS, LAYOUT))


def best(most: int, path: Path, tile: Any) -> dict[str, float]:
    """The cheapest of some runs, and what it made."""
    make(path, tile)
    costs: list[tuple[float, float]] = []
    metatiles: list[Any] = []
    while not costs or (len(costs) < most and sum(wall for _, wall in costs) < ENOUGH):
        began, before = time.perf_counter(), time.process_time()
        metatiles = make(path, tile)
        costs.append((time.process_time() - before, time.perf_counter() - began))
    processor, wall = min(costs)
    tiles = sum(contents.tiles for one in metatiles for contents in one.contents.values())
    return {"processor": processor, "wall": wall, "bytes": sum(len(one.data) for one in metatiles), "tiles": tiles}


def main(most: str, *words: str) -> None:
    """Print what all tiles take together, and whose engine it is."""
    parse: Any = import_module("tilebuild.grid").parse_tile
    each = [best(int(most), Path(path), parse(tile)) for path, tile in zip(words[::2], words[1::2], strict=True)]
    found = {field: sum(one[field] for one in each) for field in each[0]}
    print(json.dumps({**found, "module": str(Path(engine.__file__).resolve())}))


if __name__ == "__main__":
    main(*sys.argv[1:])
