"""Layer ``pois``: places to go to, as points; an area gets one point inside it.

One point for a row: the first tag of ``poi_kinds.TAGS`` that the row has decides its kind. A node comes at the kind's
tile zoom, an area earlier if it is large (never before the kind's ``area`` zoom). ``min_zoom`` is what the map styles
look at: they show a point from that map zoom on. Nature and grounds need a name; anything else without one waits for
the last zoom. Things that are private, disused or abandoned are left out where :data:`PUBLIC` names them.
"""

from tilebuild.tiles.features import Shape
from tilebuild.tiles.style import nature
from tilebuild.tiles.style.model import Copy, Draw, Geometry, Names, Row
from tilebuild.tiles.style.poi_kinds import KINDS, RENAMED, TAGS
from tilebuild.tiles.style.values import five_hundreds, has, metres
from tilebuild.tiles.style.zooms import LAST, from_tile, zoom_of_area

PUBLIC = frozenset(
    {"atm", "bench", "bicycle_parking", "drinking_water", "fuel", "garden", "parking", "picnic_site", "playground",
     "shelter", "toilets"}
)  # fmt: skip
"""Kinds that are of interest only if one may go there."""

SMALL = from_tile(15.5)
"""``min_zoom`` of what stands everywhere (:data:`EVERYWHERE`): in the last tiles, shown half a zoom later."""
EVERYWHERE = frozenset({"atm", "bench", "bicycle_parking", "information", "parking", "shelter"})

PEAK_ZOOMS = ((4000, 9), (3000, 10), (2000, 11), (1000, 12))
"""Height in metres from which a peak is shown at a tile zoom."""

STATION_ZOOMS = {"subway": 14, "light_rail": 14, "monorail": 14, "funicular": 14}
"""``station`` -> tile zoom; main-line stations are :data:`KINDS`'s."""

AIRPORT_ZOOM = 10
"""Tile zoom of an aerodrome with an IATA code; international ones one earlier."""

LABEL_PIXELS = 600
"""How many nominal pixels an area covers when its point comes."""

COPIES = {
    "peak": (Copy("elevation", "ele", metres),),
    "alpine_hut": (Copy("elevation", "ele", metres),),
    "aerodrome": (Copy("iata", "iata"),),
    "place_of_worship": (Copy("religion", "religion"),),
    "bus_stop": (Copy("ref", "ref"),),
    "restaurant": (Copy("cuisine", "cuisine"),),
}
"""Kind -> what else of the row is told."""

READS = frozenset({*TAGS, *nature.READS, "abandoned", "access", "aerodrome", "aerodrome:type", "disused", "station"})
PRESENCE = frozenset({"iata", "name"})
COARSE = (("ele", five_hundreds),)


def pois(row: Row) -> tuple[Draw, ...]:
    """The point of interest that a node or an area is."""
    found = _find(row) if row.osm and row.geometry is not Geometry.LINE else None
    if found is None:
        return ()
    kind, detail = found
    if not _is_worth_showing(row, kind):
        return ()
    return (
        Draw(
            "pois",
            Shape.POINT if row.geometry is Geometry.POINT else Shape.LABEL,
            kind,
            _zoom(row, kind),
            kind_detail=detail,
            copies=COPIES.get(kind, ()),
            names=Names.STYLE,
        ),
    )


def _find(row: Row) -> tuple[str, str | None] | None:
    """Kind and kind_detail of the first tag that is a point of interest."""
    for key, values in TAGS.items():
        value = row.tags.get(key)
        if value in values:
            return _named_kind(row, RENAMED.get(value, value), value)
    shop = row.tags.get("shop")
    return ("shop", shop) if has(shop) and shop != "vacant" else None


def _named_kind(row: Row, kind: str, value: str) -> tuple[str, str | None] | None:
    """Kind and kind_detail of what a tag's value names; a station tells its sort."""
    if kind == "station":
        return kind, row.tags.get("station", value)
    found = nature.protected(kind, row.tags)
    return None if found is None else (found, value if value != found else None)


def _is_worth_showing(row: Row, kind: str) -> bool:
    closed = has(row.tags.get("disused")) or has(row.tags.get("abandoned"))
    private = kind in PUBLIC and row.tags.get("access") in ("private", "no")
    return not closed and not private and ("name" in row.tags or not KINDS[kind].named)


def _zoom(row: Row, kind: str) -> float:
    """Nominal zoom by kind, area, height and rank; without a name the last."""
    if kind in EVERYWHERE:
        return SMALL
    if "name" not in row.tags:
        return LAST
    latest = from_tile(_tile_zoom(row, kind))
    if row.geometry is Geometry.POINT:
        return latest
    return zoom_of_area(row.area, LABEL_PIXELS, from_tile(min(KINDS[kind].area, latest - 1)), latest)


def _tile_zoom(row: Row, kind: str) -> float:
    if kind == "peak":
        ele = int(row.tags.get("ele", "0"))
        return next((zoom for height, zoom in PEAK_ZOOMS if ele >= height), KINDS[kind].zoom)
    if kind == "station":
        return STATION_ZOOMS.get(row.tags.get("station", ""), KINDS[kind].zoom)
    if kind == "aerodrome" and "iata" in row.tags:
        international = "international" in (row.tags.get("aerodrome"), row.tags.get("aerodrome:type"))
        return AIRPORT_ZOOM - international
    return KINDS[kind].zoom
