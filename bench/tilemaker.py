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
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from bench.cost import Cost, of_children, runs_of
from bench.measured import Measured
from tilebuild.tiles.mvt.resolution import EXTENT, FINE_TOLERANCE

NAME = "tilemaker"
READING = "tilemaker, nothing drawn"
LAYERS = ("boundaries", "buildings", "landuse", "places", "pois", "roads", "water")
POINTS = ("places", "pois")
DEEPEST = 16
"""Tile zoom beyond which tilemaker 2 has no tiles."""


def runs(extract: Path, most: int, zooms: Collection[int], beside: str) -> Iterator[Measured]:
    """What all of it takes, on one thread, and what a run takes that reads the same and draws nothing."""
    if shutil.which(NAME) is None:
        return
    first, last = min(zooms), min(max(zooms), DEEPEST)
    for name, drawn in ((NAME, True), (READING, False)):
        cost, count, size = min(_run(extract, _config(first, last, drawn=drawn)) for _ in runs_of(most))
        yield Measured(name, cost, size, count, "tiles", beside, ours=False)


def without_reading(measured: Sequence[Measured]) -> list[Measured]:
    """The measurements, tilemaker's whole run and what it reads become one of what the tiles alone take."""
    reading = {one.name: one.cost for one in measured}.get(READING)
    if reading is None:
        return list(measured)
    others = [one for one in measured if one.name != READING]
    return [replace(one, cost=one.cost.less(reading)) if one.name == NAME else one for one in others]


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
