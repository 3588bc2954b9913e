"""No tile is larger than its budget: what is left out of one that would be, and in which order.

First to go are house numbers, then the parts of buildings, points of interest, buildings, landuse, transit, minor roads
and paths with all else that is a way to go, and names of places (:class:`Tier`). Within one of these what comes at the
later zoom goes first, then what is smaller as a whole. Earth, water, boundaries and major roads never go.

As little as needed goes, to a hundredth of what may. Only a tile that could be too large is weighed at all.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from tilebuild.tiles.archive import deflate
from tilebuild.tiles.features import LAYERS, Features, Shape
from tilebuild.tiles.framing import FRAME_SIZE
from tilebuild.tiles.geometries import Geometries
from tilebuild.tiles.kernel.types import Bools, Ints
from tilebuild.tiles.mvt.assemble import Dictionary, Encoded, assemble, take

BUDGET = 500_000
"""Bytes of a tile at most, compressed with gzip as it is served."""

SURE = BUDGET - 4096
"""Bytes of a tile that no compression takes over the budget."""

STEPS = 128
"""In so many steps may all be left out that may be."""

MAJOR_ROADS = ("highway", "major_road")
"""Kinds of roads that never go."""

PART = "building_part"


class Tier(IntEnum):
    """What goes together, the first one first."""

    ADDRESSES = 0
    BUILDING_PARTS = 1
    POIS = 2
    BUILDINGS = 3
    LANDUSE = 4
    TRANSIT = 5
    WAYS = 6
    PLACES = 7
    NEVER = 8


_TIERS = {
    "buildings": Tier.BUILDINGS,
    "landuse": Tier.LANDUSE,
    "places": Tier.PLACES,
    "pois": Tier.POIS,
    "roads": Tier.WAYS,
    "transit": Tier.TRANSIT,
}
"""Layers of which something may go."""


class Fitted(NamedTuple):
    """A tile that was too large."""

    data: bytes
    size: int
    """Bytes of it compressed; over the budget if what may never go is."""
    was: int
    """Bytes of it compressed with everything."""
    dropped: Mapping[str, int]
    """How many features of each layer were left out."""


def tiers(features: Features) -> Ints:
    """Shape (features,): each feature's :class:`Tier`."""
    by_layer = np.array([_TIERS.get(layer, Tier.NEVER) for layer in LAYERS])
    tier = by_layer[features.layer]
    building = features.layer == LAYERS.index("buildings")
    tier[building & (features.shape != Shape.POLYGON)] = Tier.ADDRESSES
    tier[building & _of_kind(features, PART)] = Tier.BUILDING_PARTS
    tier[(features.layer == LAYERS.index("roads")) & _of_kind(features, *MAJOR_ROADS)] = Tier.NEVER
    return tier


def _of_kind(features: Features, *kinds: str) -> Bools:
    """Shape (features,): whether the property ``kind`` is one of these."""
    found = np.zeros(len(features), dtype=np.bool_)
    kind = features.properties.column("kind")
    found[kind.feature] = np.isin(kind.codes, [code for code, value in enumerate(kind.values) if value in kinds])
    return found


def order_of_leaving(features: Features, geometries: Geometries) -> tuple[Ints, Ints]:
    """Shapes (features,): each feature's place among all in the order in which they go, and its tier."""
    tier = tiers(features)
    area, length = geometries.area[features.row], geometries.length[features.row]
    order = np.lexsort((features.row, -features.osm_id, length, area, -features.min_zoom, tier))
    place = np.empty(len(features), dtype=np.int64)
    place[order] = np.arange(len(features))
    return place, tier


def weigh(tile: bytes) -> int:
    """Bytes of a tile as it is served: compressed as its metatile has it, in gzip's frame."""
    return len(deflate(tile).data) + FRAME_SIZE


def fitted(
    tile: bytes,
    pieces: Encoded,
    dictionary: Dictionary,
    leaving: Callable[[], tuple[Ints, Ints]],
    owner: Ints,
) -> Fitted | None:
    """A tile without what has to go; None if it is not too large.

    Args:
        tile: with everything.
        pieces: all of it.
        dictionary: properties.
        leaving: gives :func:`order_of_leaving`; only asked if the tile is too large.
        owner: shape (pieces,), the feature that each piece is drawn of.
    """
    was = weigh(tile)
    if was <= BUDGET:
        return None
    place, tier = leaving()
    first = np.argsort(place[owner], kind="stable")
    first = first[tier[owner[first]] != Tier.NEVER]
    made, left = _least(pieces, dictionary, first)
    dropped = Counter(LAYERS[layer] for layer in pieces.layer[left].tolist())
    return Fitted(made, weigh(made), was, dict(sorted(dropped.items())))


def _least(pieces: Encoded, dictionary: Dictionary, first: Ints) -> tuple[bytes, Ints]:
    """The tile without the least of the pieces ``first`` (in this order) that lets it fit, and these; else without all.

    Steps are equal in bytes of geometry, which is most of a tile.
    """
    gone = np.cumsum(np.diff(pieces.geometry_start)[first])
    step = np.searchsorted(gone, np.arange(1, STEPS) * (gone[-1] / STEPS)) + 1 if len(first) else np.empty(0, int)
    counts = [0, *step.tolist(), len(first)]
    low, high, made = 0, len(counts) - 1, _without(pieces, dictionary, first)
    while high - low > 1:
        middle = (low + high) // 2
        tried = _without(pieces, dictionary, first[: counts[middle]])
        if weigh(tried) <= BUDGET:
            high, made = middle, tried
        else:
            low = middle
    return made, first[: counts[high]]


def _without(pieces: Encoded, dictionary: Dictionary, left: Ints) -> bytes:
    """The tile of the pieces but for some."""
    kept = np.ones(len(pieces.tile), dtype=np.bool_)
    kept[left] = False
    return assemble(take(pieces, np.flatnonzero(kept)), dictionary)[0].data.tobytes()
