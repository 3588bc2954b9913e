"""Paths written down by hand, and what the kernel makes of them as shapely's objects."""

from collections.abc import Sequence

import numpy as np
import shapely
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from bench.checks import torn_places
from tilebuild.ragged import starts
from tilebuild.tiles.kernel.nodes import find_nodes
from tilebuild.tiles.kernel.paths import Paths
from tilebuild.tiles.kernel.tracing import Rings
from tilebuild.tiles.kernel.types import Ints, Ordinates
from tilebuild.tiles.kernel.zoom import Detail, needed_vertices, paths_at_zoom, unranked

Vertex = tuple[int, int]
Ring = Sequence[Vertex]


def make_paths(*written: tuple[int, Ring]) -> Paths:
    """Paths of kinds, each of a feature of its own; rings without closing vertices."""
    return Paths(
        *ring_arrays([ring for _, ring in written]),
        np.array([kind for kind, _ in written], dtype=np.int8),
        np.arange(len(written)),
    )


def some_rings(size: int) -> st.SearchStrategy[list[list[Vertex]]]:
    """One to three rings of any form on a grid of ``size``; they may meet themselves and each other."""
    place = st.tuples(st.integers(0, size), st.integers(0, size))
    return st.lists(st.lists(place, min_size=3, max_size=14, unique=True), min_size=1, max_size=3)


def ring_arrays(rings: Sequence[Ring]) -> tuple[Ordinates, Ordinates, Ints]:
    """x, y and where each ring begins."""
    vertices = np.array([vertex for ring in rings for vertex in ring], dtype=np.int32).reshape(-1, 2)
    return vertices[:, 0].copy(), vertices[:, 1].copy(), starts(np.array([len(ring) for ring in rings], dtype=np.int64))


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


def simplified(tolerance: float, *written: tuple[int, Ring], shift: int = 0) -> list[list[Vertex]]:
    """The paths as a zoom shows them, which share what they shared."""
    paths = make_paths(*written)
    zoom = np.zeros(len(written), dtype=np.float32)
    nodes = find_nodes(paths, np.arange(len(written)), zoom, 40)
    needed = needed_vertices(
        paths, nodes, np.ones(len(written), dtype=bool), Detail(1, shift, tolerance), unranked(paths)
    )
    assert torn_places(paths, needed, np.ones(len(needed), dtype=bool)) == 0
    made = paths_at_zoom(paths, needed, shift)
    return [vertices_of(made, path) for path in range(len(made.kind))]
