"""Layer ``boundaries``: administrative borders as lines.

Lines of boundary relations and boundary ways both come here, so a stretch comes several times; an engine keeps each
once, at its lowest ``kind_detail``. ``kind_detail`` is the admin level as a number.

``maritime`` lines are in no tile (``min_zoom`` never). They are handed on because the line of a relation runs along
them too, and an engine takes them out of it: borders on the sea, coastlines, and segments that only close an area.
"""

from typing import NamedTuple

from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.model import NEVER, Draw, Geometry, Row
from tilebuild.tiles.style.values import has, lowest_level, number, words
from tilebuild.tiles.style.zooms import from_tile


class Level(NamedTuple):
    """What an admin level is called and when it is drawn."""

    kind: str
    zoom: float
    """First tile zoom."""


LEVELS = {
    2: Level("country", 0),
    3: Level("region", 4),
    4: Level("region", 4),
    5: Level("county", 8),
    6: Level("county", 8),
    7: Level("locality", 10),
    8: Level("locality", 10),
}
"""``admin_level`` -> how it is drawn; other levels are not."""

NATURAL_EARTH = {"ne_admin_0_boundary_lines_land": 2, "ne_admin_1_states_provinces_lines": 4}
"""Tables that stand in for OpenStreetMap's borders below nominal zoom 8 -> the level that they are of."""

UNDISPUTED = ("International boundary", "Admin-1 boundary", "Admin-1 region boundary", "Map unit boundary")
"""How the ``featurecla`` of a border begins that nobody contests."""

MARITIME = "maritime"
AT_SEA = frozenset({"baseline", "contiguous", "eez"})
"""Values of ``border_type`` that say that a line lies on the sea; ``territorial`` is on land as often."""

KINDS = ("country", "region", "county", "locality", MARITIME)
READS = words("border_type boundary closure_segment dispute disputed featurecla maritime min_zoom natural")
COARSE = (("admin_level", lowest_level),)


def boundaries(row: Row) -> tuple[Draw, ...]:
    """The border that a line is."""
    if row.table in NATURAL_EARTH:
        return (_natural_earth(row),)
    if row.geometry is Geometry.POINT or not row.osm:
        return ()
    if _is_maritime(row):
        return (Draw("boundaries", Shape.LINE, MARITIME, NEVER),)
    if row.geometry is Geometry.POLYGON:
        return ()
    level = int(row.tags.get("admin_level", "0"))
    if row.tags.get("boundary") != "administrative" or level not in LEVELS:
        return ()
    disputed = has(row.tags.get("disputed")) or has(row.tags.get("dispute"))
    return (_border(level, from_tile(LEVELS[level].zoom), disputed=disputed),)


def _natural_earth(row: Row) -> Draw:
    """A border that comes when Natural Earth says, or with the others of its level."""
    level = NATURAL_EARTH[row.table]
    zoom = number(row.tags.get("min_zoom", ""))
    first = from_tile(LEVELS[level].zoom) if zoom is None else max(0.0, float(zoom))
    kind = row.tags.get("featurecla", UNDISPUTED[0])
    return _border(level, first, disputed=not kind.startswith(UNDISPUTED))


def _border(level: int, zoom: float, *, disputed: bool) -> Draw:
    return Draw(
        "boundaries",
        Shape.LINE,
        LEVELS[level].kind,
        zoom,
        kind_detail=level,
        rank=10 - level,
        properties=(("disputed", True),) if disputed else (),
    )


def _is_maritime(row: Row) -> bool:
    """Whether the line is where no border is drawn; of areas only islands, whose outline is a coast."""
    if row.geometry is Geometry.POLYGON:
        return row.tags.get("natural") == "coastline"
    at_sea = has(row.tags.get("maritime")) or row.tags.get("border_type") in AT_SEA
    return at_sea or has(row.tags.get("closure_segment")) or row.tags.get("natural") == "coastline"
