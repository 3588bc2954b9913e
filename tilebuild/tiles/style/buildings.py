"""Layer ``buildings``: buildings, their parts, and house numbers.

=============  =======  ==============================================  =======================================
kind           shape    from                                            zoom
=============  =======  ==============================================  =======================================
building       polygon  ``building``, unless no or under ground         nominal 13 to 16, by area (:data:`STEPS`)
building_part  polygon  ``building:part``, unless no                    nominal 15 or 16, by area
address        point    ``addr:housenumber`` of a node or a building    the last, nominal 16
=============  =======  ==============================================  =======================================

``height`` and ``min_height`` are metres (numbers), of the levels where no height is given.
"""

from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.model import Copy, Draw, Geometry, Row
from tilebuild.tiles.style.values import has, height, height_of_levels, words
from tilebuild.tiles.style.zooms import LAST

STEPS = ((13.0, 1600.0), (14.0, 400.0), (15.0, 100.0))
"""Nominal zoom and the area (EPSG:3857 m²) from which a building is drawn there: about four pixels."""

PARTS_FROM = 15.0
"""Nominal zoom of the first building parts."""

DETAILS = words(
    "apartments barn bungalow cabin carport cathedral chapel church civic college commercial construction detached "
    "dormitory farm farm_auxiliary fire_station garage garages government grandstand greenhouse hangar hospital hotel "
    "house houseboat hut industrial kindergarten kiosk mosque office parking pavilion public residential retail roof "
    "ruins school semidetached_house service shed shrine silo stable stadium static_caravan storage_tank supermarket "
    "synagogue temple terrace train_station transformer_tower transportation university warehouse"
)
"""Values of ``building`` that are told as ``kind_detail``."""

HEIGHTS = (
    Copy("height", "height", height),
    Copy("height", "building:height", height),
    Copy("height", "building:levels", height_of_levels),
    Copy("min_height", "min_height", height),
    Copy("min_height", "building:min_level", height_of_levels),
)
HOUSE_NUMBER = Copy("addr_housenumber", "addr:housenumber")

KINDS = ("building", "building_part", "address")
READS = frozenset({"building", "building:part", "indoor", "location"})
PRESENCE = frozenset({"addr:housenumber"})


def buildings(row: Row) -> tuple[Draw, ...]:
    """A building or a part of one, and its number."""
    if not row.osm or row.geometry is Geometry.LINE:
        return ()
    return _building(row) + _address(row)


def _building(row: Row) -> tuple[Draw, ...]:
    if row.geometry is not Geometry.POLYGON or row.tags.get("location") == "underground":
        return ()
    if has(row.tags.get("building")):
        return (_draw(row, "building", row.tags["building"], 0),)
    if has(row.tags.get("building:part")) and not has(row.tags.get("indoor")):
        return (_draw(row, "building_part", row.tags["building:part"], PARTS_FROM),)
    return ()


def _draw(row: Row, kind: str, value: str, first: float) -> Draw:
    zoom = next((zoom for zoom, area in STEPS if row.area >= area), LAST)
    detail = value if value in DETAILS else None
    rank = KINDS.index(kind)
    return Draw("buildings", Shape.POLYGON, kind, max(first, zoom), kind_detail=detail, rank=rank, copies=HEIGHTS)


def _address(row: Row) -> tuple[Draw, ...]:
    if "addr:housenumber" not in row.tags:
        return ()
    shape = Shape.POINT if row.geometry is Geometry.POINT else Shape.LABEL
    return (Draw("buildings", shape, "address", LAST, rank=KINDS.index("address"), copies=(HOUSE_NUMBER,)),)
