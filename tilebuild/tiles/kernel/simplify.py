"""Which vertices of a path a zoom needs: all nodes, and between them what simplification leaves.

A path is cut at its nodes into chains. A chain is simplified by Douglas and Peucker's rule, always from its smaller end
(by x, then y) to the larger, so that two paths that run along it in opposite directions keep the same vertices. A ring
without nodes starts at its smallest vertex; a chain that returns to where it began runs towards the smaller neighbour.
"""

from typing import NamedTuple

from tilebuild.compiled import lean
from tilebuild.tiles.kernel.types import Bools, Flag, Floats, Integer, Ints, Number, Zooms


class Scratch(NamedTuple):
    """Room for a path of ``n`` vertices."""

    chain: Floats
    """Shape (n + 1, 2)."""
    stack: Ints
    """Shape (2n + 2,)."""


@lean
def keep_vertices(
    x: Ints,
    y: Ints,
    first: Integer,
    last: Integer,
    closed: Flag,
    nodes: Zooms,
    zoom: Number,
    tolerance: Number,
    scratch: Scratch,
    keep: Bools,
) -> None:
    """Say in ``keep[first:last]`` which vertices of the path ``first:last`` (two or more) a zoom needs.

    Args:
        x: ordinates of all paths.
        y: the same.
        first: the path's first vertex.
        last: the vertex behind its last one.
        closed: whether it is a ring (without a closing vertex).
        nodes: the zoom from which each vertex is a node.
        zoom: vertices whose zoom is below this are nodes.
        tolerance: how far the simplified path may leave the original, in grid units.
        scratch: room for the path.
        keep: is written.
    """
    n, begin = last - first, _keep_nodes(x, y, first, last, closed, nodes, zoom, keep)
    # The places of a ring run on behind its last vertex: begin + n is its first node again.
    behind = begin + n if closed else n - 1
    while begin < behind:
        end = begin + 1
        while end < behind and not keep[first + _wrapped(end, n)]:
            end += 1
        if end > begin + 1:
            _simplify_chain(x, y, first, n, begin, end, tolerance * tolerance, scratch, keep)
        begin = end


@lean
def _keep_nodes(
    x: Ints, y: Ints, first: Integer, last: Integer, closed: Flag, nodes: Zooms, zoom: Number, keep: Bools
) -> Integer:
    """Keep nodes, ends, and a vertex of a ring that has neither; returns the place of the first that is kept."""
    begin = -1
    for place in range(last - first):
        keep[first + place] = nodes[first + place] < zoom
        if keep[first + place] and begin < 0:
            begin = place
    if not closed:
        begin, keep[first], keep[last - 1] = 0, True, True
    elif begin < 0:
        begin = _smallest(x, y, first, last) - first
        keep[first + begin] = True
    return begin


@lean
def _smallest(x: Ints, y: Ints, first: Integer, last: Integer) -> Integer:
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
def _simplify_chain(
    x: Ints,
    y: Ints,
    first: Integer,
    n: Integer,
    begin: Integer,
    end: Integer,
    tolerance2: Number,
    scratch: Scratch,
    keep: Bools,
) -> None:
    """Mark what Douglas and Peucker keep between two nodes of the path of ``n`` vertices from ``first`` on."""
    size = end - begin + 1
    step, origin = (-1, end) if _runs_backwards(x, y, first, n, begin, end) else (1, begin)
    chain, stack = scratch.chain, scratch.stack
    for place in range(size):
        vertex = first + _wrapped(origin + step * place, n)
        chain[place, 0], chain[place, 1] = x[vertex], y[vertex]
    stack[0], stack[1], depth = 0, size - 1, 2
    while depth:
        depth -= 2
        low, high = stack[depth], stack[depth + 1]
        middle, distance2 = _farthest(chain, low, high)
        if distance2 <= tolerance2:
            continue
        keep[first + _wrapped(origin + step * middle, n)] = True
        if middle > low + 1:
            stack[depth], stack[depth + 1] = low, middle
            depth += 2
        if high > middle + 1:
            stack[depth], stack[depth + 1] = middle, high
            depth += 2


@lean
def _wrapped(place: Integer, n: Integer) -> Integer:
    """A place on a ring of ``n`` vertices, of which places run on for less than a second round."""
    return place - n if place >= n else place


@lean
def _runs_backwards(x: Ints, y: Ints, first: Integer, n: Integer, begin: Integer, end: Integer) -> Flag:
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
