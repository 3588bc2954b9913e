"""Owed work as items: one a queue tile for RAWR and high zoom, one a low-zoom tile for the pyramid."""

from dataclasses import dataclass

from mercantile import Tile

from tilebuild.contracts import BuildRequest, PyramidItem, Stage, TileItem
from tilebuild.contracts.request import MAX_METATILE_ZOOM
from tilebuild.contracts.scope import Part, Scope, metatile_zooms
from tilebuild.grid import GROUP_ZOOM, format_tile
from tilebuild.keys import item_name, scope_key
from tilebuild.planning.areas import Groups, low_metatiles


@dataclass(frozen=True)
class Owed:
    """Everything that a request owes, whatever is done of it already."""

    tiles: tuple[TileItem, ...]
    pyramid: tuple[PyramidItem, ...]
    scopes: dict[str, Scope]
    """Key of the scope object -> what it says; items that owe all of their tile have none."""

    def jobs(self) -> set[tuple[Stage, str]]:
        """Every (stage, item) that must end with a result."""
        rawr = {(Stage.RAWR, item.item) for item in self.tiles if item.rawr}
        high = {(Stage.HIGH, item.item) for item in self.tiles if item.high}
        return rawr | high | {(Stage.LOW, item.item) for item in self.pyramid}

    def minus(self, done: set[tuple[Stage, str]]) -> "Owed":
        """What is still owed once ``done`` has been taken off."""
        tiles = [_less(item, done) for item in self.tiles]
        pyramid = tuple(item for item in self.pyramid if (Stage.LOW, item.item) not in done)
        return Owed(tuple(item for item in tiles if item.rawr or item.high), pyramid, self.scopes)


def owed_by(request: BuildRequest, groups: Groups) -> Owed:
    """The items of a named request over the groups that its area touches."""
    low, high = request.zooms or (0, MAX_METATILE_ZOOM)
    scopes: dict[str, Scope] = {}
    tiles, pyramid = [], []
    if high >= GROUP_ZOOM and {Stage.RAWR, Stage.HIGH} & set(request.stages):
        for tile, some in groups.items():
            key = _scoped(request.run_id, tile, "", _high_scope(tile, some, low, high), scopes)
            tiles.append(_tile_item(request, tile, key))
    if request.pyramid and low < GROUP_ZOOM and Stage.LOW in request.stages:
        for tile, some in low_metatiles(groups).items():
            scope = _low_scope(tile, some, low, high)
            if scope.parts:
                pyramid.append(_pyramid_item(tile, _scoped(request.run_id, tile, "low", scope, scopes)))
    return Owed(tuple(tiles), tuple(pyramid), scopes)


def _tile_item(request: BuildRequest, tile: Tile, scope: str) -> TileItem:
    rawr, high = (stage in request.stages for stage in (Stage.RAWR, Stage.HIGH))
    return TileItem(item=item_name(tile), tile=format_tile(tile), rawr=rawr, high=high, scope=scope)


def _pyramid_item(tile: Tile, scope: str) -> PyramidItem:
    return PyramidItem(item=item_name(tile), tile=format_tile(tile), scope=scope)


def _scoped(run_id: str, tile: Tile, part: str, scope: Scope, scopes: dict[str, Scope]) -> str:
    """Keep the scope where it is less than the whole tile; the key it will lie under, or nothing."""
    if scope == _whole(tile, part):
        return ""
    key = scope_key(run_id, item_name(tile, part))
    scopes[key] = scope
    return key


def _whole(tile: Tile, part: str) -> Scope:
    return _low_scope(tile, None, 0, MAX_METATILE_ZOOM) if part else _high_scope(tile, None, 0, MAX_METATILE_ZOOM)


def _high_scope(tile: Tile, some: frozenset[Tile] | None, low: int, high: int) -> Scope:
    first = max(low, GROUP_ZOOM)
    return Scope(Part(group, first, high) for group in (some if some is not None else [tile]))


def _low_scope(tile: Tile, some: frozenset[Tile] | None, low: int, high: int) -> Scope:
    """One line a metatile where only some are owed, one line in all where all are."""
    last = min(high, metatile_zooms(Stage.LOW, tile, high)[-1])
    if some is None:
        return Scope([Part(tile, max(low, tile.z), last)] if max(low, tile.z) <= last else [])
    return Scope(Part(one, one.z, one.z) for one in some if max(low, tile.z) <= one.z <= last)


def _less(item: TileItem, done: set[tuple[Stage, str]]) -> TileItem:
    """The item without the jobs that are done; a RAWR tile made again makes its metatiles stale."""
    rawr = item.rawr and (Stage.RAWR, item.item) not in done
    high = item.high and (rawr or (Stage.HIGH, item.item) not in done)
    return item.model_copy(update={"rawr": rawr, "high": high})
