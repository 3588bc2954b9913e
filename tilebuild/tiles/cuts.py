"""Segments that an import cut in two, made whole again, so that rows which run along each other have equal ones.

osm2pgsql cuts lines at 100 km: not at a vertex, but in the middle of a segment. A row ends there, and the next begins.

    relation, row 1    a────────p
    relation, row 2             p────b────c
    way                a─────────────b────c        ->   row 1 a────b, row 2 a────b────c

Objects of OpenStreetMap meet in nodes alone: what ends inside another's segment has been cut.
"""

import numpy as np

from tilebuild.ragged import ragged_take, starts
from tilebuild.tiles.kernel.places import same_places
from tilebuild.tiles.kernel.types import Bools, Floats, Ints

ON_THE_LINE = 1e-6
"""Metres that a cut may lie beside its segment: it was computed with rounding, and nodes are a centimetre apart."""


def made_whole(xy: Floats, line: Ints) -> Floats:
    """The vertices, with the ends of lines that lie inside a segment moved to that segment's end.

    Args:
        xy: shape (v, 2), metres.
        line: shape (v,), ascending: which line each vertex is of.
    """
    ends, beside = _ends(xy, line)
    segment = np.flatnonzero(line[1:] == line[:-1])
    origin, far = np.concatenate((segment, segment + 1)), np.concatenate((segment + 1, segment))
    end, along = _from_one_vertex(xy, beside, origin)
    cut = _inside(xy[ends[end]] - xy[beside[end]], xy[far[along]] - xy[origin[along]])
    whole = xy.copy()
    whole[ends[end[cut]]] = xy[far[along[cut]]]
    return whole


def _ends(xy: Floats, line: Ints) -> tuple[Ints, Ints]:
    """First and last vertices of lines that are no rings, and of each the vertex beside it."""
    first, last = np.flatnonzero(np.diff(line, prepend=-1)), np.flatnonzero(np.diff(line, append=-1))
    is_open = (last > first) & (xy[first] != xy[last]).any(axis=1)
    first, last = first[is_open], last[is_open]
    return np.concatenate((first, last)), np.concatenate((first + 1, last - 1))


def _from_one_vertex(xy: Floats, beside: Ints, origin: Ints) -> tuple[Ints, Ints]:
    """Pairs of an end and a directed segment that begins at the vertex beside the end, as indices of both."""
    place, found = same_places(xy, beside, origin)
    segments = np.flatnonzero(found >= 0)
    order = segments[np.argsort(found[segments], kind="stable")]
    count = np.bincount(found[segments], minlength=int(place.max(initial=-1)) + 1)
    at, begins = ragged_take(starts(count), place)
    return np.repeat(np.arange(len(beside)), np.diff(begins)), order[at]


def _inside(piece: Floats, whole: Floats) -> Bools:
    """Whether each vector is a shorter part of the other from the same vertex."""
    length = np.hypot(*whole.T)
    distance = np.abs(piece[:, 0] * whole[:, 1] - piece[:, 1] * whole[:, 0])
    forward = (piece * whole).sum(axis=1)
    inside: Bools = (distance <= ON_THE_LINE * length) & (forward > 0) & (forward < length * (length - ON_THE_LINE))
    return inside
