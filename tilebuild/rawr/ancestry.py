"""Which relations a tile carries: those that one of its objects is a member of, and all that those are members of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tilebuild.rawr.members import FEATURES, POINT
from tilebuild.rawr.rows import Int64s, Rows
from tilebuild.rawr.slim_rows import MEMBER_TYPES, Relations

_RELATION = MEMBER_TYPES.index("r")


@dataclass(frozen=True)
class Objects:
    """OpenStreetMap ids (positive, ascending, each once) of the objects that rows were made of."""

    nodes: Int64s
    ways: Int64s
    relations: Int64s

    def by_type(self) -> tuple[Int64s, Int64s, Int64s]:
        """In the order of :data:`tilebuild.rawr.slim_rows.MEMBER_TYPES`."""
        return self.nodes, self.ways, self.relations


def objects_of(tables: dict[str, Rows]) -> Objects:
    """The objects behind the rows of points, lines and polygons: negative ids of the latter two are relations."""
    ids = np.concatenate([tables[name].ids for name in FEATURES if name != POINT])
    return Objects(np.unique(tables[POINT].ids), np.unique(ids[ids >= 0]), np.unique(-ids[ids < 0]))


def related(relations: Relations, objects: Objects) -> NDArray[np.bool_]:
    """Shape (n,): which of the relations have one of the objects as a member, or such a relation, and so on.

    ``relations`` may hold any others too. A relation is itself only among the found if something found or given is its
    member; relations that are members of each other end no differently from others.
    """
    owner = np.repeat(np.arange(len(relations)), np.diff(relations.member_start))
    given = np.zeros(len(owner), dtype=np.bool_)
    for kind, ids in enumerate(objects.by_type()):
        given |= (relations.member_type == kind) & _among(relations.member_ref, ids)
    found = np.zeros(len(relations), dtype=np.bool_)
    found[owner[given]] = True
    below = relations.member_type == _RELATION
    child, parent = relations.member_ref[below], owner[below]
    while True:
        grown = found.copy()
        grown[parent[_among(child, np.sort(relations.ids[found]))]] = True
        if np.array_equal(grown, found):
            return found
        found = grown


def _among(values: Int64s, ascending: Int64s) -> NDArray[np.bool_]:
    """Which of the values are among the ascending ones: numpy's own ``isin`` would sort both."""
    if not len(ascending):
        return np.zeros(len(values), dtype=np.bool_)
    places = np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)
    return np.asarray(ascending[places] == values)
