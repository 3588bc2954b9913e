"""One RAWR tile to metatiles in a process of its own: time and memory.

``python -m bench.single <RAWR tile> <z/x/y> <RAWR tile> <z/x/y>``: the first, a small one, only loads what is compiled.
"""

import json
import sys
import time
from pathlib import Path

from tilebuild.grid import parse_tile
from tilebuild.rawr.archive import read_rawr
from tilebuild.tiles.build import features_of
from tilebuild.tiles.engine import metatiles
from tilebuild.tiles.metatile import MetatileLayout
from tilebuild.tiles.style.basemap import BASEMAP

LAYOUT = MetatileLayout()


def make(path: Path, tile: str) -> dict[str, float]:
    """Make the tile's metatiles, each let go of as soon as it is made, as a job does that has stored it."""
    features, geometries = features_of(read_rawr(path.read_bytes()).tables, BASEMAP)
    zooms = range(10, LAYOUT.max_coordinate_zoom + 1)
    sizes = [len(one.data) for one in metatiles(features, geometries, parse_tile(tile), zooms, LAYOUT)]
    return {"features": len(features), "metatiles": len(sizes), "bytes": sum(sizes)}


def main(small: tuple[Path, str], large: tuple[Path, str]) -> dict[str, float]:
    """What the large one takes when the small one has been made."""
    make(*small)
    began, before = time.process_time(), peak()
    made = make(*large)
    return made | {"seconds": time.process_time() - began, "before_mib": before, "peak_mib": peak()}


def peak() -> float:
    """MiB of memory that this program has had at most (proc(5)); ``ru_maxrss`` tells of who started it, too."""
    (line,) = [one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    first, first_tile, second, second_tile = sys.argv[1:]
    print(json.dumps(main((Path(first), first_tile), (Path(second), second_tile))))
