"""Properties of features at one zoom: which features are alike, and those of merged features."""

from typing import NamedTuple

import numpy as np

from tilebuild.tiles.features import LAYERS, Features, Shape
from tilebuild.tiles.kernel.merge import Alike, groups_of
from tilebuild.tiles.kernel.types import Bools, Ints
from tilebuild.tiles.ragged import ragged_take, starts

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


def alike(features: Features, order: Ints, properties: Properties, tiny: Bools) -> Alike:
    """Which lines or tiny polygons may be one feature: of one layer and rank, with the same properties but for ``id``.

    What has a direction is like nothing that has none, also at zooms that do not write it.

    Args:
        features: what is drawn.
        order: shape (features,), the features in the order of drawing, which the answer has.
        properties: of the features at the zoom.
        tiny: shape (features,), polygons that are too small to be drawn.
    """
    directed = features.layer == FLOWING
    directed[features.properties.column(ONEWAY).feature] = True
    rank = features.rank.astype(np.int64) + (1 << 31)
    kind = features.layer.astype(np.int64) << 40 | directed.astype(np.int64) << 36 | tiny.astype(np.int64) << 35 | rank
    mergeable = (features.shape == Shape.LINE) | tiny
    group = groups_of(
        properties.start, properties.key, properties.value, features.properties.number_of(ID), kind, mergeable
    )
    return Alike(group[order], directed[order])


def without_id(features: Features, properties: Properties, feature: Ints, several: Bools) -> tuple[Properties, Ints]:
    """Properties with those of merged features behind, and which of them each piece has.

    Args:
        features: what is drawn.
        properties: of the features at the zoom.
        feature: shape (k,), the feature of each piece.
        several: shape (k,), whether the piece is merged of several.
    """
    if not several.any():
        return properties, feature
    chosen, place = np.unique(feature[several], return_inverse=True)
    entries, start = ragged_take(properties.start, chosen)
    kept = properties.key[entries] != features.properties.number_of(ID)
    counts = np.diff(starts(kept.astype(np.int64))[start])
    described = feature.copy()
    described[several] = len(properties.start) - 1 + place
    total = properties.start[-1]
    made = Properties(
        np.concatenate((properties.start[:-1], total + starts(counts))),
        np.concatenate((properties.key, properties.key[entries][kept])),
        np.concatenate((properties.value, properties.value[entries][kept])),
    )
    return made, described
