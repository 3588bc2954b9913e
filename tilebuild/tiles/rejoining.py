"""Lines as they were before osm2pgsql cut them: at every 100 km a line becomes two rows, in the middle of a segment.

    relation   a ─────────── p ──────── m        rows of one id, m at 100 km, no node of OpenStreetMap
                                        m ── q ───── b
    way                      p ───────────── q

Segments that are compared need both ends where they are, so the first row is given all of ``p q``, and the second one
begins at ``q``. A cut whose other side was not read stays as it is.
"""

from collections.abc import Iterator

import numpy as np

from tilebuild.tiles.kernel.measure import measure
from tilebuild.tiles.kernel.types import LINE, Floats, Ints

LONGEST = 100_000.0
"""Metres of EPSG:3857 after which osm2pgsql's styles cut a line."""

CLOSE = 1e-3
"""Metres: how far rounding may carry a length from ``LONGEST``, and a cut off its segment."""


def rejoined(xy: Floats, line: Ints, osm_id: Ints) -> Floats:
    """The vertices with those at cuts moved to the end of the segment that was cut.

    Args:
        xy: shape (v, 2), the vertices of all lines, one line after the other.
        line: shape (v,), which line each is of, ascending.
        osm_id: shape (lines,), whose each line is.
    """
    start = np.searchsorted(line, np.arange(len(osm_id) + 1))
    first, last = start[:-1], start[1:] - 1
    cut = np.flatnonzero(np.abs(_lengths(xy, start) - LONGEST) < CLOSE)
    if not len(cut):
        return xy
    joined = xy.copy()
    following = _following(xy, first, last, osm_id, cut)
    for one, other in _last_first(following):
        end = joined[first[other] + 1].copy()
        if _is_between(joined[last[one] - 1], joined[last[one]], end):
            joined[last[one]] = joined[first[other]] = end
    return joined


def _lengths(xy: Floats, start: Ints) -> Floats:
    """Shape (lines,); line ``i`` has the vertices ``start[i]:start[i + 1]``."""
    lines = len(start) - 1
    return measure(xy, start, np.full(lines, LINE, dtype=np.int8), np.arange(lines + 1))[1]


def _following(xy: Floats, first: Ints, last: Ints, osm_id: Ints, cut: Ints) -> dict[int, int]:
    """For each cut line that of the same id which begins where it ends."""
    starts = zip(osm_id.tolist(), map(tuple, xy[first].tolist()), strict=True)
    begins = {start: number for number, start in enumerate(starts)}
    ends = zip(cut.tolist(), osm_id[cut].tolist(), map(tuple, xy[last[cut]].tolist()), strict=True)
    found = ((one, begins.get((owner, end))) for one, owner, end in ends)
    return {one: other for one, other in found if other is not None and other != one}


def _last_first(following: dict[int, int]) -> Iterator[tuple[int, int]]:
    """The pairs, each after the one that follows it: a segment may be cut more than once."""
    done: set[int] = set()
    for begin in following:
        chain = []
        one = begin
        while one in following and one not in done:
            done.add(one)
            chain.append((one, following[one]))
            one = following[one]
        yield from reversed(chain)


def _is_between(start: Floats, middle: Floats, end: Floats) -> bool:
    """Whether a place is on the way from one to another, in metres not off it by more than ``CLOSE``."""
    along, part = end - start, middle - start
    length = np.hypot(*along)
    if length == 0:
        return False
    off = abs(along[0] * part[1] - along[1] * part[0]) / length
    return bool(off < CLOSE and 0 < part @ along < length * length)
