"""Tiny extracts by hand, as OPL text (https://osmcode.org/opl-file-format/), which osmium and osm2pgsql read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import osmium

Place = tuple[float, float]
"""Longitude, latitude."""
Bbox = tuple[float, float, float, float]


@dataclass
class OplExtract:
    """Collects objects and writes them as a file; ids are counted from 1 for each type."""

    nodes: list[str] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    _node_at: dict[Place, int] = field(default_factory=dict)

    def node(self, place: Place, tags: str = "") -> int:
        """A node of its own; ``tags`` like ``amenity=cafe,name=Roma``."""
        number = len(self.nodes) + 1
        self.nodes.append(f"n{number} v1 dV x{place[0]:.7f} y{place[1]:.7f} T{tags}")
        return number

    def way(self, places: Sequence[Place], tags: str = "") -> int:
        """A way; places that ways have in common are one node."""
        return self.way_of([self._shared(place) for place in places], tags)

    def way_of(self, nodes: Sequence[int], tags: str = "") -> int:
        """A way of nodes by id, which need not be there."""
        number = len(self.ways) + 1
        self.ways.append(f"w{number} v1 dV T{tags} N{','.join(f'n{node}' for node in nodes)}")
        return number

    def relation(self, members: Sequence[str], tags: str) -> int:
        """A relation; a member like ``w3@outer``."""
        number = len(self.relations) + 1
        self.relations.append(f"r{number} v1 dV T{tags} M{','.join(members)}")
        return number

    def _shared(self, place: Place) -> int:
        if place not in self._node_at:
            self._node_at[place] = self.node(place)
        return self._node_at[place]

    def write(self, folder: Path, name: str = "tiny") -> Path:
        """The extract as ``<name>.opl``."""
        path = folder / f"{name}.opl"
        path.write_text("\n".join([*self.nodes, *self.ways, *self.relations]) + "\n")
        return path

    def write_pbf(self, folder: Path, name: str = "tiny", bbox: Bbox | None = None) -> Path:
        """The extract as ``<name>.osm.pbf``, with a header bbox if one is given."""
        header = osmium.io.Header()
        if bbox is not None:
            west, south, east, north = bbox
            header.add_box(osmium.osm.Box(west, south, east, north))
        path = folder / f"{name}.osm.pbf"
        with osmium.SimpleWriter(str(path), header=header) as writer:
            for each in osmium.FileProcessor(str(self.write(folder, name))):
                writer.add(each)
        return path


def square(at: Place, side: float = 0.001) -> list[Place]:
    """A closed counter-clockwise square whose south-west corner is ``at``."""
    x, y = at
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
