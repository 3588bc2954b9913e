"""Paths written down by hand, and what the kernel makes of them as shapely's objects."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from tilebuild.tiles.kernel.paths import Paths
from tilebuild.tiles.kernel.tracing import Rings
from tilebuild.tiles.kernel.types import Bools
from tilebuild.tiles.ragged import starts

Vertex = tuple[int, int]
Ring = Sequence[Vertex]


def make_paths(*written: tuple[int, Ring]) -> Paths:
    """Paths of kinds, each of a feature of its own; rings without closing vertices."""
    vertices = np.array([vertex for _, ring in written for vertex in ring], dtype=np.int64).reshape(-1, 2)
    return Paths(
        vertices[:, 0].copy(),
        vertices[:, 1].copy(),
        starts(np.array([len(ring) for _, ring in written], dtype=np.int64)),
        np.array([kind for kind, _ in written], dtype=np.int8),
        np.arange(len(written)),
    )


def vertices_of(paths: Paths, path: int) -> list[Vertex]:
    own = slice(paths.start[path], paths.start[path + 1])
    return list(zip(paths.x[own].tolist(), paths.y[own].tolist(), strict=True))


def polygons_of(rings: Rings, order: Sequence[int]) -> BaseGeometry:
    """The polygons of rings that stand shell by shell."""
    polygons: list[tuple[list[Vertex], list[list[Vertex]]]] = []
    for ring in order:
        own = slice(rings.start[ring], rings.start[ring + 1])
        vertices = list(zip(rings.x[own].tolist(), rings.y[own].tolist(), strict=True))
        if rings.twice_area[ring] > 0:
            polygons.append((vertices, []))
        else:
            polygons[-1][1].append(vertices)
    return shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, holes in polygons])


def torn_places(paths: Paths, needed: Bools, near: Bools) -> int:
    """How many places of several paths are kept in one of them and not in another: none, if shared edges are shared."""
    places = np.stack((paths.x, paths.y), axis=1)[near]
    _, place = np.unique(places, axis=0, return_inverse=True)
    kept = np.bincount(place, weights=needed[near])
    return int(((kept > 0) & (kept < np.bincount(place))).sum())
