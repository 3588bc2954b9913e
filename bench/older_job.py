"""What :mod:`bench.older` runs with the package of another version: it uses what all versions have.

``python -m bench.older_job <checkout> <most runs> <RAWR tile> <z/x/y> ...``
"""

import json
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.cost import best_of_each


def make(path: Path, tile: str) -> list[Any]:
    """All metatiles of a RAWR tile."""
    archive, build, engine, grid = map(_of_version, ("rawr.archive", "tiles.build", "tiles.engine", "grid"))
    layout, style = _of_version("tiles.metatile").MetatileLayout(), _of_version("tiles.style.basemap").BASEMAP
    data, zooms = path.read_bytes(), range(10, layout.max_coordinate_zoom + 1)
    # Before there was a kernel, tables came with what else is in the tile.
    tables = archive.read_tables(data) if hasattr(archive, "read_tables") else archive.read_rawr(data).tables
    return list(engine.metatiles(*build.features_of(tables, style), grid.parse_tile(tile), zooms, layout))


def _of_version(module: str) -> Any:
    """A module of whichever version is found first."""
    return import_module(f"tilebuild.{module}")


def main(checkout: str, most: str, *words: str) -> dict[str, Any]:
    """What all tiles take together, once more than is measured since that loads what is compiled; and whose it is."""
    sys.path.insert(0, checkout)
    works = [partial(make, Path(path), tile) for path, tile in zip(words[::2], words[1::2], strict=True)]
    for work in works:
        work()
    cost, each = best_of_each(int(most), works)
    contents = [one for metatiles in each for metatile in metatiles for one in metatile.contents.values()]
    size = sum(len(metatile.data) for metatiles in each for metatile in metatiles)
    made = {"bytes": size, "tiles": sum(one.tiles for one in contents)}
    return {**cost._asdict(), **made, "module": str(Path(_of_version("grid").__file__).resolve())}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
