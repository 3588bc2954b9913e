"""Properties of features at one zoom: which features are alike, and those of merged features."""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import compiled
from tilebuild.tiles.features import LAYERS, Features, Shape
from tilebuild.tiles.kernel.merge import Alike, groups_of
from tilebuild.tiles.kernel.types import Bools, Integer, Ints

ID = "id"
"""The property that a merged feature has not."""

ONEWAY = "oneway"
"""The property of lines that may not be turned round."""

FLOWING = LAYERS.index("water")
"""The layer of lines that may not be turned round either."""


class Properties(NamedTuple):
    """Entries of all features, those of each in the same order of keys."""

    start: Ints
    """Shape (features + 1,): where each feature's entries begin."""
    key: Ints
    value: Ints


class Traits(NamedTuple):
    """What of features decides at every zoom whether they may be one; shapes (features,)."""

    kind: Ints
    """Layer, rank and whether it is directed, as one number."""
    directed: Bools
    """Whether lines may not be turned round, also at zooms that do not write why."""
    line: Bools


def traits_of(features: Features) -> Traits:
    """The traits of what is drawn."""
    directed = features.layer == FLOWING
    directed[features.properties.column(ONEWAY).feature] = True
    rank = features.rank.astype(np.int64) + (1 << 31)
    kind = features.layer.astype(np.int64) << 40 | directed.astype(np.int64) << 36 | rank
    return Traits(kind, directed, features.shape == Shape.LINE)


def alike(traits: Traits, order: Ints, properties: Properties, tiny: Bools, id_key: int) -> Alike:
    """Which lines or tiny polygons may be one feature: of one layer and rank, with the same properties but for ``id``.

    What has a direction is like nothing that has none.

    Args:
        traits: of what is drawn.
        order: shape (features,), the features in the order of drawing, which the answer has.
        properties: of the features at the zoom.
        tiny: shape (features,), polygons that are too small to be drawn.
        id_key: the key that does not count.
    """
    kind = traits.kind | tiny.astype(np.int64) << 35
    group = groups_of(properties.start, properties.key, properties.value, id_key, kind, traits.line | tiny)
    return Alike(group[order], traits.directed[order])


def without_id(properties: Properties, feature: Ints, several: Bools, id_key: int) -> tuple[Properties, Ints]:
    """Properties with those of merged features behind, and which of them each piece has.

    Args:
        properties: of the features at the zoom.
        feature: shape (k,), the feature of each piece.
        several: shape (k,), whether the piece is merged of several.
        id_key: the key that these do not have.
    """
    return _with_merged(properties, feature, several, id_key) if several.any() else (properties, feature)


@compiled
def _with_merged(properties: Properties, feature: Ints, several: Bools, id_key: Integer) -> tuple[Properties, Ints]:
    """The same where there are merged features: each one's properties are written behind all others, once."""
    features = len(properties.start) - 1
    described, place = feature.copy(), np.full(features, -1, dtype=np.int64)
    merged, entries = np.empty(len(feature), dtype=np.int64), 0
    count = 0
    for piece in range(len(feature)):
        if several[piece]:
            owner = feature[piece]
            if place[owner] < 0:
                place[owner], merged[count] = features + count, owner
                entries += properties.start[owner + 1] - properties.start[owner]
                count += 1
            described[piece] = place[owner]
    return _repeated(properties, merged[:count], entries, id_key), described


@compiled
def _repeated(properties: Properties, merged: Ints, most: Integer, id_key: Integer) -> Properties:
    """The properties, and behind them again those of some features, at most so many, but for one key."""
    features, at = len(properties.start) - 1, properties.start[-1]
    start = np.append(properties.start, np.empty_like(merged))
    key = np.append(properties.key, np.empty(most, dtype=np.int64))
    value = np.append(properties.value, np.empty(most, dtype=np.int64))
    for place in range(len(merged)):
        for entry in range(properties.start[merged[place]], properties.start[merged[place] + 1]):
            if properties.key[entry] != id_key:
                key[at], value[at] = properties.key[entry], properties.value[entry]
                at += 1
        start[features + place + 1] = at
    return Properties(start, key[:at], value[:at])
