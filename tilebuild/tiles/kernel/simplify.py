r"""How much each vertex of a path is needed: nodes always, and between them what simplification leaves.

A path is cut at its nodes into chains. A chain is simplified by Douglas and Peucker's rule, always from its smaller end
(by x, then y) to the larger, so that two paths that run along it in opposite directions keep the same vertices. A ring
without nodes starts at its smallest vertex; a chain that returns to where it began runs towards the smaller neighbour.

The rule cuts a chain where it is farthest from the straight way, then each part, until nothing is farther off than the
tolerance. Where it cuts does not depend on the tolerance, only how long it goes on. So a chain is gone through once,
and each vertex gets a rank: the smallest of the distances at which it and the cuts before it were made. A zoom needs
those whose rank is above its tolerance.

            c  4             ranks: a and e infinity, c 4, b 1, d 3
          /   \ d 3         tolerance 2 leaves a c d e, tolerance 3.5 leaves a c e
       b /1    \
       a       e
"""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import lean
from tilebuild.tiles.kernel.types import Flag, Floats, Integer, Ints, Number, Ordinates, Zooms


class Scratch(NamedTuple):
    """Room for a path of ``n`` vertices."""

    chain: Floats
    """Shape (n + 1, 2)."""
    stack: Ints
    """Shape (2n + 2,)."""
    limit: Floats
    """Shape (n + 1,): what ranks of the parts on the stack cannot be above."""


@lean
def rank_vertices(
    x: Ordinates,
    y: Ordinates,
    first: Integer,
    last: Integer,
    closed: Flag,
    nodes: Zooms,
    zoom: Number,
    least: Number,
    scratch: Scratch,
    rank: Floats,
) -> None:
    """Write the squared ranks ``rank[first:last]`` of the vertices of the path ``first:last`` (two or more).

    Args:
        x: ordinates of all paths.
        y: the same.
        first: the path's first vertex.
        last: the vertex behind its last one.
        closed: whether it is a ring (without a closing vertex).
        nodes: the zoom from which each vertex is a node.
        zoom: vertices whose zoom is below this are nodes.
        least: squared; vertices whose rank is not above it get a rank of 0, as no tolerance is below.
        scratch: room for the path.
        rank: is written, in square grid units.
    """
    n, begin = last - first, _rank_nodes(x, y, first, last, closed, nodes, zoom, rank)
    # The places of a ring run on behind its last vertex: begin + n is its first node again.
    behind = begin + n if closed else n - 1
    while begin < behind:
        end = begin + 1
        while end < behind and rank[first + _wrapped(end, n)] == 0:
            end += 1
        if end > begin + 1:
            _rank_chain(x, y, first, n, begin, end, least, scratch, rank)
        begin = end


@lean
def _rank_nodes(
    x: Ordinates, y: Ordinates, first: Integer, last: Integer, closed: Flag, nodes: Zooms, zoom: Number, rank: Floats
) -> Integer:
    """Rank nodes, ends, and a vertex of a ring that has neither above all, and all others 0; the place of the first."""
    begin = -1
    for place in range(last - first):
        rank[first + place] = np.inf if nodes[first + place] < zoom else 0.0
        if rank[first + place] > 0 and begin < 0:
            begin = place
    if not closed:
        begin, rank[first], rank[last - 1] = 0, np.inf, np.inf
    elif begin < 0:
        begin = _smallest(x, y, first, last) - first
        rank[first + begin] = np.inf
    return begin


@lean
def _smallest(x: Ordinates, y: Ordinates, first: Integer, last: Integer) -> Integer:
    """The vertex that comes first by x, then y."""
    best = first
    for vertex in range(first + 1, last):
        if _before(x[vertex], y[vertex], x[best], y[best]):
            best = vertex
    return best


@lean
def _before(x: Integer, y: Integer, other_x: Integer, other_y: Integer) -> Flag:
    return x < other_x or (x == other_x and y < other_y)


@lean
def _rank_chain(
    x: Ordinates,
    y: Ordinates,
    first: Integer,
    n: Integer,
    begin: Integer,
    end: Integer,
    least: Number,
    scratch: Scratch,
    rank: Floats,
) -> None:
    """Rank what Douglas and Peucker keep between two nodes of the path of ``n`` vertices from ``first`` on."""
    size = end - begin + 1
    step, origin = (-1, end) if _runs_backwards(x, y, first, n, begin, end) else (1, begin)
    chain, stack, limit = scratch.chain, scratch.stack, scratch.limit
    for place in range(size):
        vertex = first + _wrapped(origin + step * place, n)
        chain[place, 0], chain[place, 1] = x[vertex], y[vertex]
    stack[0], stack[1], limit[0], waiting = 0, size - 1, np.inf, 1
    while waiting:
        waiting -= 1
        low, high = stack[2 * waiting], stack[2 * waiting + 1]
        middle, distance2 = _farthest(chain, low, high)
        if distance2 <= least:
            continue
        reached = min(distance2, limit[waiting])
        rank[first + _wrapped(origin + step * middle, n)] = reached
        if middle > low + 1:
            stack[2 * waiting], stack[2 * waiting + 1], limit[waiting] = low, middle, reached
            waiting += 1
        if high > middle + 1:
            stack[2 * waiting], stack[2 * waiting + 1], limit[waiting] = middle, high, reached
            waiting += 1


@lean
def _wrapped(place: Integer, n: Integer) -> Integer:
    """A place on a ring of ``n`` vertices, of which places run on for less than a second round."""
    return place - n if place >= n else place


@lean
def _runs_backwards(x: Ordinates, y: Ordinates, first: Integer, n: Integer, begin: Integer, end: Integer) -> Flag:
    """Whether a chain's end comes before its beginning; of one that returns, whether its last step's start does."""
    one, other = first + _wrapped(begin, n), first + _wrapped(end, n)
    if x[one] == x[other] and y[one] == y[other]:
        one, other = first + _wrapped(begin + 1, n), first + _wrapped(end - 1, n)
    return _before(x[other], y[other], x[one], y[one])


@lean
def _farthest(chain: Floats, first: Integer, last: Integer) -> tuple[Integer, Number]:
    """The vertex between two that is farthest from the segment between them, and its squared distance."""
    x, y = chain[first, 0], chain[first, 1]
    run, rise = chain[last, 0] - x, chain[last, 1] - y
    length2 = run * run + rise * rise
    scale = 1 / length2 if length2 > 0 else 0.0
    best, farthest = first, -1.0
    for place in range(first + 1, last):
        dx, dy = chain[place, 0] - x, chain[place, 1] - y
        along = min(max((dx * run + dy * rise) * scale, 0.0), 1.0)
        dx -= along * run
        dy -= along * rise
        distance2 = dx * dx + dy * dy
        if distance2 > farthest:
            best, farthest = place, distance2
    return best, farthest
