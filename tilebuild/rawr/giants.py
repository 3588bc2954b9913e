"""Giant polygons: clipped to a generous box, if that is wanted, with what was measured on the whole geometry.

A forest of a million points is in every RAWR tile that its bounding box overlaps, whole. Clipped, its row carries as
extra properties the area of the whole and a point inside it, which no part of it can tell.
"""

from dataclasses import dataclass

WAY_AREA = "way_area"
"""Area of the whole polygon in EPSG:3857 square metres."""

LABEL_X = "label_x"
"""EPSG:3857 x in metres of a point inside the whole polygon."""

LABEL_Y = "label_y"
"""EPSG:3857 y in metres of the same point."""

MEASURES = (WAY_AREA, LABEL_X, LABEL_Y)
"""A row is a clipped giant only if it carries all three: see :mod:`tilebuild.tiles.classify.carried`."""


@dataclass(frozen=True)
class Giants:
    """Which polygons are giants; by default none, which is what the original does."""

    max_extent: float = 0.0
    """Wider or higher than so many zoom-10 tiles; 0: no limit."""
    max_points: int = 0
    """Of more points than this; 0: no limit."""
    clipped: bool = True
    """Whether they are; else they are whole, with the measures all the same, and so have their label where a clipped
    one has it."""

    def __bool__(self) -> bool:
        """Whether any polygon can be one."""
        return self.max_extent > 0 or self.max_points > 0
