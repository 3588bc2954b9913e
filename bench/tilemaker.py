"""tilemaker (Debian's package) on the same extract, where it is installed: the processor time of its tile phase.

Same work: the same objects at the same zooms (see ``tilemaker.lua``), simplified as far, clipped, made valid, deflated.
It does less: fewer properties, no sea, no land, no label points of areas, no shared edges kept, no like lines joined.
"""

import json
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from bench.cost import Cost, of_children, runs_of
from bench.measured import Measured
from tilebuild.tiles.mvt.resolution import EXTENT, FINE_TOLERANCE

NAME = "tilemaker"
LAYERS = ("boundaries", "buildings", "landuse", "places", "pois", "roads", "water")
POINTS = ("places", "pois")
DEEPEST = 16
"""Tile zoom beyond which tilemaker 2 has no tiles."""


def tile_phase(extract: Path, repeat: int, zooms: Collection[int]) -> Measured | None:
    """What the tiles of the zooms take, on one thread: all, less a run that reads the same and draws nothing."""
    if shutil.which(NAME) is None:
        return None
    first, last = min(zooms), min(max(zooms), DEEPEST)
    drawing = min(_run(extract, _config(first, last, drawn=True)) for _ in runs_of(repeat))
    reading = min(_run(extract, _config(first, last, drawn=False)) for _ in runs_of(repeat))
    cost = Cost(drawing[0].processor - reading[0].processor, drawing[0].wall - reading[0].wall)
    return Measured(NAME, cost, drawing[2], drawing[1], "tiles", ours=False)


def _run(extract: Path, config: object) -> tuple[Cost, int, int]:
    """Cost of a run, number of tiles, and their bytes."""
    with tempfile.TemporaryDirectory() as folder:
        settings, out, script = Path(folder, "config.json"), Path(folder, "out.mbtiles"), Path(__file__)
        settings.write_text(json.dumps(config))
        files = {"--input": extract, "--output": out, "--config": settings, "--process": script.with_suffix(".lua")}
        options = [str(word) for pair in files.items() for word in pair]
        began, before = time.perf_counter(), of_children()
        subprocess.run([NAME, *options, "--threads", "1"], check=True, capture_output=True, cwd=folder)
        cost = Cost(of_children() - before, time.perf_counter() - began)
        with closing(sqlite3.connect(out)) as made:
            count, size = made.execute("SELECT count(*), sum(length(tile_data)) FROM tiles").fetchone()
    return cost, count, size or 0


def _config(first: int, last: int, *, drawn: bool) -> dict[str, object]:
    """Layers of the zooms; of layers that begin beyond the last zoom everything is read and nothing is drawn."""
    zooms = {"minzoom": first, "maxzoom": last} if drawn else {"minzoom": last + 1, "maxzoom": last + 1}
    # In degrees at the last zoom; a zoom above, twice as much.
    level = FINE_TOLERANCE * 360 / (EXTENT << last)
    simplified = {"simplify_below": last + 1, "simplify_level": level, "simplify_ratio": 2.0}
    about = {"name": "bench", "version": "1", "description": "the same layers", "include_ids": True, "compress": "gzip"}
    return {
        "layers": {name: zooms | ({} if name in POINTS else simplified) for name in LAYERS},
        "settings": {"minzoom": first, "maxzoom": last, "basezoom": last} | about,
    }
