"""tilemaker (Debian's package) on the same extract, where it is installed: the processor time of its tile phase."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench.cost import of_children

LAYERS = {
    "boundaries": 8,
    "buildings": 13,
    "landuse": 8,
    "places": 8,
    "pois": 13,
    "roads": 8,
    "transit": 11,
    "water": 8,
}
"""Layers and the first tile zoom of each."""

ZOOMS = (12, 14)
"""Tile zooms that are compared; tilemaker 2 cannot do the deepest of ours."""


def tile_phase(extract: Path) -> float | None:
    """Seconds of processor time that the tiles take, on one thread: all, less a run in which no layer is written."""
    program = shutil.which("tilemaker")
    if program is None:
        return None
    return _run(program, extract, LAYERS) - _run(program, extract, dict.fromkeys(LAYERS, ZOOMS[1] + 1))


def _run(program: str, extract: Path, layers: Mapping[str, int]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        config, out, script = (
            Path(folder, "config.json"),
            Path(folder, "out.mbtiles"),
            Path(__file__).with_suffix(".lua"),
        )
        config.write_text(json.dumps(_config(layers)))
        files = {"--input": extract, "--output": out, "--config": config, "--process": script}
        options = [str(word) for pair in files.items() for word in pair]
        before = of_children()
        subprocess.run([program, *options, "--threads", "1"], check=True, capture_output=True)
        return of_children() - before


def _config(first: Mapping[str, int]) -> dict[str, object]:
    layers = {name: {"minzoom": zoom, "maxzoom": max(zoom, ZOOMS[1])} for name, zoom in first.items()}
    zooms = {"minzoom": ZOOMS[0], "maxzoom": ZOOMS[1], "basezoom": ZOOMS[1]}
    about = {"name": "bench", "version": "1", "description": "the same layers", "include_ids": True, "compress": "gzip"}
    return {"layers": layers, "settings": zooms | about}
