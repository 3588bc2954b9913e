"""The nodes, ways and relations of the country, collected until they are written.

Ways share a node by its number and not by its place: what meets is made of the same numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.country.frame import Points

Ids = NDArray[np.int64]
Tags = Mapping[str, str]

LONGEST = 1900
"""OpenStreetMap allows 2,000 nodes a way."""


class Member(NamedTuple):
    """A relation's member: ``n`` or ``w``, its number, its role."""

    kind: str
    number: int
    role: str


@dataclass(frozen=True)
class Relation:
    """A relation's tags and members."""

    tags: Tags
    members: tuple[Member, ...]


@dataclass
class Drawing:
    """What was drawn so far; numbers begin at 0."""

    chunks: list[Points] = field(default_factory=list)
    count: int = 0
    """Of nodes, those in no way included."""
    tagged: dict[int, Tags] = field(default_factory=dict)
    ways: list[Ids] = field(default_factory=list)
    way_tags: list[Tags] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    def nodes(self, points: Points) -> Ids:
        """Nodes at points of shape (..., 2); their numbers, of shape (...)."""
        made = np.arange(self.count, self.count + points.size // 2).reshape(points.shape[:-1])
        self.chunks.append(points.reshape(-1, 2))
        self.count += made.size
        return made

    def node(self, at: Points, tags: Tags) -> int:
        """A node that stands for itself."""
        number = int(self.nodes(at))
        self.tagged[number] = tags
        return number

    def way(self, ids: Ids, tags: Tags) -> int:
        """A way through nodes that are there."""
        self.ways.append(ids)
        self.way_tags.append(tags)
        return len(self.ways) - 1

    def line(self, points: Points, tags: Tags) -> int:
        """A way of nodes of its own."""
        return self.way(self.nodes(points), tags)

    def pieces(self, ids: Ids, tags: Tags, most: int = LONGEST) -> list[int]:
        """Ways one behind the other, none of which has more than so many segments."""
        cuts = np.linspace(0, len(ids) - 1, -(-(len(ids) - 1) // most) + 1).astype(int)
        return [self.way(ids[start : end + 1], tags) for start, end in pairwise(cuts)]

    def ring(self, points: Points) -> Ids:
        """Nodes round an area of shape (n, 2), the first one repeated at the end; of shape (m, n, 2), of each of m."""
        ids = self.nodes(points)
        return np.concatenate([ids, ids[..., :1]], axis=-1)

    def relation(self, tags: Tags, members: Iterable[Member]) -> None:
        """A relation of what is there."""
        self.relations.append(Relation(tags, tuple(members)))

    def multipolygon(self, tags: Tags, outer: Sequence[int], inner: Sequence[int] = ()) -> None:
        """An area of ways."""
        members = [Member("w", way, role) for role, ways in (("outer", outer), ("inner", inner)) for way in ways]
        self.relation({"type": "multipolygon", **tags}, members)
