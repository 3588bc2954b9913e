"""Which layers of the basemap's map styles accept the features of a row: asked of the styles themselves, by node."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support.classified import Decoded, classified
from tilebuild.tiles.features import Shape

WEB = Path(__file__).parents[2] / "web"
TYPES = {Shape.POINT: 1, Shape.LABEL: 1, Shape.LINE: 2, Shape.POLYGON: 3}
LAST_TILE_ZOOM = 15


def accepted(rows: Sequence[str], flavors: Sequence[str]) -> dict[str, dict[str, set[str]]]:
    """Flavor -> style layer -> the rows of which it draws a feature at some zoom.

    A row is ``<table> <key>=<value> …``. Skips where the map styles are not installed.
    """
    if shutil.which("node") is None or not (WEB / "node_modules" / "@protomaps").is_dir():
        pytest.skip("the map styles are not installed: run `make setup`")
    features = [(row, _feature(one)) for row in rows for one in _classified(row)]
    asked = json.dumps({"flavors": list(flavors), "features": [feature for _, feature in features]})
    command = ["node", str(Path(__file__).with_suffix(".mjs")), str(WEB)]
    answer = subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout
    return {
        flavor: {layer: {features[at][0] for at in numbers} for layer, numbers in layers.items()}
        for flavor, layers in json.loads(answer).items()
    }


def _classified(row: str) -> list[Decoded]:
    table, *tags = row.split()
    pairs = (tag.partition("=")[::2] for tag in tags)
    return classified(dict(pairs), table, 1e6 if table not in ("point", "line") else None)


def _feature(one: Decoded) -> dict[str, Any]:
    zooms = [zoom for zoom in range(LAST_TILE_ZOOM + 1) if one.min_zoom < zoom + 2 and zoom + 1 <= one.max_zoom]
    return {"layer": one.layer, "type": TYPES[one.shape], "tiles": {zoom: one.at(zoom) for zoom in zooms}}
