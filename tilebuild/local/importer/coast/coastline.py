"""The coastline in an extract: ways tagged ``natural=coastline``, land on their left and water on their right."""

from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from tilebuild.grid import HALF_WORLD, MERCATOR_LATITUDE
from tilebuild.local.importer.extract import read_nodes

Lines = list[NDArray[np.float64]]
"""Each of shape (n, 2), n >= 2: EPSG:3857 metres, in the direction of the way."""


def read_coastline(extract: Path) -> Lines:
    """The extract's coastline; a way whose nodes are partly missing comes in the pieces that are there."""
    ways = _ways(extract)
    place = _places(extract, np.unique(np.concatenate(ways)) if ways else np.empty(0, np.int64))
    return [piece for way in ways for piece in _pieces(way, place)]


def _ways(extract: Path) -> list[NDArray[np.int64]]:
    coast: Any = osmium.FileProcessor(str(extract), osmium.osm.WAY).with_filter(
        osmium.filter.TagFilter(("natural", "coastline"))
    )
    return [np.array([node.ref for node in way.nodes], dtype=np.int64) for way in coast]


def _places(extract: Path, ids: NDArray[np.int64]) -> dict[int, tuple[float, float]]:
    """Where the nodes are, in EPSG:3857 metres, by node id."""
    if not len(ids):
        return {}
    found = list(read_nodes(extract, osmium.filter.IdFilter(ids.tolist())))
    places = to_mercator(np.array([(lon, lat) for _, lon, lat in found]).reshape(-1, 2))
    return {node: (x, y) for (node, _, _), (x, y) in zip(found, places.tolist(), strict=True)}


def _pieces(way: NDArray[np.int64], place: dict[int, tuple[float, float]]) -> Lines:
    """The stretches of consecutive nodes that have a place, repeated places taken out."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for node in way.tolist():
        if node not in place:
            pieces.append([])
        elif not pieces[-1] or pieces[-1][-1] != place[node]:
            pieces[-1].append(place[node])
    return [np.array(piece) for piece in pieces if len(piece) > 1]


def to_mercator(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes and latitudes of shape (n, 2) as EPSG:3857 metres (spherical formula of EPSG method 1024)."""
    latitude = np.radians(np.clip(degrees[:, 1], -MERCATOR_LATITUDE, MERCATOR_LATITUDE))
    x = degrees[:, 0] * (HALF_WORLD / 180)
    y = np.log(np.tan(np.pi / 4 + latitude / 2)) * (HALF_WORLD / np.pi)
    return np.column_stack((x, y))
