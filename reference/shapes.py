"""Geometries as shapely's objects, and shapely's objects as geometries."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from tilebuild.ragged import ragged_take, starts
from tilebuild.rawr.binary import read_only
from tilebuild.tiles.geometries import Geometries, measured
from tilebuild.tiles.kernel.types import HOLE, LINE, POINT, SHELL, Floats, Ints
from tilebuild.tiles.kernel.wkb import FINE, Source, parse_wkb

Shapes = NDArray[np.object_]


def geometries_of(shapes: Shapes) -> Geometries:
    """The shapes as whole geometries; none may be empty."""
    wkb = [shapely.to_wkb(shape, byte_order=1) for shape in shapes]
    ends = starts(np.array([len(one) for one in wkb], dtype=np.int64))
    parsed = parse_wkb(Source(read_only(b"".join(wkb)), ends[:-1], ends[1:]))
    assert parsed.broken == FINE, "every shape has vertices"
    return measured(parsed.xy, parsed.path_start, parsed.kind, parsed.start)


def shapes_of_paths(geometries: Geometries, paths: Ints) -> Shapes:
    """The chosen paths as points, line strings and linear rings."""
    shapes = np.empty(len(paths), dtype=object)
    for kinds, make in _MAKERS:
        chosen = np.flatnonzero(np.isin(geometries.kind[paths], kinds))
        vertices, start = ragged_take(geometries.path_start, paths[chosen])
        index = np.repeat(np.arange(len(chosen)), np.diff(start))
        if len(chosen):
            shapes[chosen] = make(geometries.xy[vertices], indices=index)
    return shapes


def _points(xy: Floats, indices: Ints) -> Any:
    return shapely.points(xy[indices])


_MAKERS: tuple[tuple[tuple[int, ...], Any], ...] = (
    ((POINT,), _points),
    ((LINE,), shapely.linestrings),
    ((SHELL, HOLE), shapely.linearrings),
)


def shapes_of(geometries: Geometries) -> Shapes:
    """Each geometry as one shape: a multi-geometry if it has several parts of one kind, else a collection."""
    shapes = shapes_of_paths(geometries, np.arange(len(geometries.kind)))
    paths = list(zip(geometries.kind.tolist(), shapes, strict=True))
    made = np.empty(len(geometries), dtype=object)
    for row in range(len(geometries)):
        made[row] = _whole(paths[geometries.start[row] : geometries.start[row + 1]])
    return made


def _whole(paths: list[tuple[int, Any]]) -> Any:
    """One shape of the paths of a geometry."""
    parts: list[Any] = []
    for kind, shape in paths:
        if kind == HOLE:
            parts[-1] = shapely.Polygon(parts[-1].exterior, [*parts[-1].interiors, shape])
        else:
            parts.append(shapely.Polygon(shape) if kind == SHELL else shape)
    if len(parts) == 1:
        return parts[0]
    maker: dict[str, Any] = {
        "Point": shapely.MultiPoint,
        "LineString": shapely.MultiLineString,
        "Polygon": shapely.MultiPolygon,
    }
    kinds = {part.geom_type for part in parts}
    return maker[kinds.pop()](parts) if len(kinds) == 1 else shapely.GeometryCollection(parts)
