"""The extract as an .osm.pbf file, byte for byte the same for the same extract."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm import mutable

from tilebuild.local.sample.extract import Extract, Ref
from tilebuild.local.sample.frame import BOUNDS, TICKS_PER_DEGREE, Ticks

TIMESTAMP = "2024-01-01T00:00:00Z"
"""Every object's time of last change: fixed, or two runs would differ."""

FIRST_ID = {"n": 1001, "w": 501, "r": 101}
"""Identifiers of the three kinds begin here and are dense."""


def write_pbf(extract: Extract, path: Path) -> None:
    """Write nodes, ways and relations, each sorted by identifier; an existing file is replaced."""
    header = osmium.io.Header()
    header.set("generator", "tilebuild sample")
    header.add_box(osmium.osm.Box(*BOUNDS))
    positions, refs = _vertices(extract)
    path.unlink(missing_ok=True)
    target = osmium.io.File(str(path), "pbf,add_metadata=version+timestamp")
    with osmium.SimpleWriter(target, header=header) as writer:
        for node in _nodes(extract, positions):
            writer.add_node(node)
        for index, (way, tags) in enumerate(zip(refs, extract.way_tags, strict=True)):
            writer.add_way(mutable.Way(nodes=way.tolist(), tags=tags, **_about("w", index)))
        for index, relation in enumerate(extract.relations):
            members = [(ref.kind, _identifier(ref, len(positions)), role) for ref, role in relation.members]
            writer.add_relation(mutable.Relation(members=members, tags=relation.tags, **_about("r", index)))


def _vertices(extract: Extract) -> tuple[Ticks, list[NDArray[np.int64]]]:
    """Distinct vertex positions in the order of first use, and for every way the identifiers of its nodes."""
    every = np.concatenate(extract.ways)
    keys = (every[:, 0] + 1_800_000_000).astype(np.uint64) << np.uint64(32)
    keys |= (every[:, 1] + 900_000_000).astype(np.uint64)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    lengths = np.cumsum([len(way) for way in extract.ways])[:-1]
    return every[first[order]], np.split(place[inverse.ravel()] + FIRST_ID["n"], lengths)


def _nodes(extract: Extract, positions: Ticks) -> Iterator[mutable.Node]:
    """Vertices of ways first, then the nodes that stand for themselves."""
    for index, (x, y) in enumerate(positions.tolist()):
        yield _node(index, x, y, extract.vertex_tags.get((x, y)))
    for index, ((x, y), tags) in enumerate(zip(extract.nodes, extract.node_tags, strict=True)):
        yield _node(len(positions) + index, x, y, tags)


def _node(index: int, x: int, y: int, tags: object) -> mutable.Node:
    return mutable.Node(location=(x / TICKS_PER_DEGREE, y / TICKS_PER_DEGREE), tags=tags, **_about("n", index))


def _about(kind: str, index: int) -> dict[str, Any]:
    return {"id": FIRST_ID[kind] + index, "version": 1, "timestamp": TIMESTAMP}


def _identifier(ref: Ref, vertices: int) -> int:
    """The identifier of a collected object; nodes of their own come after the vertices of ways."""
    return FIRST_ID[ref.kind] + ref.number + (vertices if ref.kind == "n" else 0)
