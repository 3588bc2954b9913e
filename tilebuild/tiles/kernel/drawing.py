"""What features draw near an area, before any zoom: paths on the fine grid, in the order of drawing."""

from typing import NamedTuple

import numpy as np
from mercantile import Tile

from tilebuild.compiled import compiled, lean
from tilebuild.grid import HALF_WORLD
from tilebuild.tiles.features import Features, Shape
from tilebuild.tiles.geometries import Geometries, label_points
from tilebuild.tiles.kernel.paths import Paths, near_paths, new_paths, trimmed
from tilebuild.tiles.kernel.split import BEHIND, PATH, VERTICES, Grid, Pieces, copy_vertices, extent, split
from tilebuild.tiles.kernel.types import HOLE, LINE, POINT, SHELL, Flag, Floats, Integer, Ints, Kinds
from tilebuild.tiles.kernel.zoom import RING, SEGMENT
from tilebuild.tiles.mvt.resolution import EXTENT

DEPTH = 10
"""How many zooms below the area's own its fine grid reaches; no deeper one can be drawn. For a zoom-10 area the fine
grid's unit is 1/4096 of a tile of zoom 20, less than a centimetre."""

SIDE = EXTENT << DEPTH
"""Units of the fine grid along the area's side."""

MARGIN = SIDE // 32
"""What is drawn round the area, in units: the widest buffer at the area's own zoom."""


class Source(NamedTuple):
    """Features in the order of drawing, with the geometries of their rows."""

    shape: Kinds
    """Shape (features,): a :class:`~tilebuild.tiles.features.Shape`."""
    row: Ints
    """Shape (features,)."""
    label: Floats
    """Shape (features, 2): the one point that a feature draws, in metres; NaN where it draws its row's paths."""
    xy: Floats
    path_start: Ints
    kind: Kinds
    start: Ints


class Corner(NamedTuple):
    """Where the area is on the world's fine grid."""

    west: int
    """Units from the world's western edge to the area's."""
    north: int
    """Units from the world's northern edge to the area's."""
    scale: float
    """Units in a metre."""


_POINT, _LINE, _POLYGON = int(Shape.POINT), int(Shape.LINE), int(Shape.POLYGON)


def paths_near(features: Features, geometries: Geometries, order: Ints, area: Tile) -> Paths:
    """What the features draw in the area and its margin, ordinates counted from its north-western corner.

    Args:
        features: what is drawn.
        geometries: what ``features.row`` points into.
        order: shape (features,), the features in the order of drawing.
        area: the tile that is drawn. At the antimeridian what lies beyond it is drawn too.
    """
    shape, row = features.shape[order], features.row[order]
    label = _labels(geometries, shape, row)
    source = Source(shape, row, label, geometries.xy, geometries.path_start, geometries.kind, geometries.start)
    tiles = 1 << area.z
    corner = Corner(area.x * SIDE, area.y * SIDE, SIDE * tiles / (2 * HALF_WORLD))
    wraps = [0, *([-1] if area.x == 0 else []), *([1] if area.x == tiles - 1 else [])]
    whole = _paths(source, corner, np.array(wraps, dtype=np.int64) * (SIDE * tiles))
    return _cut(whole, split(whole, Grid(1, SIDE), np.full(len(order), MARGIN)))


def _labels(geometries: Geometries, shape: Kinds, row: Ints) -> Floats:
    """The point that a label stands at; also of what draws points of a row that has none."""
    without = np.ones(len(geometries), dtype=bool)
    owner = np.repeat(np.arange(len(geometries)), np.diff(geometries.start))
    without[owner[geometries.kind == POINT]] = False
    single = np.flatnonzero((shape == Shape.LABEL) | ((shape == Shape.POINT) & without[row]))
    label = np.full((len(shape), 2), np.nan)
    label[single] = label_points(geometries, row[single])
    return label


@compiled
def _paths(source: Source, corner: Corner, wraps: Ints) -> Paths:
    """Everything near that the features draw, whole, once for each wrap (in units to the east) that brings it near."""
    vertices, paths = _most(source)
    room = vertices * len(wraps)
    made = new_paths(np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64), paths * len(wraps))
    scratch = np.empty((2, vertices), dtype=np.int64)
    return trimmed(made, _draw(source, corner, wraps, scratch, made))


