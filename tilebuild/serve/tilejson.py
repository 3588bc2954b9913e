"""TileJSON 3.0.0: what a map needs to know to draw the tiles of one prefix."""

from typing import Any

from tilebuild.serve.extent import Extent
from tilebuild.serve.layers import ATTRIBUTION, vector_layers


def tilejson(url: str, prefix: str, extent: Extent, max_zoom: int, version: str) -> dict[str, Any]:
    """The document.

    Args:
        url: absolute address of the tiles, without the part from ``/{z}`` on.
        prefix: of the metatiles, as the map's name.
        extent: what they cover.
        max_zoom: the deepest tile zoom; clients magnify it beyond.
        version: changes when the tiles may have, so that a client's cache does not keep old ones.
    """
    plain = extent.plain
    longitude, latitude = extent.centre
    return {
        "tilejson": "3.0.0",
        "name": prefix,
        "description": "OpenStreetMap as vector tiles",
        "attribution": ATTRIBUTION,
        "scheme": "xyz",
        "tiles": [f"{url}/{{z}}/{{x}}/{{y}}.mvt?v={version}"],
        "minzoom": 0,
        "maxzoom": max_zoom,
        "bounds": [round(ordinate, 6) for ordinate in plain],
        "center": [round(longitude, 6), round(latitude, 6), 10],
        "vector_layers": vector_layers(max_zoom),
    }
