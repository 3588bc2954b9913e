"""What will be the file: nodes, ways and relations, collected as arrays of ticks until everything is there.

Ways share a node wherever they have the very same position, as well-mapped data does. Nodes that stand for something
of their own (a café, a summit) never share, so two nodes may lie on one spot.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from tilebuild.local.sample.frame import Points, Ticks, to_ticks

MAX_WAY_NODES = 1900
"""OpenStreetMap allows 2,000 nodes a way; longer rings become relations of several ways."""

Tags = Mapping[str, str]


class Ref(NamedTuple):
    """One collected object: its kind and its place in the list of that kind."""

    kind: Literal["n", "w", "r"]
    number: int


class Member(NamedTuple):
    """A relation's member."""

    ref: Ref
    role: str


@dataclass(frozen=True)
class Relation:
    """A relation's tags and members."""

    tags: Tags
    members: tuple[Member, ...]


@dataclass
class Extract:
    """The collected objects, in the order in which they came."""

    nodes: list[tuple[int, int]] = field(default_factory=list)
    node_tags: list[Tags] = field(default_factory=list)
    ways: list[Ticks] = field(default_factory=list)
    way_tags: list[Tags] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    vertex_tags: dict[tuple[int, int], dict[str, str]] = field(default_factory=dict)
    """Tags of nodes that ways share: crossings, stops, signals; by position."""

    def node(self, at: Sequence[float] | Points, tags: Tags) -> Ref:
        """A node of its own at local metres."""
        x, y = to_ticks(np.asarray(at, dtype=float)).tolist()
        self.nodes.append((x, y))
        self.node_tags.append(tags)
        return Ref("n", len(self.nodes) - 1)

    def on_way(self, at: Ticks, tags: Tags) -> None:
        """Tag the vertex that ways have at a position; what is tagged already stays."""
        x, y = at.tolist()
        self.vertex_tags[x, y] = {**tags, **self.vertex_tags.get((x, y), {})}

    def line(self, points: Points, tags: Tags) -> Ref:
        """A way through local metres."""
        return self.line_ticks(to_ticks(points), tags)

    def line_ticks(self, ticks: Ticks, tags: Tags) -> Ref:
        """A way through ticks; a vertex repeated at once is left out."""
        keep = np.concatenate([[True], np.any(np.diff(ticks, axis=0) != 0, axis=1)])
        self.ways.append(ticks[keep])
        self.way_tags.append(tags)
        return Ref("w", len(self.ways) - 1)

    def rings(self, areas: NDArray[np.object_], tags: Iterable[Tags]) -> None:
        """Many polygons without holes at once, each as a closed way."""
        points, owner = shapely.get_coordinates(areas, return_index=True)
        self.ways += np.split(to_ticks(points), np.flatnonzero(np.diff(owner)) + 1)
        self.way_tags += tags

    def relation(self, tags: Tags, members: Iterable[Member]) -> Ref:
        """A relation of objects collected before."""
        self.relations.append(Relation(tags, tuple(members)))
        return Ref("r", len(self.relations) - 1)

    def area(self, geometry: BaseGeometry, tags: Tags, inner_tags: Tags | None = None) -> Ref:
        """A polygon: a closed way if it is one short ring, else a multipolygon relation.

        ``inner_tags`` go to the ways of the holes, as for a wood on a lake's island.
        """
        parts = [orient(part) for part in shapely.get_parts(geometry) if isinstance(part, Polygon) and part.area > 0]
        if len(parts) == 1 and not parts[0].interiors and shapely.get_num_points(parts[0].exterior) <= MAX_WAY_NODES:
            return self.line(shapely.get_coordinates(parts[0].exterior), tags)
        members: list[Member] = []
        for part in parts:
            members += [Member(ref, "outer") for ref in self.ring(shapely.get_coordinates(part.exterior), {})]
            for hole in part.interiors:
                members += [Member(ref, "inner") for ref in self.ring(shapely.get_coordinates(hole), inner_tags or {})]
        return self.relation({"type": "multipolygon", **tags}, members)

    def ring(self, points: Points, tags: Tags, most: int = MAX_WAY_NODES) -> list[Ref]:
        """A closed ring as one way, or as several that join end to end if it has more than ``most`` vertices."""
        pieces = max(1, -(-len(points) // most))
        cuts = np.linspace(0, len(points) - 1, pieces + 1).astype(int)
        return [self.line(points[a : b + 1], tags) for a, b in pairwise(cuts)]
