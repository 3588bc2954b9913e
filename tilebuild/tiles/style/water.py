"""Layer ``water``: seas, lakes and rivers as unnamed areas, watercourses as lines, names as points.

===============================  =======  ====================================================================
kind                             shape    from
===============================  =======  ====================================================================
ocean                            polygon  the table ``water_polygons``
lake, water, swimming_pool       polygon  :data:`AREAS`; ``kind_detail`` says which water it is
lake                             polygon  the table ``ne_lakes``, below nominal zoom 8 if it is there, for all of those
lake, water                      point    the same areas, where they have a name (:data:`UNLABELLED` excepted)
sea, ocean, bay, strait, fjord   point    nodes, and the middles of lines and areas, with a name
river, stream                    line     :data:`LINES`; everything but rivers is a ``stream``
culvert                          line     the same underground: not drawn by the map styles, nor should it be
===============================  =======  ====================================================================

An area never is a ``river`` or ``stream``: the styles would stroke its outline. A bay is a name, never an area.
"""

from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.model import Draw, Geometry, Names, Row
from tilebuild.tiles.style.values import has, number, words
from tilebuild.tiles.style.zooms import LAST, from_tile, zoom_of_area

AREAS = {
    ("natural", "water"): "water",
    ("waterway", "riverbank"): "river",
    ("waterway", "river"): "river",
    ("waterway", "canal"): "canal",
    ("waterway", "stream"): "stream",
    ("waterway", "ditch"): "ditch",
    ("waterway", "drain"): "drain",
    ("waterway", "dock"): "dock",
    ("landuse", "reservoir"): "reservoir",
    ("landuse", "basin"): "basin",
    ("leisure", "swimming_pool"): "swimming_pool",
    ("amenity", "fountain"): "fountain",
}
"""Tag of an area -> ``kind_detail``, unless ``natural=water`` comes with a ``water`` of :data:`DETAILS`."""

DETAILS = words(
    "basin canal cove ditch drain fish_pass fishpond harbour lagoon lake lock moat oxbow pond rapids reflecting_pool "
    "reservoir river stream stream_pool wastewater"
)
"""Values of ``water`` that are worth telling."""

UNLABELLED = words("canal ditch drain fish_pass fountain lock rapids river stream swimming_pool wastewater")
"""``kind_detail`` of areas whose name stands on a line in them, or that deserve none."""

LINES = {
    "river": ("river", 9),
    "canal": ("stream", 12),
    "stream": ("stream", 13),
    "tidal_channel": ("stream", 13),
    "wadi": ("stream", 13),
    "brook": ("stream", 13),
    "drain": ("stream", 14),
    "ditch": ("stream", 14),
}
"""``waterway`` -> kind and first tile zoom."""

LABELLED = {"river": 12, "stream": 14}
"""Kind of a line -> first tile zoom with its name."""

NAMES = {
    ("place", "ocean"): ("ocean", 0),
    ("place", "sea"): ("sea", 3),
    ("natural", "fjord"): ("fjord", 10),
    ("natural", "strait"): ("strait", 10),
    ("natural", "bay"): ("bay", 11),
}
"""Tag of a named part of the sea -> kind, and the first tile zoom of a node or line."""

POINTS = {("natural", "water"): 13}
"""Tag of a named node -> first tile zoom, for lakes that were mapped as a node alone."""

AREA_PIXELS = 4
LABEL_PIXELS = 1500
KINDS = ("ocean", "lake", "water", "swimming_pool", "sea", "bay", "strait", "fjord", "river", "stream", "culvert")
UNDERGROUND = frozenset({"yes", "culvert", "flooded", "covered"})
READS = words(
    "amenity bay featurecla intermittent landuse leisure location min_zoom natural place seasonal tunnel water waterway"
)
PRESENCE = frozenset({"name"})


