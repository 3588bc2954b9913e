"""Does a request have anything to do with what was built: a typing error in a bbox is said, not built silently."""

from mercantile import Tile

from tilebuild.contracts import BuildRequest, parse_request
from tilebuild.keys import scope_key
from tilebuild.planning.areas import Groups, groups_of
from tilebuild.storage import Bucket

Bbox = tuple[float, float, float, float]


def lies_outside(request: BuildRequest, built: Bbox, control: Bucket) -> bool:
    """Whether a planned request touches no zoom-10 tile that a build of the bbox touches.

    Raises:
        UnavailableError: the list of tiles that was kept with the run cannot be read.
    """
    listed: list[str] = []
    if request.tiles_file or request.expired_file:
        listed = control.get(scope_key(request.run_id, "area")).decode(errors="replace").splitlines()
    there = groups_of(parse_request({"bbox": built}))
    return not any(_meet(tile, some, there) for tile, some in groups_of(request, listed).items())


def _meet(tile: Tile, some: frozenset[Tile] | None, there: Groups) -> bool:
    """Whether some groups of a queue tile, or all where it is None, are among others."""
    if tile not in there:
        return False
    others = there[tile]
    return some is None or others is None or not some.isdisjoint(others)
