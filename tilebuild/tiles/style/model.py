"""The words a style is written in: a rule looks at one row's tags and says what is drawn of it.

Rules are plain Python over small tables. They run once per distinct combination of the tags they read, never once
per row, so they may be written for the reader.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tilebuild.tiles.features import Shape
from tilebuild.tiles.property_table import Value

Convert = Callable[[str], Value | None]
Coarsen = Callable[[str], str | None]

NEVER = math.inf
"""The ``min_zoom`` of a feature that no tile holds, but that an engine may look at (maritime boundaries)."""


OSM_TABLES = ("point", "line", "polygon")
"""Names of the three tables of OpenStreetMap rows; every other table has a source of its own."""


class Geometry(StrEnum):
    """Which table a row stands in."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"


class Names(StrEnum):
    """Which names a feature carries."""

    NONE = "none"
    STYLE = "style"
    """``name``, the languages that the map styles offer, and ``script``."""
    ALL = "all"
    """``name``, every ``name:*`` there is, and ``script``: places only."""


@dataclass(frozen=True)
class Copy:
    """A property whose value is the row's own tag: property ``name`` from ``tag``, through ``convert``.

    Of several copies to one name the first that yields a value is written, and a constant property of that name only
    where none does.
    """

    name: str
    tag: str
    convert: Convert | None = None
    """Makes the typed value of the tag's text, or None to leave the property out; None: the text itself."""
    min_zoom: float = 0.0
    """Nominal zoom from which the property is written."""


@dataclass(frozen=True)
class Draw:
    """One feature made of a row."""

    layer: str
    shape: Shape
    kind: str
    min_zoom: float
    """Nominal zoom from which the feature is in the tiles."""
    max_zoom: float = math.inf
    """Nominal zoom up to which the feature is in the tiles."""
    kind_detail: Value | None = None
    rank: int = 0
    """Order of drawing within the layer, ascending."""
    properties: tuple[tuple[str, Value], ...] = ()
    """Further constant properties."""
    property_zooms: tuple[tuple[str, float], ...] = ()
    """Nominal zoom from which one of ``properties`` is written, where it is not always."""
    copies: tuple[Copy, ...] = ()
    names: Names = Names.NONE
    names_min_zoom: float = 0.0
    """Nominal zoom from which the names are written."""


@dataclass(frozen=True)
class Row:
    """What a rule sees of a row."""

    geometry: Geometry
    table: str
    """The member or table that it stands in, without ``planet_osm_`` for the three OSM ones."""
    tags: Mapping[str, str]
    """Only the tags that the style reads; of a presence-only key (like ``name``) the value is ``""``."""
    area: float
    """Area in EPSG:3857 square metres, rounded down to a power of the square root of two; 0 unless a polygon."""
    relation: bool
    """Whether the row was built from a relation."""

    @property
    def osm(self) -> bool:
        """Whether the row is OpenStreetMap's, and its tags mean what they mean there."""
        return self.table in OSM_TABLES


Rule = Callable[[Row], tuple[Draw, ...]]


@dataclass(frozen=True)
class Style:
    """A whole style: rules, and the tags that they read."""

    rules: tuple[Rule, ...]
    reads: frozenset[str]
    """Tags whose value a rule looks at: keep it small, each distinct combination runs the rules once."""
    presence: frozenset[str] = frozenset()
    """Tags of which a rule only asks whether they are there; ``name`` stands for a name in any language."""
    coarse: tuple[tuple[str, Coarsen], ...] = ()
    """Tags of many values (``population``) that rules see through a function with few; None hides the tag."""

    def draw(self, row: Row) -> tuple[Draw, ...]:
        """Everything that is drawn of the row."""
        return tuple(draw for rule in self.rules for draw in rule(row))
