"""Vertices that simplification may not touch, so that edges that two features share stay shared.

A vertex is a node where the set of segments that meet in it is not the same for all paths that run through it:

      a ─────── P ─────── b        both paths run a-P-b (whichever way): P is no node, it may go from both
      a ─────── P ─────── b
                └──────── c        a third runs P-c: P is a node, it stays in all three

Between nodes all paths are alike, so a chain from node to node that is simplified the same way in each of them stays
shared. Two things keep this true between jobs that do not read the same features: a segment between two cells of the
world's grid at the area's zoom has nodes at both ends, so that what is far away never reaches in; and a node is a node
from the nominal zoom on at which the second of the paths that differ is drawn.
"""

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.tiles.kernel.paths import Paths
from tilebuild.tiles.kernel.types import LINE, POINT, Flag, Indices, Integer, Ints, Zooms


@compiled
def find_nodes(paths: Paths, order: Ints, min_zoom: Zooms, cell: Integer) -> Zooms:
    """Shape (v,): the nominal zoom from which each vertex is a node; infinity: never, minus infinity: always.

    Args:
        paths: on the fine grid.
        order: the paths by ascending zoom.
        min_zoom: shape (p,), the nominal zoom from which each path is drawn.
        cell: log2 of a cell's side in grid units.
    """
    zoom = np.full(len(paths.x), np.inf, dtype=np.float32)
    same = _same_places(paths, order, min_zoom, zoom)
    for vertex in range(len(zoom)):
        zoom[vertex] = zoom[same[vertex]]
    _fix_borders(paths, cell, zoom)
    return zoom


@compiled
def _same_places(paths: Paths, order: Ints, min_zoom: Zooms, zoom: Zooms) -> Indices:
    """For each vertex the first one met at its place; ``zoom`` of that is set where a later one differs.

    An open-addressed hash table of the first vertices, at most half full.
    """
    size = 1024
    while size < 2 * len(paths.x):
        size *= 2
    table = np.full(size, -1, dtype=np.int32)
    same = np.arange(len(paths.x)).astype(np.int32)
    owner = np.empty(len(paths.x), dtype=np.int32)
    _meet(paths, order, min_zoom, zoom, table, same, owner)
    return same


@lean
def _meet(
    paths: Paths, order: Ints, min_zoom: Zooms, zoom: Zooms, table: Indices, same: Indices, owner: Indices
) -> None:
    """Enter the vertices path by path; what was met at their places stands in ``same``."""
    mask = len(table) - 1
    for path in order:
        if paths.kind[path] == POINT:
            continue
        for vertex in range(paths.start[path], paths.start[path + 1]):
            owner[vertex] = path
            slot = _hash(paths.x[vertex], paths.y[vertex]) & mask
            while table[slot] >= 0 and not _equal(paths, table[slot], vertex):
                slot = (slot + 1) & mask
            if table[slot] < 0:
                table[slot] = vertex
                continue
            met = table[slot]
            same[vertex] = met
            if min_zoom[path] < zoom[met] and not _same_neighbours(paths, met, owner[met], vertex, path):
                zoom[met] = min_zoom[path]


@lean
def _hash(x: Integer, y: Integer) -> Integer:
    """A number of which all bits depend on both ordinates (the finalizer of MurmurHash3)."""
    mixed = np.uint64(x) * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(y)
    mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    return np.int64(mixed >> np.uint64(33))


@lean
def _equal(paths: Paths, one: Integer, other: Integer) -> Flag:
    """Whether two vertices are at one place."""
    return paths.x[one] == paths.x[other] and paths.y[one] == paths.y[other]


@lean
def _same_neighbours(paths: Paths, one: Integer, path: Integer, other: Integer, other_path: Integer) -> Flag:
    """Whether two vertices of two paths have the same two neighbours, in whatever order."""
    before, after = neighbours(paths, path, one)
    other_before, other_after = neighbours(paths, other_path, other)
    if _equal(paths, before, other_before):
        return _equal(paths, after, other_after)
    return _equal(paths, before, other_after) and _equal(paths, after, other_before)


@lean
def neighbours(paths: Paths, path: Integer, vertex: Integer) -> tuple[Integer, Integer]:
    """The vertices before and after one; at the end of a line the vertex itself, so that it has nobody's neighbours."""
    first, last = paths.start[path], paths.start[path + 1] - 1
    closed = paths.kind[path] != LINE
    before = vertex - 1 if vertex > first else last if closed else vertex
    after = vertex + 1 if vertex < last else first if closed else vertex
    return before, after


@lean
def _fix_borders(paths: Paths, cell: Integer, zoom: Zooms) -> None:
    """Make nodes of both ends of every segment between two cells."""
    for path in range(len(paths.kind)):
        for vertex in range(paths.start[path], paths.start[path + 1]):
            _, after = neighbours(paths, path, vertex)
            if paths.x[vertex] >> cell != paths.x[after] >> cell or paths.y[vertex] >> cell != paths.y[after] >> cell:
                zoom[vertex] = zoom[after] = -np.inf
