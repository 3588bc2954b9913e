"""The reference engine: features to tiles, a whole zoom at a time.

features + geometries -> whole points, lines, rings near the area      once
  -> those visible and not too small -> grid -> columns -> rows        per level
  -> valid polygons -> commands -> tiles                               per level
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from mercantile import Tile

from reference import whole
from reference.paths import Bools, Ints, Paths, concatenate
from reference.polygons import valid_polygons
from reference.quantise import quantise, without_repeats
from reference.split import split_lines, split_points, split_rings
from reference.whole import Whole
from tilebuild.grid import is_within
from tilebuild.tiles.features import LAYERS, Features
from tilebuild.tiles.geometries import Geometries
from tilebuild.tiles.kernel.types import Floats
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.assemble import Dictionary, Encoded, assemble
from tilebuild.tiles.mvt.geometry import encode_geometries
from tilebuild.tiles.mvt.resolution import BUFFER, BUILDING_BUFFER, POINT_BUFFER, unit
from tilebuild.tiles.mvt.tags import Tags, tags_of
from tilebuild.tiles.mvt.types import LINE, POINT, POLYGON, Kinds
from tilebuild.tiles.visibility import visible


@dataclass(frozen=True)
class Drawing:
    """Everything about features that no zoom changes."""

    features: Features
    area: Tile
    areas: Floats
    """Shape (features,): square metres of the whole geometry."""
    lengths: Floats
    """Shape (features,): metres of the whole geometry, the outline's of a polygon."""
    points: Whole
    lines: Whole
    rings: Whole

    @cached_property
    def position(self) -> Ints:
        """Shape (features,): place in the order of drawing: layer, rank, larger area first, OSM id, row."""
        features = self.features
        order = np.lexsort((features.row, features.osm_id, -self.areas, features.rank, features.layer))
        position = np.empty(len(order), dtype=np.int64)
        position[order] = np.arange(len(order))
        return position

    @cached_property
    def tags(self) -> Tags:
        """Properties, encoded once."""
        return tags_of(self.features)

    @cached_property
    def buffer(self) -> Ints:
        """Shape (features,): buffer of lines and polygons in grid units."""
        buildings = self.features.layer == LAYERS.index("buildings")
        return np.where(buildings, BUILDING_BUFFER, BUFFER)


class ReferenceEngine:
    """The engine that any other one is compared with."""

    def render(
        self,
        features: Features,
        geometries: Geometries,
        area: Tile,
        levels: Iterable[Level],
        part: Tile | None = None,
    ) -> Iterator[tuple[Level, Mapping[Tile, bytes]]]:
        """Each level's tiles that are not empty; see :class:`tilebuild.tiles.engine.Engine`."""
        drawing = drawing_of(features, geometries, area)
        for level in levels:
            tiles = draw(drawing, level)
            yield level, {tile: tiles[tile] for tile in tiles if part is None or is_within(tile, part)}


def drawing_of(features: Features, geometries: Geometries, area: Tile) -> Drawing:
    """Features with what they draw near the area."""
    return Drawing(
        features,
        area,
        geometries.area[features.row],
        geometries.length[features.row],
        whole.points(features, geometries, area),
        whole.lines(features, geometries, area),
        whole.rings(features, geometries, area),
    )


def draw(drawing: Drawing, level: Level) -> dict[Tile, bytes]:
    """The level's tiles that are not empty, column by column, north to south."""
    shown = visible(drawing.features, level)
    points = _points(drawing, level, shown)
    lines = _lines(drawing, level, shown)
    polygons = _polygons(drawing, level, shown)
    kinds = np.repeat(np.array([POINT, LINE, POLYGON], dtype=np.int8), [len(points), len(lines), len(polygons)])
    return _tiles(drawing, level, concatenate((points, lines, polygons)), kinds)


def _side(drawing: Drawing, level: Level) -> int:
    """How many tiles of the level lie along the area's side."""
    side: int = 1 << (level.zoom - drawing.area.z)
    return side


def _points(drawing: Drawing, level: Level, shown: Bools) -> Paths:
    chosen = drawing.points.take(shown[drawing.points.feature])
    paths = quantise(chosen, drawing.area, level, closed=False)
    return split_points(paths, _side(drawing, level), np.full(len(shown), POINT_BUFFER))


def _lines(drawing: Drawing, level: Level, shown: Bools) -> Paths:
    """Lines in tiles; those shorter than a grid unit as a whole are left out."""
    shown = shown & (drawing.lengths >= unit(level.zoom))
    chosen = drawing.lines.take(shown[drawing.lines.feature])
    paths = quantise(chosen, drawing.area, level, closed=False)
    paths = without_repeats(split_lines(paths, _side(drawing, level), drawing.buffer), closed=False)
    return paths.take(paths.counts >= 2)


def _polygons(drawing: Drawing, level: Level, shown: Bools) -> Paths:
    """Polygons in tiles; those smaller than a square grid unit as a whole are left out."""
    shown = shown & (drawing.areas >= unit(level.zoom) ** 2)
    chosen = drawing.rings.take(shown[drawing.rings.feature])
    paths = quantise(chosen, drawing.area, level, closed=True)
    return valid_polygons(split_rings(paths, _side(drawing, level), drawing.buffer), drawing.features.osm_id)


def _tiles(drawing: Drawing, level: Level, paths: Paths, kinds: Kinds) -> dict[Tile, bytes]:
    """Paths put in order, encoded and cut into tiles."""
    features, side = drawing.features, _side(drawing, level)
    tile = paths.column * side + paths.row
    key = tile * len(features) + drawing.position[paths.feature]
    order = np.lexsort((paths.hole, paths.part, key))
    paths, key = paths.take(order), key[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    kind = kinds[order][first]
    piece_start = np.append(first, len(paths))
    geometry = encode_geometries(paths.x, paths.y, paths.start, piece_start, kind)
    feature = paths.feature[first]
    pieces = Encoded(tile[order][first], features.layer[feature], kind, features.mvt_id[feature], feature, *geometry)
    contents, which = assemble(pieces, _dictionary(drawing.tags, level, len(features)))
    return _cut(drawing.area, level, contents.data.tobytes(), contents.start, which)


def _dictionary(tags: Tags, level: Level, features: int) -> Dictionary:
    start, key, value = tags.at(level, features)
    return Dictionary(start, key.astype(np.int64), value.astype(np.int64), *tags.keys, *tags.values)


def _cut(area: Tile, level: Level, data: bytes, start: Ints, which: Ints) -> dict[Tile, bytes]:
    shift = level.zoom - area.z
    columns, rows = np.divmod(which, 1 << shift)
    xs = (columns + (area.x << shift)).tolist()
    ys = (rows + (area.y << shift)).tolist()
    bounds = start.tolist()
    return {
        Tile(x=x, y=y, z=level.zoom): data[begin:end]
        for x, y, begin, end in zip(xs, ys, bounds[:-1], bounds[1:], strict=True)
    }
