"""The engine: features to tiles, a whole zoom at a time.

features + geometries -> paths near the area, on the fine grid -> nodes      once
  -> those shown and not too small -> simplified, on the zoom's grid         per level
  -> squares where those that are too small are many                         per level
  -> tiles -> valid polygons -> like lines joined -> commands -> bytes       per level
  -> features left out where a tile is too large                             hardly ever
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from mercantile import Tile

from tilebuild.errors import RequestError
from tilebuild.grid import format_tile
from tilebuild.tiles.features import LAYERS, Features, Shape
from tilebuild.tiles.geometries import Geometries, GeometryError
from tilebuild.tiles.kernel.budget import BUDGET, SURE, Fitted, fitted, order_of_leaving
from tilebuild.tiles.kernel.drawing import DEPTH, SIDE, paths_near
from tilebuild.tiles.kernel.merge import merged
from tilebuild.tiles.kernel.nodes import find_nodes
from tilebuild.tiles.kernel.patches import with_patches
from tilebuild.tiles.kernel.paths import Paths
from tilebuild.tiles.kernel.properties import ID, Properties, Traits, alike, traits_of, without_id
from tilebuild.tiles.kernel.split import Grid, split, within
from tilebuild.tiles.kernel.streets import street_lengths
from tilebuild.tiles.kernel.tiles import Drawn, features_in_tiles
from tilebuild.tiles.kernel.types import Bools, Floats, Ints, Zooms
from tilebuild.tiles.kernel.zoom import Detail, Ranks, needed_vertices, paths_at_zoom, unranked
from tilebuild.tiles.level_tiles import LevelTiles
from tilebuild.tiles.metatile import Level
from tilebuild.tiles.mvt.assemble import Dictionary, Encoded, assemble, take
from tilebuild.tiles.mvt.geometry import encode_geometries
from tilebuild.tiles.mvt.resolution import BUFFER, BUILDING_BUFFER, EXTENT, POINT_BUFFER, tolerance, unit
from tilebuild.tiles.mvt.tags import NAME, Tags, tags_of
from tilebuild.tiles.visibility import reached_below, visible

logger = logging.getLogger(__name__)

NAME_LENGTH = 128
"""Streets shorter than this as a whole, in grid units, have no name: 16 pixels of a 512-pixel tile."""


@dataclass(frozen=True)
class Drawing:
    """Everything about features that no zoom changes; paths name features by their place in ``order``."""

    features: Features
    geometries: Geometries
    area: Tile
    least: float = 0.0
    """What no level's tolerance is below, in fine grid units."""

    @cached_property
    def order(self) -> Ints:
        """Shape (features,): the order of drawing: layer, rank, larger area first, OSM id, row."""
        features = self.features
        area = self.geometries.area[features.row]
        return np.lexsort((features.row, features.osm_id, -area, features.rank, features.layer))

    @cached_property
    def paths(self) -> Paths:
        """What is drawn near the area."""
        return paths_near(self.features, self.geometries, self.order, self.area)

    @cached_property
    def nodes(self) -> Zooms:
        """The zoom from which each vertex is a node."""
        zoom = self.features.min_zoom[self.order][self.paths.feature]
        return find_nodes(self.paths, np.argsort(zoom, kind="stable"), zoom, SIDE.bit_length() - 1)

    @cached_property
    def ranks(self) -> Ranks:
        """How much each vertex is needed, as the levels find it."""
        return unranked(self.paths, self.least)

    @cached_property
    def tags(self) -> Tags:
        """Properties, encoded once."""
        return tags_of(self.features)

    @cached_property
    def traits(self) -> Traits:
        """Which features may be one."""
        return traits_of(self.features)

    @cached_property
    def id_key(self) -> int:
        """The number of the property that merged features do not have."""
        return self.features.properties.number_of(ID)

    @cached_property
    def buffer(self) -> Ints:
        """Shape (features,), in the order of drawing: what the features' tiles overlap, in grid units."""
        shape, layer = self.features.shape[self.order], self.features.layer[self.order]
        buffer = np.where(layer == LAYERS.index("buildings"), BUILDING_BUFFER, BUFFER)
        return np.where((shape == Shape.POINT) | (shape == Shape.LABEL), POINT_BUFFER, buffer)

    @cached_property
    def street(self) -> Floats:
        """Shape (features,): metres of the whole street that a line is part of; infinity for what is no line."""
        features, geometries = self.features, self.geometries
        line = np.flatnonzero(features.shape == Shape.LINE)
        name = self.tags.values_of(NAME, len(features))[line]
        name = np.where(name >= 0, name * len(LAYERS) + features.layer[line], -1)
        row = features.row[line]
        street = np.full(len(features), np.inf)
        street[line] = street_lengths(
            geometries.xy, geometries.path_start, geometries.start, row, name, geometries.length[row]
        )
        return street

    def unnamed(self, level: Level) -> Bools:
        """Shape (features,): lines of streets that are too short for a letter, wherever a tile cuts them."""
        unnamed: Bools = self.street < unit(level.zoom) * NAME_LENGTH
        return unnamed

    @cached_property
    def leaving(self) -> tuple[Ints, Ints]:
        """In which order features go where a tile is too large; see :func:`~.budget.order_of_leaving`."""
        return order_of_leaving(self.features, self.geometries)

    def tiny(self, level: Level) -> Bools:
        """Shape (features,): polygons that a level shows and that are smaller than a square grid unit as a whole."""
        features, size = self.features, unit(level.zoom)
        small = (features.shape == Shape.POLYGON) & (self.geometries.area[features.row] < size * size)
        tiny: Bools = small & visible(features, level) if small.any() else small
        return tiny

    def shown(self, level: Level, tiny: Bools) -> Bools:
        """Shape (features,), in the order of drawing: whether a level shows them.

        Polygons that are ``tiny`` and lines that are shorter than a grid unit as a whole are left out.
        """
        features = self.features
        short = (features.shape == Shape.LINE) & (self.geometries.length[features.row] < unit(level.zoom))
        shown: Bools = (visible(features, level) & ~tiny & ~short)[self.order]
        return shown


