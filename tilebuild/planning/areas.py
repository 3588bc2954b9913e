"""Which zoom-10 groups and which low-zoom metatiles a request owes."""

from collections import defaultdict
from collections.abc import Iterable

from mercantile import Tile

from tilebuild.contracts import BuildRequest
from tilebuild.cover import tiles_in_geojson
from tilebuild.errors import RequestError
from tilebuild.grid import GROUP_ZOOM, QUEUE_ZOOM, ancestor, ancestors, descendants, parse_tile, tiles_in_bbox

RAWR_MARGIN = 1 / 64
"""A RAWR tile's margin in zoom-10 tile widths: what changed this near to a group shows in its buffered tiles."""

Groups = dict[Tile, frozenset[Tile] | None]
"""Queue tile -> the zoom-10 groups owed in it; None for all 64."""


def groups_of(request: BuildRequest, listed: Iterable[str] = (), margin: float = RAWR_MARGIN) -> Groups:
    """The groups that the request's area touches; ``listed`` are the lines of its tile or expiry file.

    A changed area is grown by the margin, since a feature's change shows in the buffers of tiles beside it; tiles
    that are named are taken as they are.

    Raises:
        RequestError: the area is empty or a line is no tile.
    """
    if request.world:
        return dict.fromkeys(descendants(Tile(x=0, y=0, z=0), QUEUE_ZOOM))
    if request.bbox is not None:
        return gathered(tiles_in_bbox(*request.bbox, zoom=GROUP_ZOOM, margin=margin))
    if request.geojson is not None:
        return gathered(tiles_in_geojson(request.geojson, GROUP_ZOOM, margin))
    return gathered_tiles(request.tiles or listed)


def gathered(groups: Iterable[Tile]) -> Groups:
    """Zoom-10 tiles by their queue tile, sorted."""
    by_queue_tile: dict[Tile, set[Tile]] = defaultdict(set)
    for group in groups:
        by_queue_tile[ancestor(group, QUEUE_ZOOM)].add(group)
    return {tile: _all_or_some(by_queue_tile[tile]) for tile in sorted(by_queue_tile)}


def gathered_tiles(names: Iterable[str]) -> Groups:
    """Tiles of any zoom: a deep one owes its group, a shallow one all the groups in it.

    Raises:
        RequestError: a name is no tile, or there is none at all.
    """
    tiles = {parse_tile(name.strip()) for name in names if name.strip()}
    if not tiles:
        raise RequestError("the list of tiles is empty: name at least one tile as z/x/y")
    whole = {queue for tile in tiles if tile.z <= QUEUE_ZOOM for queue in descendants(tile, QUEUE_ZOOM)}
    some = gathered(group for tile in tiles if tile.z > QUEUE_ZOOM for group in _groups_at(tile))
    return {tile: None if tile in whole else some[tile] for tile in sorted(whole | set(some))}


def low_metatiles(groups: Groups) -> dict[Tile, frozenset[Tile] | None]:
    """Low-zoom jobs (zooms 0 to 7) -> the metatiles each owes; None where it owes all of its own.

    A job of zooms 0 to 6 makes one metatile; one of zoom 7 also those of zooms 8 and 9 below it.
    """
    owed: dict[Tile, frozenset[Tile] | None] = dict.fromkeys(sorted(ancestors(set(groups))))
    for tile, some in groups.items():
        owed[tile] = None if some is None else frozenset(_above(some) | {tile})
    return owed


def _above(groups: frozenset[Tile]) -> set[Tile]:
    return {ancestor(group, zoom) for group in groups for zoom in range(QUEUE_ZOOM + 1, GROUP_ZOOM)}


def _groups_at(tile: Tile) -> Iterable[Tile]:
    return [ancestor(tile, GROUP_ZOOM)] if tile.z >= GROUP_ZOOM else descendants(tile, GROUP_ZOOM)


def _all_or_some(groups: set[Tile]) -> frozenset[Tile] | None:
    return None if len(groups) == 4 ** (GROUP_ZOOM - QUEUE_ZOOM) else frozenset(groups)