@lean
def _most(source: Source) -> tuple[Integer, Integer]:
    """How many vertices and paths the features can draw."""
    vertices, paths = 0, 0
    for feature in range(len(source.row)):
        first, last = source.start[source.row[feature]], source.start[source.row[feature] + 1]
        single = not np.isnan(source.label[feature, 0])
        vertices += 1 if single else source.path_start[last] - source.path_start[first]
        paths += 1 if single else last - first
    return vertices, paths


@lean
def _draw(source: Source, corner: Corner, wraps: Ints, scratch: Ints, made: Paths) -> Integer:
    """Write what is near; how many paths that is."""
    count = 0
    for feature in range(len(source.row)):
        for wrap in wraps:
            if not np.isnan(source.label[feature, 0]):
                count = _add(source.label, feature, feature + 1, POINT, feature, corner, wrap, scratch, made, count)
                continue
            row, shell = source.row[feature], False
            for path in range(source.start[row], source.start[row + 1]):
                kind = _drawn_as(source.shape[feature], source.kind[path])
                if kind == 0 or (kind == HOLE and not shell):
                    continue
                first, last = source.path_start[path], source.path_start[path + 1]
                before = count
                count = _add(source.xy, first, last, kind, feature, corner, wrap, scratch, made, count)
                shell = count > before if kind == SHELL else shell
    return count


@compiled
def _cut(paths: Paths, pieces: Pieces) -> Paths:
    """The paths cut off at the area's margin."""
    made = near_paths(len(pieces.x), len(pieces.pieces))
    _copy_pieces(paths, pieces, made)
    return trimmed(made, len(pieces.pieces))


@lean
def _copy_pieces(paths: Paths, pieces: Pieces, made: Paths) -> None:
    """Write each piece as a path of its own."""
    for count in range(len(pieces.pieces)):
        begin, size = pieces.pieces[count, VERTICES], pieces.pieces[count, BEHIND] - pieces.pieces[count, VERTICES]
        copy_vertices(pieces.x, pieces.y, begin, begin + size, made.x, made.y, made.start[count])
        path = pieces.pieces[count, PATH]
        made.start[count + 1] = made.start[count] + size
        made.kind[count], made.feature[count] = paths.kind[path], paths.feature[path]


@lean
def _drawn_as(shape: Integer, kind: Integer) -> Integer:
    """What a feature of a shape draws a path as: an outline can be drawn as a line; 0 for nothing."""
    if shape == _POLYGON:
        return kind if kind >= SHELL else 0
    if shape == _LINE:
        return LINE if kind >= LINE else 0
    return POINT if shape == _POINT and kind == POINT else 0


@lean
def _add(
    xy: Floats,
    first: Integer,
    last: Integer,
    kind: Integer,
    feature: Integer,
    corner: Corner,
    wrap: Integer,
    scratch: Ints,
    made: Paths,
    count: Integer,
) -> Integer:
    """Append a path if it is near and more than a place, each place in a row once; how many there are then."""
    x, y = scratch[0], scratch[1]
    size = 0
    for vertex in range(first, last):
        x[size] = np.int64(np.floor((xy[vertex, 0] + HALF_WORLD) * corner.scale + 0.5)) - corner.west + wrap
        y[size] = np.int64(np.floor((HALF_WORLD - xy[vertex, 1]) * corner.scale + 0.5)) - corner.north
        size += size == 0 or x[size] != x[size - 1] or y[size] != y[size - 1]
    if kind >= SHELL and size > 1 and x[0] == x[size - 1] and y[0] == y[size - 1]:
        size -= 1
    least = 1 if kind == POINT else SEGMENT if kind == LINE else RING
    if size < least or not _near(x, size) or not _near(y, size):
        return count
    at = made.start[count]
    copy_vertices(x, y, 0, size, made.x, made.y, at)
    made.start[count + 1] = at + size
    made.kind[count], made.feature[count] = kind, feature
    return count + 1


@lean
def _near(ordinates: Ints, size: Integer) -> Flag:
    """Whether the extent of the first ``size`` ordinates touches the area or its margin."""
    smallest, largest = extent(ordinates, 0, size)
    return smallest <= SIDE + MARGIN and largest >= -MARGIN
