"""Layer ``earth``: land, and the names of islands and continents.

=========  =======  =========================================  ====================================
kind       shape    from                                       zoom
=========  =======  =========================================  ====================================
earth      polygon  the table ``land_polygons``                always
island     point    named ``place`` island, islet, archipelago  by area; a node by what it is
continent  point    ``place=continent`` nodes                  tile zooms 0 to 3
=========  =======  =========================================  ====================================
"""

from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.model import Draw, Geometry, Names, Row
from tilebuild.tiles.style.zooms import from_tile, to_tile, zoom_of_area

ISLANDS = {"archipelago": 7, "island": 11, "islet": 14}
"""``place`` -> tile zoom of a node."""

LABEL_PIXELS = 1500
"""How many nominal pixels an island covers when its label comes."""

KINDS = ("earth", "island", "continent")
READS = frozenset({"place"})
PRESENCE = frozenset({"name"})


def earth(row: Row) -> tuple[Draw, ...]:
    """Land and its labels."""
    if row.table == "land_polygons":
        return (Draw("earth", Shape.POLYGON, "earth", 0),)
    place = row.tags.get("place", "")
    if not row.osm or "name" not in row.tags or row.geometry is Geometry.LINE:
        return ()
    if place in ISLANDS:
        return (_island(row, place),)
    if place == "continent" and row.geometry is Geometry.POINT:
        return (Draw("earth", Shape.POINT, "continent", from_tile(0), to_tile(3), names=Names.STYLE),)
    return ()


def _island(row: Row, place: str) -> Draw:
    last = from_tile(ISLANDS[place])
    if row.geometry is Geometry.POINT:
        return Draw("earth", Shape.POINT, "island", last, kind_detail=place, names=Names.STYLE)
    zoom = zoom_of_area(row.area, LABEL_PIXELS, from_tile(2), from_tile(14))
    return Draw("earth", Shape.LABEL, "island", zoom, kind_detail=place, names=Names.STYLE)
