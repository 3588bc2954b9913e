"""Which vertices of a path a zoom needs: all nodes, and between them what simplification leaves.

A path is cut at its nodes into chains. A chain is simplified by Douglas and Peucker's rule, always from its smaller end
(by x, then y) to the larger, so that two paths that run along it in opposite directions keep the same vertices. A ring
without nodes starts at its smallest vertex; a chain that returns to where it began runs towards the smaller neighbour.
"""

from numba import njit

from tilebuild.tiles.kernel.types import Bools, Flag, Floats, Integer, Ints, Number, Zooms


@njit(cache=True, nogil=True)
def keep_vertices(
    x: Ints,
    y: Ints,
    closed: bool,
    nodes: Zooms,
    zoom: Number,
    tolerance: Number,
    keep: Bools,
    chain: Floats,
    stack: Ints,
) -> None:
    """Mark the vertices of one path that a zoom needs.

    Args:
        x: shape (n,), ordinates of the path, n >= 2.
        y: shape (n,).
        closed: whether it is a ring (without a closing vertex).
        nodes: shape (n,), the zoom from which each vertex is a node.
        zoom: vertices whose zoom is below this are nodes.
        tolerance: how far the simplified path may leave the original, in grid units.
        keep: shape (n,) or longer, is filled.
        chain: room for n + 1 vertices, shape (n + 1, 2) or longer.
        stack: room for 2 (n + 1) numbers.
    """
    n = len(x)
    for vertex in range(n):
        keep[vertex] = nodes[vertex] < zoom
    if not closed:
        keep[0] = keep[n - 1] = True
    begin = _first_kept(keep, n)
    if begin < 0:
        begin = _smallest(x, y)
        keep[begin] = True
    # The indices of a ring run on behind its last vertex: begin + n is its first node again.
    last = begin + n if closed else n - 1
    while begin < last:
        end = begin + 1
        while end < last and not keep[end % n]:
            end += 1
        if end > begin + 1:
            _simplify_chain(x, y, begin, end, tolerance * tolerance, keep, chain, stack)
        begin = end


@njit(cache=True, nogil=True)
def _first_kept(keep: Bools, n: Integer) -> Integer:
    for vertex in range(n):
        if keep[vertex]:
            return vertex
    return -1


@njit(cache=True, nogil=True)
def _smallest(x: Ints, y: Ints) -> Integer:
    """The vertex that comes first by x, then y."""
    best = 0
    for vertex in range(1, len(x)):
        if _before(x[vertex], y[vertex], x[best], y[best]):
            best = vertex
    return best


@njit(cache=True, nogil=True)
def _before(x: Integer, y: Integer, other_x: Integer, other_y: Integer) -> Flag:
    return x < other_x or (x == other_x and y < other_y)


@njit(cache=True, nogil=True)
def _simplify_chain(
    x: Ints, y: Ints, begin: Integer, end: Integer, tolerance2: Number, keep: Bools, chain: Floats, stack: Ints
) -> None:
    """Mark what Douglas and Peucker keep between two nodes; indices count on behind the end of a ring."""
    n, size = len(x), end - begin + 1
    backwards = _runs_backwards(x, y, begin, end)
    for place in range(size):
        vertex = (end - place if backwards else begin + place) % n
        chain[place, 0], chain[place, 1] = x[vertex], y[vertex]
    stack[0], stack[1], depth = 0, size - 1, 2
    while depth:
        depth -= 2
        first, last = stack[depth], stack[depth + 1]
        place, distance2 = _farthest(chain, first, last)
        if distance2 <= tolerance2:
            continue
        keep[(end - place if backwards else begin + place) % n] = True
        for low, high in ((first, place), (place, last)):
            if high > low + 1:
                stack[depth], stack[depth + 1] = low, high
                depth += 2


@njit(cache=True, nogil=True)
def _runs_backwards(x: Ints, y: Ints, begin: Integer, end: Integer) -> Flag:
    """Whether a chain's end comes before its beginning; of one that returns, whether its last step's start does."""
    n = len(x)
    first, last = begin % n, end % n
    if x[first] == x[last] and y[first] == y[last]:
        first, last = (begin + 1) % n, (end - 1) % n
    return _before(x[last], y[last], x[first], y[first])


@njit(cache=True, nogil=True)
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
