"""Layer ``landuse``: what the ground is used for or covered with, as unnamed areas.

One area for a row: the first tag of :data:`TAGS` that the row has decides its kind, and :data:`KINDS` says from
which tile zoom on and in which order it is drawn. Small areas come later, when they cover :data:`AREA_PIXELS`.
The table ``ne_10m_urban_areas`` is ``urban_area`` up to nominal zoom 10.
"""

from typing import NamedTuple

from tilebuild.tiles.features import Shape
from tilebuild.tiles.style import nature
from tilebuild.tiles.style.model import Draw, Geometry, Row
from tilebuild.tiles.style.values import has
from tilebuild.tiles.style.zooms import LAST, from_tile, zoom_of_area

AREA_PIXELS = 16
"""How many nominal pixels an area covers when it comes: less is noise."""

URBAN_AREA_ZOOMS = (from_tile(3), 10.0)
"""Nominal zooms of Natural Earth's urban areas; below them they are a speck, above them OSM's landuse is there."""


class Land(NamedTuple):
    """When an area of a kind is drawn."""

    zoom: float
    """First tile zoom."""
    rank: int
    """Order, ascending."""


KINDS = {
    # Under everything: whole regions.
    "urban_area": Land(3, 5),
    "national_park": Land(3, 10),
    "protected_area": Land(5, 11),
    "nature_reserve": Land(5, 12),
    "military": Land(7, 14),
    # What a town or a stretch of land is made of.
    "residential": Land(10, 20),
    "farmland": Land(10, 21),
    "commercial": Land(11, 24),
    "industrial": Land(9, 25),
    "retail": Land(11, 26),
    "railway": Land(12, 27),
    "quarry": Land(11, 28),
    "farmyard": Land(12, 29),
    # What grows or lies there.
    "forest": Land(4, 40),
    "wood": Land(4, 41),
    "glacier": Land(4, 42),
    "sand": Land(6, 43),
    "bare_rock": Land(10, 44),
    "scree": Land(11, 45),
    "wetland": Land(8, 46),
    "heath": Land(9, 47),
    "scrub": Land(7, 48),
    "grassland": Land(7, 49),
    "meadow": Land(10, 50),
    "orchard": Land(11, 51),
    "vineyard": Land(11, 52),
    "grass": Land(11, 53),
    "beach": Land(9, 54),
    # Grounds with a purpose.
    "airfield": Land(8, 60),
    "naval_base": Land(8, 61),
    "aerodrome": Land(8, 62),
    "university": Land(10, 65),
    "college": Land(10, 66),
    "hospital": Land(10, 67),
    "school": Land(11, 68),
    "kindergarten": Land(13, 69),
    "zoo": Land(10, 70),
    "park": Land(7, 71),
    "golf_course": Land(9, 72),
    "cemetery": Land(10, 73),
    "recreation_ground": Land(11, 74),
    "allotments": Land(11, 75),
    "village_green": Land(11, 76),
    # What stands inside those.
    "garden": Land(13, 80),
    "playground": Land(13, 81),
    "pitch": Land(13, 82),
    "parking": Land(13, 83),
    "apron": Land(12, 84),
    "taxiway": Land(10, 85),
    "runway": Land(9, 86),
    "pedestrian": Land(12, 90),
    "dam": Land(11, 91),
    "pier": Land(11, 92),
}
"""Every kind, in the order of drawing."""

TAGS: dict[str, dict[str, str]] = {
    "waterway": {"dam": "dam"},
    "man_made": {"pier": "pier"},
    "aeroway": {
        "runway": "runway",
        "taxiway": "taxiway",
        "taxilane": "taxiway",
        "apron": "apron",
        "aerodrome": "aerodrome",
    },
    "highway": dict.fromkeys(("pedestrian", "footway", "path", "cycleway", "living_street", "steps"), "pedestrian"),
    "military": {
        "airfield": "airfield",
        "naval_base": "naval_base",
        "base": "military",
        "barracks": "military",
        "training_area": "military",
    },
    "amenity": {
        "hospital": "hospital",
        "school": "school",
        "kindergarten": "kindergarten",
        "university": "university",
        "college": "college",
        "grave_yard": "cemetery",
        "parking": "parking",
    },
    "tourism": {"zoo": "zoo", "theme_park": "park"},
    "leisure": {
        "park": "park",
        "golf_course": "golf_course",
        "nature_reserve": "nature_reserve",
        "playground": "playground",
        "pitch": "pitch",
        "garden": "garden",
        "recreation_ground": "recreation_ground",
    },
    "boundary": {"national_park": "national_park", "protected_area": "protected_area"},
    "natural": {
        "wood": "wood",
        "scrub": "scrub",
        "heath": "heath",
        "grassland": "grassland",
        "wetland": "wetland",
        "glacier": "glacier",
        "beach": "beach",
        "sand": "sand",
        "bare_rock": "bare_rock",
        "scree": "scree",
    },
    "landuse": {
        "forest": "forest",
        "cemetery": "cemetery",
        "grass": "grass",
        "meadow": "meadow",
        "allotments": "allotments",
        "village_green": "village_green",
        "recreation_ground": "recreation_ground",
        "industrial": "industrial",
        "port": "industrial",
        "commercial": "commercial",
        "retail": "retail",
        "residential": "residential",
        "military": "military",
        "railway": "railway",
        "quarry": "quarry",
        "farmland": "farmland",
        "farmyard": "farmyard",
        "orchard": "orchard",
        "vineyard": "vineyard",
    },
}
"""Tag -> kind, the more telling tags first."""

READS = frozenset({*TAGS, *nature.READS, "building", "indoor", "location"})


def landuse(row: Row) -> tuple[Draw, ...]:
    """The one area that the row's ground is."""
    if row.table == "ne_10m_urban_areas":
        first, last = URBAN_AREA_ZOOMS
        return (Draw("landuse", Shape.POLYGON, "urban_area", first, last, rank=KINDS["urban_area"].rank),)
    kind = _kind(row) if row.osm and row.geometry is Geometry.POLYGON else None
    if kind is None:
        return ()
    zoom = zoom_of_area(row.area, AREA_PIXELS, from_tile(KINDS[kind].zoom), LAST)
    return (Draw("landuse", Shape.POLYGON, kind, zoom, rank=KINDS[kind].rank),)


def _kind(row: Row) -> str | None:
    """The first kind that a tag names, nothing for a house, a hall or a tunnel."""
    if has(row.tags.get("building")) or has(row.tags.get("indoor")) or row.tags.get("location") == "underground":
        return None
    found = (
        nature.protected(kinds[row.tags[key]], row.tags) for key, kinds in TAGS.items() if row.tags.get(key) in kinds
    )
    return next((kind for kind in found if kind), None)
