"""The items of a request: one a queue tile for RAWR and high zoom, one a low-zoom tile for the pyramid.

A heavy queue tile becomes several items of some groups each, and nothing after this knows the difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mercantile import Tile

from tilebuild.contracts import BuildRequest, PyramidItem, Stage, TileItem
from tilebuild.contracts.request import MAX_METATILE_ZOOM
from tilebuild.contracts.scope import Part, Scope, metatile_zooms
from tilebuild.errors import RequestError
from tilebuild.grid import GROUP_ZOOM, format_tile
from tilebuild.keys import item_name, scope_key
from tilebuild.planning.areas import Groups, low_metatiles
from tilebuild.planning.owed import Owed
from tilebuild.planning.stored import Stored, check_bounded
from tilebuild.planning.weights import GROUPS, Weights


class Piece(NamedTuple):
    """A queue tile or some of its groups."""

    tile: Tile
    groups: frozenset[Tile] | None
    """None for all."""
    part: str
    """Distinguishes the pieces of a heavy tile; else empty."""


@dataclass(frozen=True)
class Planner:
    """Turns areas into items."""

    request: BuildRequest
    """Named."""
    weights: Weights
    max_zoom: int
    """Deepest metatile zoom."""
    heavy_bytes: int
    rawr: Stored | None = None
    """Set where only missing tiles are owed: RAWR tiles that are there."""
    metatiles: Stored | None = None
    """The same for metatiles."""

    def plan(self, groups: Groups) -> tuple[Owed, dict[str, Scope]]:
        """The items over the groups that an area touches, heaviest first, and their scope objects by key.

        Raises:
            RequestError: ``zooms`` has no metatile in it, or the area is too large to look for what is missing.
        """
        if self.zooms[0] > self.zooms[1]:
            raise RequestError(f"field 'zooms' begins at {self.zooms[0]}: the deepest metatiles are of {self.max_zoom}")
        if self.metatiles is not None:
            check_bounded(self._most_metatiles(groups))
        scopes: dict[str, Scope] = {}
        tiles = tuple(self._tiles(groups, scopes)) if self._has_tiles else ()
        pyramid = tuple(self._pyramid(groups, scopes)) if self._has_pyramid else ()
        return Owed(tiles, pyramid), scopes

    @property
    def zooms(self) -> tuple[int, int]:
        """First and last metatile zoom."""
        low, high = self.request.zooms or (0, MAX_METATILE_ZOOM)
        return low, min(high, self.max_zoom)

    @property
    def _has_tiles(self) -> bool:
        return self.zooms[1] >= GROUP_ZOOM and bool({Stage.RAWR, Stage.HIGH} & set(self.request.stages))

    @property
    def _has_pyramid(self) -> bool:
        return self.request.pyramid and self.zooms[0] < GROUP_ZOOM and Stage.LOW in self.request.stages

    def _tiles(self, groups: Groups, scopes: dict[str, Scope]) -> Iterator[TileItem]:
        pieces = [piece for tile, some in groups.items() for piece in self._pieces(tile, some)]
        for piece in sorted(pieces, key=lambda piece: -self.weights.of(piece.tile, piece.groups)):
            item = self._tile_item(piece, scopes)
            if item is not None:
                yield item

    def _pieces(self, tile: Tile, some: frozenset[Tile] | None) -> Iterator[Piece]:
        parts = self.weights.parts(tile, some, self.heavy_bytes)
        if parts is None:
            yield Piece(tile, some, "")
            return
        for number, part in enumerate(parts, 1):
            yield Piece(tile, frozenset(part), str(number))

    def _tile_item(self, piece: Piece, scopes: dict[str, Scope]) -> TileItem | None:
        """The item of a piece; None where nothing of it is missing."""
        rawr, high = (stage in self.request.stages for stage in (Stage.RAWR, Stage.HIGH))
        owed = self._high_scope(piece)
        rawr_owed = high_owed = owed
        if self.metatiles is not None and self.rawr is not None:
            if high:
                high_owed = self._only_missing(owed, Stage.HIGH, piece.tile, self.metatiles)
            rawr_owed = Scope.just(self.rawr.missing(high_owed.groups()))
        high, rawr = high and bool(high_owed.parts), rawr and bool(rawr_owed.parts)
        if not (rawr or high):
            return None
        name = item_name(piece.tile, piece.part)
        return TileItem(
            item=name,
            tile=format_tile(piece.tile),
            rawr=rawr,
            high=high,
            rawr_scope=self._kept(f"{name}-rawr", rawr_owed, piece.tile, scopes) if rawr else "",
            high_scope=self._kept(f"{name}-high", high_owed, piece.tile, scopes) if high else "",
        )

    def _pyramid(self, groups: Groups, scopes: dict[str, Scope]) -> Iterator[PyramidItem]:
        weights = self.weights.pyramid()
        metatiles = low_metatiles(groups)
        for tile in sorted(metatiles, key=lambda tile: (-weights[tile], tile.z, tile)):
            scope = self._low_scope(tile, metatiles[tile])
            if self.metatiles is not None:
                scope = self._only_missing(scope, Stage.LOW, tile, self.metatiles)
            if scope.parts:
                name = item_name(tile)
                key = self._kept(f"{name}-low", scope, tile, scopes)
                yield PyramidItem(item=name, tile=format_tile(tile), scope=key)

    def _kept(self, name: str, scope: Scope, tile: Tile, scopes: dict[str, Scope]) -> str:
        """Keep a scope that is less than the whole tile; the key it will lie under, or nothing."""
        if scope == self._whole(tile, name.rpartition("-")[2]):
            return ""
        key = scope_key(self.request.run_id, name)
        scopes[key] = scope
        return key

    def _whole(self, tile: Tile, stage: str) -> Scope:
        if stage == Stage.LOW:
            return Scope([Part(tile, tile.z, min(metatile_zooms(Stage.LOW, tile, 0)[-1], self.max_zoom))])
        return Scope([Part(tile, GROUP_ZOOM, self.max_zoom)])

    def _high_scope(self, piece: Piece) -> Scope:
        low, high = self.zooms
        first = max(low, GROUP_ZOOM)
        return Scope(Part(group, first, high) for group in (piece.groups if piece.groups is not None else [piece.tile]))

    def _low_scope(self, tile: Tile, some: frozenset[Tile] | None) -> Scope:
        """One line a metatile where only some are owed, one line in all where all are."""
        low, high = self.zooms
        last = min(high, metatile_zooms(Stage.LOW, tile, high)[-1])
        first = max(low, tile.z)
        if some is None:
            return Scope([Part(tile, first, last)] if first <= last else [])
        return Scope.just(one for one in some if first <= one.z <= last)

    def _only_missing(self, scope: Scope, stage: Stage, tile: Tile, stored: Stored) -> Scope:
        """What of a scope is not stored; the scope itself where nothing of it is."""
        owed = scope.metatiles(metatile_zooms(stage, tile, self.max_zoom))
        missing = stored.missing(owed)
        return scope if missing == owed else Scope.just(missing)

    def _most_metatiles(self, groups: Groups) -> int:
        low, high = max(self.zooms[0], GROUP_ZOOM), self.zooms[1]
        count = sum(GROUPS if some is None else len(some) for some in groups.values())
        return count * sum(1 << 2 * (zoom - GROUP_ZOOM) for zoom in range(low, high + 1))
