"""Paths on the grid written down by hand."""

import itertools
from collections.abc import Sequence

import numpy as np

from reference.paths import Paths
from tilebuild.ragged import starts

Vertex = tuple[int, int]


def make_paths(paths: Sequence[Sequence[Vertex]]) -> Paths:
    """Paths of one feature, each a part of its own, in the first tile."""
    vertices = np.array([vertex for path in paths for vertex in path], dtype=np.int64).reshape(-1, 2)
    zeros = np.zeros(len(paths), dtype=np.int64)
    return Paths(
        vertices[:, 0].copy(),
        vertices[:, 1].copy(),
        starts(np.array([len(path) for path in paths], dtype=np.int64)),
        zeros,
        np.arange(len(paths)),
        zeros.astype(bool),
        zeros,
        zeros,
    )


def written(paths: Paths) -> list[list[Vertex]]:
    """The vertices of each path."""
    vertices = list(zip(paths.x.tolist(), paths.y.tolist(), strict=True))
    bounds = paths.start.tolist()
    return [vertices[begin:end] for begin, end in itertools.pairwise(bounds)]
