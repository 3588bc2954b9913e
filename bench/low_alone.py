"""One low-zoom job, from the database to metatiles, in a process of its own: time and memory.

``python -m bench.low_alone <z/x/y> <z/x/y>``, the database as JSON on standard input: the job of the first tile, a
small one, only loads what is compiled. What the process loads beside it is what a job loads, and little more.
"""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

from mercantile import Tile

from bench.single import LAYOUT, forget_peak, memory
from tilebuild.contracts import Stage
from tilebuild.contracts.scope import metatile_zooms
from tilebuild.grid import format_tile, parse_tile
from tilebuild.jobs.low import prepared_for, read_shown
from tilebuild.rawr.database import Database, open_snapshot
from tilebuild.rawr.schema import read_schema
from tilebuild.tiles.build import features_of
from tilebuild.tiles.engine import metatiles
from tilebuild.tiles.style.basemap import BASEMAP


@dataclass(frozen=True)
class Alone:
    """One job."""

    tile: str
    features: int
    bytes: int
    """Of its metatiles."""
    seconds: float
    """Processor time, without that of the database."""
    memory_mib: float
    """Peak memory, less that of the process before it began."""
    idle_mib: float
    """Memory of the process before it began."""


def job_alone(database: Database, small: Tile, large: Tile) -> Alone:
    """What the job of the large tile takes, in a process of its own."""
    command = [sys.executable, "-m", "bench.low_alone", format_tile(small), format_tile(large)]
    told = json.dumps(asdict(database))
    ended = subprocess.run(command, input=told, check=True, capture_output=True, text=True)
    return Alone(**json.loads(ended.stdout))


def main(database: Database, small: Tile, large: Tile) -> Alone:
    """What the large one takes when the small one has been made."""
    make(database, small)
    forget_peak()
    began, before = time.process_time(), memory("VmRSS")
    features, size = make(database, large)
    seconds = time.process_time() - began
    return Alone(format_tile(large), features, size, seconds, memory("VmHWM") - before, before)


def make(database: Database, tile: Tile) -> tuple[int, int]:
    """Make the job's metatiles, each let go of as soon as it is made; how many features there are, and bytes."""
    zooms = metatile_zooms(Stage.LOW, tile, LAYOUT.max_coordinate_zoom)
    nominal = max(offset.level.nominal for zoom in zooms for offset in LAYOUT.offsets(zoom))
    with open_snapshot(database) as snapshot:
        prepared = prepared_for(snapshot, BASEMAP, nominal)
        features, geometries = features_of(
            read_shown(snapshot, read_schema(snapshot), tile, nominal, prepared), BASEMAP
        )
    return len(features), sum(len(one.data) for one in metatiles(features, geometries, tile, zooms, LAYOUT))


if __name__ == "__main__":
    found = json.load(sys.stdin)
    target = Database(**found | {name: tuple(found[name]) for name in ("hosts", "names")})
    print(json.dumps(asdict(main(target, *map(parse_tile, sys.argv[1:])))))
