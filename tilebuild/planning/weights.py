"""Weights: how much work a tile is, by the RAWR bytes of an earlier build, else by where on earth it lies.

Heavy tiles begin first, so that a run does not end with one of them alone, and the heaviest are split. The object has
a line of JSON a queue tile: ``{"tile": "7/67/44", "bytes": [...]}``, the bytes of its 64 groups in the order of
:func:`tilebuild.grid.descendants`, null for one that no build has seen.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from mercantile import Tile

from tilebuild.errors import RequestError
from tilebuild.grid import GROUP_ZOOM, QUEUE_ZOOM, ancestor, descendants, format_tile, fraction, parse_tile

GROUPS = 1 << 2 * (GROUP_ZOOM - QUEUE_ZOOM)

Bytes = tuple[int | None, ...]
"""Of a queue tile's groups."""

OCEAN = 200_000
"""Bytes of a queue tile that no region of the table reaches."""

REGIONS: tuple[tuple[float, float, float, float, int], ...] = (
    (-170, 15, -52, 72, 12_000_000),  # North America
    (-98, 24, -66, 50, 60_000_000),  # its east
    (-125, 32, -114, 50, 60_000_000),  # its west coast
    (-118, 7, -59, 24, 25_000_000),  # Central America and the Caribbean
    (-82, -56, -34, 13, 10_000_000),  # South America
    (-56, -35, -34, -3, 30_000_000),  # its east coast
    (-18, -35, 52, 37, 12_000_000),  # Africa
    (-12, 36, 40, 70, 90_000_000),  # Europe
    (-5, 42, 20, 55, 250_000_000),  # its middle
    (40, 50, 180, 73, 8_000_000),  # North Asia
    (26, 12, 75, 50, 25_000_000),  # West and Central Asia
    (67, 6, 98, 35, 40_000_000),  # South Asia
    (98, 18, 125, 45, 40_000_000),  # China
    (125, 30, 146, 46, 150_000_000),  # Japan and Korea
    (92, -11, 142, 21, 50_000_000),  # South-East Asia
    (112, -48, 180, -10, 10_000_000),  # Australia and New Zealand
)
"""West, south, east, north in degrees, and bytes of a queue tile there. Rough: it decides on an order and no more."""


class Weights:
    """RAWR bytes of queue tiles and groups."""

    def __init__(self, known: Mapping[Tile, Bytes] | None = None) -> None:
        """``known`` are those of an earlier build."""
        self.known = dict(known or {})
        self._usual = _usual_everywhere()

    def of(self, tile: Tile, groups: Iterable[Tile] | None = None) -> int:
        """Bytes of a queue tile, or of some of its groups."""
        seen, usual = self.known.get(tile), self._usual[tile] // GROUPS
        if seen is None:
            return usual * (GROUPS if groups is None else len(tuple(groups)))
        chosen: Iterable[int | None] = seen if groups is None else [seen[_index(group)] for group in groups]
        return sum(usual if one is None else one for one in chosen)

    def pyramid(self) -> dict[Tile, int]:
        """Bytes of every tile of zoom 0 to 7: what lies below it."""
        level = {tile: self.of(tile) for tile in self._usual}
        total = dict(level)
        for zoom in reversed(range(QUEUE_ZOOM)):
            above: dict[Tile, int] = defaultdict(int)
            for tile, weight in level.items():
                above[ancestor(tile, zoom)] += weight
            level = above
            total |= level
        return total

    def parts(self, tile: Tile, groups: Iterable[Tile] | None, limit: int) -> list[list[Tile]] | None:
        """The groups of a tile that is at or over the limit, in parts below it as far as whole groups can be.

        None where the tile is not known to be so heavy. The groups of a part lie beside each other (Morton order).
        """
        if tile not in self.known:
            return None
        owed = list(descendants(tile, GROUP_ZOOM) if groups is None else groups)
        if self.of(tile, owed) < limit:
            return None
        parts: list[list[Tile]] = [[]]
        weight = 0
        for group in sorted(owed, key=_morton):
            size = self.of(tile, [group])
            if parts[-1] and weight + size >= limit:
                parts.append([])
                weight = 0
            parts[-1].append(group)
            weight += size
        return parts if len(parts) > 1 else None


def read_weights(data: bytes) -> dict[Tile, Bytes]:
    """Read the object.

    Raises:
        RequestError: a line is not of its form.
    """
    known = {}
    for number, line in enumerate(data.splitlines(), 1):
        try:
            entry = json.loads(line)
            tile, sizes = parse_tile(entry["tile"]), tuple(entry["bytes"])
        except (ValueError, KeyError, TypeError) as error:
            raise RequestError(f"line {number} of the weights is not as it must be: {line[:80]!r}") from error
        if tile.z != QUEUE_ZOOM or len(sizes) != GROUPS:
            raise RequestError(f"line {number} of the weights must name a zoom-7 tile and {GROUPS} sizes")
        known[tile] = sizes
    return known


def write_weights(known: Mapping[Tile, Bytes]) -> bytes:
    """The object's bytes, the inverse of :func:`read_weights`."""
    lines = (
        json.dumps({"tile": format_tile(tile), "bytes": list(known[tile])}, separators=(",", ":"))
        for tile in sorted(known)
    )
    return "".join(f"{line}\n" for line in lines).encode()


def with_groups(known: Mapping[Tile, Bytes], sizes: Mapping[str, int]) -> dict[Tile, Bytes]:
    """The weights after another build: ``sizes`` are its groups, by ``z/x/y``."""
    changed: dict[Tile, list[int | None]] = {}
    for name, size in sizes.items():
        group = parse_tile(name)
        tile = ancestor(group, QUEUE_ZOOM)
        row = changed.setdefault(tile, list(known.get(tile, (None,) * GROUPS)))
        row[_index(group)] = size
    return {**known, **{tile: tuple(row) for tile, row in changed.items()}}


def _index(group: Tile) -> int:
    """Where a group stands among those of its queue tile."""
    side = 1 << (GROUP_ZOOM - QUEUE_ZOOM)
    return int((group.x % side) * side + group.y % side)


def _morton(tile: Tile) -> int:
    return sum(((tile.x >> bit & 1) << (2 * bit + 1)) | ((tile.y >> bit & 1) << 2 * bit) for bit in range(tile.z))


@cache
def _usual_everywhere() -> Mapping[Tile, int]:
    """The usual weight of every queue tile."""
    return MappingProxyType({tile: _usual(tile) for tile in descendants(Tile(x=0, y=0, z=0), QUEUE_ZOOM)})


def _usual(tile: Tile) -> int:
    """The weight of a queue tile by the heaviest region whose box its centre lies in."""
    side = 1 << QUEUE_ZOOM
    x, y = (tile.x + 0.5) / side, (tile.y + 0.5) / side
    found = OCEAN
    for west, north, east, south, size in _BOXES:
        if west <= x <= east and north <= y <= south:
            found = max(found, size)
    return found


_BOXES = tuple((*fraction(west, north), *fraction(east, south), size) for west, south, east, north, size in REGIONS)
