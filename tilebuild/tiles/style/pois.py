"""Layer ``pois``: places to go to, as points; an area gets one point inside it.

One point for a row: the first tag of :data:`TAGS` that the row has decides its kind. A node comes at the kind's tile
zoom, an area earlier if it is large (never before the kind's ``area`` zoom). ``min_zoom`` is what the map styles look
at: they show a point from that map zoom on. Nature and grounds need a name; anything else without one waits for the
last zoom. Things that are private, disused or abandoned are left out where :data:`PUBLIC` names them.
"""

from typing import NamedTuple

from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.model import Copy, Draw, Geometry, Names, Row
from tilebuild.tiles.style.values import five_hundreds, has, metres
from tilebuild.tiles.style.zooms import LAST, from_tile, zoom_of_area


class Poi(NamedTuple):
    """When a kind is shown; tile zooms."""

    zoom: float = 15
    """First tile zoom of a node, and the last by which an area comes."""
    area: float = 14
    """First tile zoom of the largest areas."""
    named: bool = False
    """Whether it is worth nothing without a name."""


KINDS: dict[str, Poi] = {
    # Nature and grounds.
    "peak": Poi(13, named=True),
    "national_park": Poi(9, 5, named=True),
    "protected_area": Poi(13, 8, named=True),
    "nature_reserve": Poi(13, 8, named=True),
    "forest": Poi(14, 8, named=True),
    "park": Poi(14, 9, named=True),
    "garden": Poi(15, 12, named=True),
    "beach": Poi(14, 10, named=True),
    "golf_course": Poi(14, 11, named=True),
    "zoo": Poi(14, 11, named=True),
    "theme_park": Poi(14, 11, named=True),
    "cemetery": Poi(14, 12, named=True),
    "marina": Poi(14, 12),
    "waterfall": Poi(14, named=True),
    "cave_entrance": Poi(14, named=True),
    "spring": Poi(15, named=True),
    # On the way.
    "aerodrome": Poi(13, 9, named=True),
    "helipad": Poi(15),
    "aeroway_gate": Poi(15),
    "station": Poi(13, 12),
    "bus_station": Poi(14, 13),
    "ferry_terminal": Poi(13, 12),
    "tram_stop": Poi(15),
    "bus_stop": Poi(15),
    "subway_entrance": Poi(15),
    "taxi": Poi(15),
    "fuel": Poi(15),
    "charging_station": Poi(15),
    "parking": Poi(15),
    "bicycle_parking": Poi(15),
    "bicycle_rental": Poi(15),
    "car_rental": Poi(15),
    # Learning, health, order.
    "university": Poi(14, 11, named=True),
    "school": Poi(15, 13, named=True),
    "kindergarten": Poi(15, named=True),
    "library": Poi(14),
    "hospital": Poi(14, 12),
    "clinic": Poi(15),
    "doctors": Poi(15),
    "dentist": Poi(15),
    "pharmacy": Poi(15),
    "veterinary": Poi(15),
    "townhall": Poi(14),
    "courthouse": Poi(15),
    "police": Poi(15),
    "fire_station": Poi(15),
    "post_office": Poi(14),
    "embassy": Poi(15, named=True),
    "prison": Poi(15, named=True),
    "community_centre": Poi(15),
    "place_of_worship": Poi(15),
    "military": Poi(14, 11, named=True),
    # Seeing and hearing.
    "attraction": Poi(14, 12, named=True),
    "museum": Poi(14, 13),
    "gallery": Poi(15),
    "artwork": Poi(15),
    "theatre": Poi(14),
    "cinema": Poi(15),
    "arts_centre": Poi(15),
    "nightclub": Poi(15),
    "stadium": Poi(14, 12),
    "sports_centre": Poi(15, 13, named=True),
    "castle": Poi(14, 13, named=True),
    "monument": Poi(14, named=True),
    "memorial": Poi(15, named=True),
    "ruins": Poi(15, named=True),
    "archaeological_site": Poi(15, named=True),
    "building": Poi(15, named=True),
    "lighthouse": Poi(14),
    "tower": Poi(15, named=True),
    "windmill": Poi(15),
    "viewpoint": Poi(14),
    "information": Poi(15),
    "animal": Poi(15),
    "playground": Poi(15),
    # Eating, sleeping, buying.
    "restaurant": Poi(15),
    "fast_food": Poi(15),
    "cafe": Poi(15),
    "bar": Poi(15),
    "ice_cream": Poi(15),
    "hotel": Poi(15),
    "hostel": Poi(15),
    "guest_house": Poi(15),
    "camp_site": Poi(14, 13),
    "alpine_hut": Poi(13),
    "shelter": Poi(15),
    "picnic_site": Poi(15),
    "mall": Poi(14, 13, named=True),
    "department_store": Poi(14),
    "supermarket": Poi(14),
    "convenience": Poi(15),
    "marketplace": Poi(15),
    "bakery": Poi(15),
    "butcher": Poi(15),
    "books": Poi(15),
    "beauty": Poi(15),
    "bicycle": Poi(15),
    "clothes": Poi(15),
    "doityourself": Poi(15),
    "electronics": Poi(15),
    "florist": Poi(15),
    "hairdresser": Poi(15),
    "shop": Poi(15, named=True),
    "bank": Poi(15),
    "atm": Poi(15),
    # Beside the way.
    "toilets": Poi(15),
    "drinking_water": Poi(15),
    "bench": Poi(15),
}
"""Every kind and its zooms."""

