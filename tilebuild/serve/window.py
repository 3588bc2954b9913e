"""What of a geometry lies in a square of a tile: places, lines and rings cut off at the square's sides."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import shapely
from shapely import LineString, Polygon, box
from shapely.geometry.polygon import orient

from tilebuild.serve.commands import LINE, POINT, Places


class Window(NamedTuple):
    """The square from ``low`` to ``high``, both inside it, in tile units."""

    low: int
    high: int

    def cut(self, kind: int, paths: list[Places]) -> list[Places]:
        """What of a feature's points, lines or rings lies inside, rounded to whole units; empty for nothing."""
        if kind == POINT:
            inside = [path[((path >= self.low) & (path <= self.high)).all(axis=1)] for path in paths]
            return [path for path in [np.concatenate(inside)] if len(path)]
        if all(path.min() >= self.low and path.max() <= self.high for path in paths):
            return paths
        return list(self._lines(paths) if kind == LINE else self._rings(paths))

    def _touches(self, path: Places) -> bool:
        return bool((path.min(axis=0) <= self.high).all() and (path.max(axis=0) >= self.low).all())

    def _lines(self, paths: list[Places]) -> Iterator[Places]:
        for path in paths:
            if len(path) > 1 and self._touches(path):
                inside = shapely.clip_by_rect(LineString(path), self.low, self.low, self.high, self.high)
                for part in shapely.get_parts(inside):
                    yield from _with_vertices(part, 2)

    def _rings(self, paths: list[Places]) -> Iterator[Places]:
        """Rings as the specification winds them: an outer one, then its holes the other way round."""
        square = box(self.low, self.low, self.high, self.high)
        for polygon in _polygons(paths):
            if not shapely.intersects(shapely.envelope(polygon), square):
                continue
            whole = polygon if shapely.is_valid(polygon) else shapely.make_valid(polygon)
            for part in shapely.get_parts(shapely.intersection(whole, square, grid_size=1)):
                if isinstance(part, Polygon) and not part.is_empty:
                    wound = orient(part)
                    for ring in (wound.exterior, *wound.interiors):
                        yield from _with_vertices(ring, 3)


def _polygons(rings: list[Places]) -> Iterator[Polygon]:
    """Each outer ring, of positive area, with the holes behind it."""
    outer: Places | None = None
    holes: list[Places] = []
    for ring in rings:
        if len(ring) < 3:
            continue
        if outer is None or _doubled_area(ring) > 0:
            if outer is not None:
                yield Polygon(outer, holes)
            outer, holes = ring, []
        else:
            holes.append(ring)
    if outer is not None:
        yield Polygon(outer, holes)


def _doubled_area(ring: Places) -> int:
    """By the surveyor's formula, with y to the south: positive for outer rings."""
    x, y = ring.T
    return int((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def _with_vertices(line: LineString, least: int) -> Iterator[Places]:
    """The line's vertices in whole units without repeated ones and without a ring's last, if enough are left."""
    places = np.rint(shapely.get_coordinates(line)).astype(np.int64)
    if len(places) and least > 2:
        places = places[:-1]
    different = np.ones(len(places), dtype=bool)
    different[1:] = (np.diff(places, axis=0) != 0).any(axis=1)
    if different.sum() >= least:
        yield places[different]
