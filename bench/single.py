"""One RAWR tile to metatiles in a process of its own: time and memory.

``python -m bench.single <RAWR tile> <z/x/y> <RAWR tile> <z/x/y>``: the first, a small one, only loads what is compiled.
"""

import gc
import json
import sys
import time
from pathlib import Path

from tilebuild.grid import parse_tile
from tilebuild.rawr.archive import read_tables
from tilebuild.tiles.build import features_of
from tilebuild.tiles.engine import metatiles
from tilebuild.tiles.metatile import MetatileLayout
from tilebuild.tiles.style.basemap import BASEMAP

LAYOUT = MetatileLayout()


def make(path: Path, tile: str) -> dict[str, float]:
    """Make the tile's metatiles, each let go of as soon as it is made, as a job does that has stored it."""
    features, geometries = features_of(read_tables(path.read_bytes()), BASEMAP)
    zooms = range(10, LAYOUT.max_coordinate_zoom + 1)
    sizes = [len(one.data) for one in metatiles(features, geometries, parse_tile(tile), zooms, LAYOUT)]
    return {"features": len(features), "metatiles": len(sizes), "bytes": sum(sizes)}


def main(small: tuple[Path, str], large: tuple[Path, str]) -> dict[str, float]:
    """What the large one takes when the small one has been made."""
    make(*small)
    forget_peak()
    began, before = time.process_time(), memory("VmRSS")
    made = make(*large)
    return made | {"seconds": time.process_time() - began, "before_mib": before, "peak_mib": memory("VmHWM")}


def memory(field: str) -> float:
    """MiB of memory of this program, now (``VmRSS``) or at most (``VmHWM``); proc(5).

    The peak that ``getrusage`` tells is also that of who started the program.
    """
    (line,) = [one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith(f"{field}:")]
    return int(line.split()[1]) / 1024


def forget_peak() -> None:
    """Begin to measure the peak anew (proc(5), ``clear_refs``)."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")


if __name__ == "__main__":
    first, first_tile, second, second_tile = sys.argv[1:]
    print(json.dumps(main((Path(first), first_tile), (Path(second), second_tile))))