def water(row: Row) -> tuple[Draw, ...]:
    """Everything wet."""
    if row.table == "water_polygons":
        return (Draw("water", Shape.POLYGON, "ocean", 0),)
    if row.table == "ne_lakes":
        detail = "reservoir" if row.tags.get("featurecla") == "Reservoir" else "lake"
        return (Draw("water", Shape.POLYGON, "lake", number(row.tags.get("min_zoom", "")) or 0, kind_detail=detail),)
    if not row.osm:
        return ()
    return _area(row) + _line(row) + _name(row)


def _area(row: Row) -> tuple[Draw, ...]:
    tag = next((tag for tag in AREAS if row.tags.get(tag[0]) == tag[1]), None)
    if tag is None or row.geometry is Geometry.LINE or _is_underground(row):
        return ()
    detail = row.tags.get("water", "") if tag == ("natural", "water") else ""
    detail = detail if detail in DETAILS else AREAS[tag]
    if row.geometry is Geometry.POINT:
        return _node(row, tag, detail)
    zoom = zoom_of_area(row.area, AREA_PIXELS, 1, LAST)
    polygon = Draw("water", Shape.POLYGON, _kind(detail), zoom, kind_detail=detail, properties=_flags(row))
    return (polygon, *_label(row, detail))


def _kind(detail: str) -> str:
    return detail if detail in ("lake", "swimming_pool") else "water"


def _label(row: Row, detail: str) -> tuple[Draw, ...]:
    if "name" not in row.tags or detail in UNLABELLED:
        return ()
    zoom = zoom_of_area(row.area, LABEL_PIXELS, from_tile(2), LAST)
    return (Draw("water", Shape.LABEL, _kind(detail), zoom, kind_detail=detail, names=Names.STYLE),)


def _node(row: Row, tag: tuple[str, str], detail: str) -> tuple[Draw, ...]:
    if "name" not in row.tags or tag not in POINTS or detail in UNLABELLED:
        return ()
    zoom = from_tile(POINTS[tag])
    return (Draw("water", Shape.POINT, _kind(detail), zoom, kind_detail=detail, names=Names.STYLE),)


def _line(row: Row) -> tuple[Draw, ...]:
    waterway = row.tags.get("waterway", "")
    if row.geometry is not Geometry.LINE or row.relation or waterway not in LINES:
        return ()
    kind, zoom = LINES[waterway]
    if _is_underground(row):
        tunnel = (("is_tunnel", True), *_flags(row))
        return (Draw("water", Shape.LINE, "culvert", LAST, kind_detail=waterway, properties=tunnel),)
    return (
        Draw(
            "water",
            Shape.LINE,
            kind,
            from_tile(zoom),
            kind_detail=waterway,
            properties=_flags(row),
            names=Names.STYLE,
            names_min_zoom=from_tile(LABELLED[kind]),
        ),
    )


def _name(row: Row) -> tuple[Draw, ...]:
    """The label of a sea, a bay, a strait: of an area by its size, in the middle of a line, on a node."""
    tag = next((tag for tag in NAMES if row.tags.get(tag[0]) == tag[1]), None)
    if tag is None or "name" not in row.tags or (row.relation and row.geometry is Geometry.LINE):
        return ()
    kind, zoom = NAMES[tag]
    kind = "fjord" if row.tags.get("bay") == "fjord" else kind
    if row.geometry is Geometry.POLYGON:
        area_zoom = zoom_of_area(row.area, LABEL_PIXELS, from_tile(min(zoom, 2)), from_tile(14))
        return (Draw("water", Shape.LABEL, kind, area_zoom, names=Names.STYLE),)
    shape = Shape.POINT if row.geometry is Geometry.POINT else Shape.LABEL
    return (Draw("water", shape, kind, from_tile(zoom), names=Names.STYLE),)


def _is_underground(row: Row) -> bool:
    return row.tags.get("tunnel") in UNDERGROUND or row.tags.get("location") == "underground"


def _flags(row: Row) -> tuple[tuple[str, bool], ...]:
    """``intermittent`` where the water does not always stand or run there; a wadi never does."""
    seasonal = has(row.tags.get("seasonal")) or has(row.tags.get("intermittent"))
    return (("intermittent", True),) if seasonal or row.tags.get("waterway") == "wadi" else ()
