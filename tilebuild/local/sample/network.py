"""From lines that merely cross to a network whose ways share a node at every junction.

All lines are noded together on the grid of ticks (snap rounding), so a street that ends on another ends exactly there.
The pieces are put together again to ways by the line they came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample.extract import Tags
from tilebuild.local.sample.frame import Points, Ticks, to_ticks

_NEAR = 3.0  # ticks; snap rounding moves a line by less than this
_STUB = 2200.0  # ticks, about 18 m; a path's end beyond its last junction is cut off if it is shorter


@dataclass(frozen=True)
class Source:
    """A line to be noded, in local metres, and the tags of its ways. The first wins where two coincide."""

    line: LineString
    tags: Tags


@dataclass(frozen=True)
class Way:
    """A finished way: ticks of shape (n, 2) and its tags."""

    ticks: Ticks
    tags: Tags


def over(sources: Sequence[Source], below: BaseGeometry) -> list[Source]:
    """Make bridges: what of each line lies above ``below`` becomes a source of its own, one layer up."""
    shapely.prepare(below)
    result: list[Source] = []
    for source in sources:
        if not shapely.intersects(below, source.line):
            result.append(source)
            continue
        bridge = {**source.tags, "bridge": "yes", "layer": "1"}
        for tags, part in (
            (source.tags, shapely.difference(source.line, below)),
            (bridge, shapely.intersection(source.line, below)),
        ):
            result += [Source(line, tags) for line in _lines(part)]
    return result


def _lines(geometry: BaseGeometry) -> list[LineString]:
    return [part for part in shapely.get_parts(geometry) if isinstance(part, LineString) and part.length > 0.5]


def node(sources: Sequence[Source]) -> list[Way]:
    """Node all lines with each other and give back their ways, source by source."""
    lines = np.array([shapely.linestrings(to_ticks(shapely.get_coordinates(s.line)).astype(float)) for s in sources])
    pieces = shapely.get_parts(shapely.union_all(lines, grid_size=1))
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    piece, source = shapely.STRtree(lines).query(middles, predicate="dwithin", distance=_NEAR)
    owner = np.full(len(pieces), len(lines))
    np.minimum.at(owner, piece, source)
    known = np.flatnonzero(owner < len(lines))
    at = shapely.line_locate_point(lines[owner[known]], middles[known])
    order = known[np.lexsort([at, owner[known]])]
    groups = np.split(order, np.flatnonzero(np.diff(owner[order])) + 1)
    ways: list[Way] = []
    for group in groups:
        tags = sources[owner[group[0]]].tags
        parts = [_along(pieces[index], lines[owner[index]]) for index in group]
        ways += [Way(ticks, tags) for ticks in _join(_without_stubs(parts, tags))]
    return ways


def _along(piece: LineString, line: LineString) -> Points:
    """The piece's vertices in the direction of the line it came from."""
    points = shapely.get_coordinates(piece)
    inner = shapely.line_interpolate_point(piece, [0.4, 0.6], normalized=True)  # ends of rings have two places
    first, second = np.asarray(shapely.line_locate_point(line, inner))
    return points if first <= second else points[::-1]


def _without_stubs(parts: list[Points], tags: Tags) -> list[Points]:
    """Cut off what a path sticks out beyond its first and last junction."""
    if tags.get("highway") not in ("footway", "path", "cycleway", "track"):
        return parts
    for end in (0, -1):
        if len(parts) > 1 and shapely.LineString(parts[end]).length < _STUB:
            parts.pop(end)
    return parts


def _join(parts: list[Points]) -> list[Ticks]:
    """Pieces that follow each other become one line."""
    joined: list[Points] = []
    for part in parts:
        if joined and np.array_equal(joined[-1][-1], part[0]):
            joined[-1] = np.vstack([joined[-1], part[1:]])
        else:
            joined.append(part)
    return [np.rint(line).astype(np.int64) for line in joined]
