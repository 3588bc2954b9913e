"""Features of a map as columns: what the style makes of rows, and what an engine draws into tiles."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

LAYERS = ("boundaries", "buildings", "earth", "landuse", "places", "pois", "roads", "transit", "water")
"""Layer names in the order in which they stand in a tile; ``Features.layer`` indexes this."""

Value = str | int | float | bool

FIRST_PROPERTIES = ("kind", "kind_detail", "name", "min_zoom", "sort_rank", "id", "source")
"""Properties that a tile writes first, in this order; all others follow alphabetically."""


def property_order(name: str) -> tuple[int, str]:
    """What to sort property names by."""
    first = FIRST_PROPERTIES.index(name) if name in FIRST_PROPERTIES else len(FIRST_PROPERTIES)
    return first, name


class Shape(IntEnum):
    """What a feature draws of its row's geometry."""

    POINT = 1
    LINE = 2
    POLYGON = 3
    LABEL = 4
    """One point inside the whole polygon (or the middle of the whole line), made once per feature."""


@dataclass(frozen=True)
class Column:
    """One property of those k of n features that have it: a map has hundreds of names, a feature a few of them."""

    feature: NDArray[np.int64]
    """Shape (k,): which features, ascending."""
    codes: NDArray[np.int32]
    """Shape (k,): index into ``values``."""
    values: tuple[Value, ...]
    """Values with the Python type that the MVT value gets; of several tables together a value may stand here twice."""
    min_zoom: NDArray[np.float32]
    """Shape (k,): nominal zoom from which the property is written (0: always)."""

    def at(self, feature: int) -> tuple[Value, float] | None:
        """A feature's value and the nominal zoom from which it is written; None where it has none."""
        place = int(np.searchsorted(self.feature, feature))
        if place == len(self.feature) or self.feature[place] != feature:
            return None
        return self.values[self.codes[place]], float(self.min_zoom[place])


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
    columns: dict[str, Column]
    """Properties by name, in the order in which a tile writes them."""

    def __len__(self) -> int:
        """How many features."""
        return len(self.row)