class KernelEngine:
    """Draws with the compiled kernel; see :class:`tilebuild.tiles.engine.Engine`."""

    def render(
        self,
        features: Features,
        geometries: Geometries,
        area: Tile,
        levels: Iterable[Level],
        part: Tile | None = None,
    ) -> Iterator[tuple[Level, Mapping[Tile, bytes]]]:
        """Each level's tiles that are not empty.

        Raises:
            RequestError: a level is more than ``DEPTH`` zooms below the area.
            GeometryError: a polygon cannot be made valid.
        """
        listed = list(levels)
        for level in listed:
            if level.zoom > area.z + DEPTH:
                raise RequestError(f"tile zoom is {level.zoom}: under zoom {area.z} it can be {area.z + DEPTH} at most")
        least = min((detail(level, area).tolerance for level in listed), default=0.0)
        drawing = Drawing(features, geometries, area, least)
        for level in listed:
            yield level, draw(drawing, level, part or area)


def draw(drawing: Drawing, level: Level, part: Tile) -> LevelTiles:
    """The level's tiles inside a part of the area that are not empty, column by column, north to south."""
    side = 1 << (level.zoom - drawing.area.z)
    shows = detail(level, drawing.area)
    properties = Properties(*drawing.tags.at(level, len(drawing.features), drawing.unnamed(level)))
    tiny = drawing.tiny(level)
    like = alike(drawing.traits, drawing.order, properties, tiny, drawing.id_key)
    needed = needed_vertices(drawing.paths, drawing.nodes, drawing.shown(level, tiny), shows, drawing.ranks)
    paths = paths_at_zoom(drawing.paths, needed, shows.shift)
    paths = with_patches(paths, drawing.paths, tiny[drawing.order], like.group, shows.shift)
    pieces = within(split(paths, Grid(side, EXTENT), drawing.buffer), drawing.area, part, level.zoom)
    drawn, broken = features_in_tiles(paths, pieces, side)
    if broken >= 0:
        osm_id = drawing.features.osm_id[drawing.order[broken]]
        raise GeometryError(f"feature {osm_id}: its polygon cannot be made valid at tile zoom {level.zoom}")
    drawn, several = merged(drawn, like)
    return _tiles(drawing, level, drawn, several | tiny[drawing.order[drawn.feature]], properties)


def detail(level: Level, area: Tile) -> Detail:
    """How much of the paths of an area a level shows."""
    shift = area.z + DEPTH - level.zoom
    return Detail(reached_below(level), shift, tolerance(level) * (1 << shift))


def _tiles(drawing: Drawing, level: Level, drawn: Drawn, several: Bools, properties: Properties) -> LevelTiles:
    """Features in tiles encoded and cut into tiles; what is made of ``several``, shape (k,), has no id."""
    features, tags = drawing.features, drawing.tags
    feature = drawing.order[drawn.feature]
    geometry = encode_geometries(drawn.x, drawn.y, drawn.path_start, drawn.start, drawn.kind)
    properties, described = without_id(properties, feature, several, drawing.id_key)
    mvt_id = np.where(several, 0, features.mvt_id[feature])
    pieces = Encoded(drawn.tile, features.layer[feature], drawn.kind, mvt_id, described, *geometry)
    dictionary = Dictionary(*properties, *tags.keys, *tags.values)
    contents, which = assemble(pieces, dictionary)
    tiles = LevelTiles(drawing.area, level.zoom, contents.data, contents.start, which)
    large = np.flatnonzero(np.diff(contents.start) > SURE)
    return tiles.replaced(_fit(drawing, tiles, large, pieces, dictionary, feature)) if len(large) else tiles


def _fit(
    drawing: Drawing, tiles: LevelTiles, large: Ints, pieces: Encoded, dictionary: Dictionary, owner: Ints
) -> dict[int, bytes]:
    """The tiles that have to be smaller, without what has to go for them to be within the budget; and say so.

    Args:
        drawing: whose features go.
        tiles: in the order of their pieces.
        large: those that may be too large.
        pieces: of all tiles.
        dictionary: the pieces' properties.
        owner: shape (pieces,), the feature that each piece is drawn of.
    """
    smaller = {}
    for index in large.tolist():
        chosen = np.flatnonzero(pieces.tile == tiles.place[index])
        content, some = tiles.content(index), take(pieces, chosen)
        found = fitted(content, some, dictionary, lambda: drawing.leaving, owner[chosen])
        if found:
            smaller[index] = found.data
            _tell(tiles.tile(index), found)
    return smaller


def _tell(tile: Tile, found: Fitted) -> None:
    """Log what a tile lost."""
    fields = {"tile": format_tile(tile), "bytes": found.size, "was": found.was, "dropped": dict(found.dropped)}
    if found.size > BUDGET:
        logger.warning("a tile is over its budget with what may never be left out alone", extra={"fields": fields})
    else:
        logger.info("features were left out of a tile to keep it within its budget", extra={"fields": fields})
