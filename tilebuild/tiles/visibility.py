"""Which features and properties a nominal zoom shows."""

import math

import numpy as np
from numpy.typing import NDArray

from tilebuild.tiles.features import Features, take
from tilebuild.tiles.metatile import Level

Bools = NDArray[np.bool_]


def reached_below(level: Level) -> float:
    """The min_zoom below which the level is deep enough: its nominal + 1, in the deepest tiles all that any shows."""
    return math.inf if level.everything else float(level.nominal + 1)


def visible(features: Features, level: Level) -> Bools:
    """Whether each feature is in the tiles of the level."""
    return (features.min_zoom < reached_below(level)) & (features.max_zoom >= level.nominal)


def shown_up_to(nominal: float, features: Features) -> Features:
    """The features that some nominal zoom up to the given one shows; those of no zoom at all stay with infinity."""
    return features if np.isinf(nominal) else take(features, np.flatnonzero(features.min_zoom < nominal + 1))
