"""Features of a map as columns: what the style makes of rows, and what an engine draws into tiles."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from tilebuild.tiles.property_table import PropertyTable

LAYERS = ("boundaries", "buildings", "earth", "landuse", "places", "pois", "roads", "transit", "water")
"""Layer names in the order in which they stand in a tile; ``Features.layer`` indexes this."""


class Shape(IntEnum):
    """What a feature draws of its row's geometry."""

    POINT = 1
    LINE = 2
    POLYGON = 3
    LABEL = 4
    """One point inside the whole polygon (or the middle of the whole line), made once per feature."""


@dataclass(frozen=True)
class Features:
    """``n`` features; all arrays have shape (n,). Order is not defined: an engine sorts."""

    row: NDArray[np.int64]
    """Which of the rows' geometries this feature draws."""
    shape: NDArray[np.int8]
    """A :class:`Shape`."""
    layer: NDArray[np.int8]
    """Index into :data:`LAYERS`."""
    min_zoom: NDArray[np.float32]
    """Dropped from tiles whose nominal zoom is below: kept where min_zoom < nominal + 1."""
    max_zoom: NDArray[np.float32]
    """Dropped from tiles whose nominal zoom is above; infinity where there is no end."""
    rank: NDArray[np.int32]
    """Order of drawing in the layer, ascending; ties: larger area first, then ``osm_id``."""
    osm_id: NDArray[np.int64]
    """Signed id of the row (negative: relation)."""
    mvt_id: NDArray[np.int64]
    """|osm id| x 4 + {node 0, way 1, relation 2}; 0 for none."""
    properties: PropertyTable

    def __len__(self) -> int:
        """How many features."""
        return len(self.row)


def take(features: Features, chosen: NDArray[np.int64]) -> Features:
    """The chosen features, each chosen once, in that order."""
    place = np.full(len(features), -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    return Features(
        features.row[chosen],
        features.shape[chosen],
        features.layer[chosen],
        features.min_zoom[chosen],
        features.max_zoom[chosen],
        features.rank[chosen],
        features.osm_id[chosen],
        features.mvt_id[chosen],
        features.properties.placed(place),
    )