RENAMED = {
    "wood": "forest",
    "volcano": "peak",
    "halt": "station",
    "pub": "bar",
    "biergarten": "bar",
    "college": "university",
    "grave_yard": "cemetery",
    "wilderness_hut": "alpine_hut",
    "gate": "aeroway_gate",
    "diplomatic": "embassy",
    "motel": "hotel",
    "computer": "electronics",
    "mobile_phone": "electronics",
    "cosmetics": "beauty",
    "fashion": "clothes",
    "boutique": "clothes",
    "shoes": "clothes",
    "kiosk": "convenience",
    "hardware": "doityourself",
    "fort": "castle",
    "manor": "castle",
}
"""OSM values that are shown as another kind; ``kind_detail`` keeps the value."""

TAGS: dict[str, tuple[str, ...]] = {
    "aeroway": ("aerodrome", "helipad", "gate"),
    "railway": ("station", "halt", "tram_stop", "subway_entrance"),
    "amenity": (
        "arts_centre", "atm", "bank", "bar", "bench", "bicycle_parking", "bicycle_rental", "biergarten", "bus_station",
        "cafe", "car_rental", "charging_station", "cinema", "clinic", "college", "community_centre", "courthouse",
        "dentist", "doctors", "drinking_water", "embassy", "fast_food", "ferry_terminal", "fire_station", "fuel",
        "grave_yard", "hospital", "ice_cream", "kindergarten", "library", "marketplace", "nightclub", "parking",
        "pharmacy", "place_of_worship", "police", "post_office", "prison", "pub", "restaurant", "school", "shelter",
        "taxi", "theatre", "toilets", "townhall", "university", "veterinary",
    ),
    "tourism": (
        "alpine_hut", "artwork", "attraction", "camp_site", "gallery", "guest_house", "hostel", "hotel", "information",
        "motel", "museum", "picnic_site", "theme_park", "viewpoint", "wilderness_hut", "zoo",
    ),
    "attraction": ("animal",),
    "shop": (
        "bakery", "beauty", "bicycle", "books", "boutique", "butcher", "clothes", "computer", "convenience",
        "cosmetics", "department_store", "doityourself", "electronics", "fashion", "florist", "hairdresser", "hardware",
        "kiosk", "mall", "mobile_phone", "shoes", "supermarket",
    ),
    "historic": (
        "archaeological_site", "building", "castle", "fort", "manor", "memorial", "monument", "ruins",
    ),
    "leisure": (
        "garden", "golf_course", "marina", "nature_reserve", "park", "playground", "sports_centre", "stadium",
    ),
    "office": ("diplomatic",),
    "boundary": ("national_park", "protected_area"),
    "highway": ("bus_stop",),
    "natural": ("beach", "cave_entrance", "peak", "spring", "volcano", "wood"),
    "waterway": ("waterfall",),
    "man_made": ("lighthouse", "tower", "windmill"),
    "landuse": ("cemetery", "forest", "military"),
}  # fmt: skip
"""Tag -> values that are points of interest, the more telling tags first; any other ``shop`` is kind ``shop``."""

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

NATURE_CLASSES = frozenset({"1", "1a", "1b", "2", "3", "4", "5", "6", ""})

COPIES = {
    "peak": (Copy("elevation", "ele", metres),),
    "alpine_hut": (Copy("elevation", "ele", metres),),
    "aerodrome": (Copy("iata", "iata"),),
    "place_of_worship": (Copy("religion", "religion"),),
    "bus_stop": (Copy("ref", "ref"),),
    "restaurant": (Copy("cuisine", "cuisine"),),
}
"""Kind -> what else of the row is told."""

READS = frozenset({*TAGS, "abandoned", "access", "aerodrome", "aerodrome:type", "disused", "protect_class", "station"})
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
    """A protected area of class 2 is a national park, of no class of nature nothing; a station tells its sort."""
    protection = row.tags.get("protect_class", "")
    if kind == "protected_area" and protection not in NATURE_CLASSES:
        return None
    if kind == "protected_area" and protection == "2":
        return "national_park", value
    if kind == "station":
        return kind, row.tags.get("station", value)
    return kind, value if value != kind else None


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
