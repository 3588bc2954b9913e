"""What stand-ins are to a style, and which features they stand in for; see :mod:`tilebuild.rawr.stand_ins`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from tilebuild.rawr.stand_ins import (
    LAND,
    NE_COUNTRIES,
    NE_LAKES,
    NE_LAND,
    NE_REGIONS,
    NE_SEA,
    SEA,
    SIMPLIFIED_LAND,
    SIMPLIFIED_SEA,
)
from tilebuild.tiles.classify.properties import SOURCES
from tilebuild.tiles.features import LAYERS, Features, Shape, take
from tilebuild.tiles.kernel.types import Bools
from tilebuild.tiles.style.model import Geometry

OSMDATA, NATURAL_EARTH = SOURCES[SEA], "naturalearthdata.com"


@dataclass(frozen=True)
class Replaced:
    """Features of OpenStreetMap."""

    layer: str
    shape: Shape
    kinds: frozenset[str]
    """Of these kinds only; none: of all."""


@dataclass(frozen=True)
class StandIn:
    """A table of another source."""

    seen_as: str
    """The table that rules see its rows in."""
    geometry: Geometry
    source: str
    replaced: Replaced | None = None
    """Features that are not drawn where the style draws some of the stand-in."""


STAND_INS: Mapping[str, StandIn] = MappingProxyType(
    {
        SIMPLIFIED_SEA: StandIn(SEA, Geometry.POLYGON, OSMDATA),
        SIMPLIFIED_LAND: StandIn(LAND, Geometry.POLYGON, OSMDATA),
        NE_SEA: StandIn(SEA, Geometry.POLYGON, NATURAL_EARTH),
        NE_LAND: StandIn(LAND, Geometry.POLYGON, NATURAL_EARTH),
        NE_LAKES: StandIn(NE_LAKES, Geometry.POLYGON, NATURAL_EARTH, Replaced("water", Shape.POLYGON, frozenset())),
        NE_COUNTRIES: StandIn(
            NE_COUNTRIES, Geometry.LINE, NATURAL_EARTH, Replaced("boundaries", Shape.LINE, frozenset({"country"}))
        ),
        NE_REGIONS: StandIn(
            NE_REGIONS, Geometry.LINE, NATURAL_EARTH, Replaced("boundaries", Shape.LINE, frozenset({"region"}))
        ),
    }
)
"""By the name that a stand-in is read under, in the order in which rows are laid end to end."""


def without_replaced(features: Features, drawn: Iterable[StandIn]) -> Features:
    """The features but those of OpenStreetMap that the stand-ins are drawn in place of."""
    gone = np.zeros(len(features), dtype=bool)
    for stand_in in drawn:
        if stand_in.replaced:
            gone |= _are(features, stand_in.replaced)
    return take(features, np.flatnonzero(~gone)) if gone.any() else features


def _are(features: Features, replaced: Replaced) -> Bools:
    """Shape (n,): which features are of that sort; only OpenStreetMap's have an id."""
    found = (features.layer == LAYERS.index(replaced.layer)) & (features.shape == replaced.shape)
    found &= features.mvt_id != 0
    if replaced.kinds:
        kind = features.properties.column("kind")
        wanted = np.array([value in replaced.kinds for value in kind.values], dtype=bool)
        of_kind = np.zeros(len(features), dtype=bool)
        of_kind[kind.feature] = wanted[kind.codes]
        found &= of_kind
    result: Bools = found
    return result
