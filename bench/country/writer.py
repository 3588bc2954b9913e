"""The country as an .osm.pbf file, the same bytes for the same drawing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm import mutable

from bench.country.drawing import Drawing, Ids
from bench.country.frame import to_degrees

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def write(drawing: Drawing, bounds: Bounds, path: Path) -> None:
    """Write what is used; an existing file is replaced. Identifiers are dense and begin at 1."""
    header = osmium.io.Header()
    header.set("generator", "tilebuild bench")
    header.add_box(osmium.osm.Box(*bounds))
    path.unlink(missing_ok=True)
    identifier, used = _identifiers(drawing)
    target = osmium.io.File(str(path), "pbf,add_metadata=none")
    with osmium.SimpleWriter(target, header=header) as writer:
        for node in _nodes(drawing, used):
            writer.add_node(node)
        for number, (way, tags) in enumerate(zip(drawing.ways, drawing.way_tags, strict=True), 1):
            writer.add_way(mutable.Way(id=number, nodes=identifier[way].tolist(), tags=tags))
        for number, relation in enumerate(drawing.relations, 1):
            members = [(one.kind, _of(one.kind, one.number, identifier), one.role) for one in relation.members]
            writer.add_relation(mutable.Relation(id=number, members=members, tags=relation.tags))


def _identifiers(drawing: Drawing) -> tuple[Ids, NDArray[np.bool_]]:
    """The identifier of each node, and which are written: lattices have many that nothing runs through."""
    used = np.zeros(drawing.count, dtype=bool)
    used[np.concatenate(drawing.ways)] = True
    used[list(drawing.tagged)] = True
    return np.cumsum(used), used


def _nodes(drawing: Drawing, used: NDArray[np.bool_]) -> Iterator[Any]:
    """One object over and over: the writer copies what it is given, and making millions would take longer."""
    node = mutable.Node()
    numbers = np.flatnonzero(used).tolist()
    places = to_degrees(np.concatenate(drawing.chunks)[used]).tolist()
    tags = drawing.tagged
    for identifier, (number, place) in enumerate(zip(numbers, places, strict=True), 1):
        node.id, node.location, node.tags = identifier, tuple(place), tags.get(number)
        yield node


def _of(kind: str, number: int, identifier: Ids) -> int:
    return int(identifier[number]) if kind == "n" else number + 1
