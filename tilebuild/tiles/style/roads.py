"""Layer ``roads``: everything that is a way to go, as lines: roads, paths, rails, piers, runways, ferries, lifts.

=============  ============================  ==========================  =====================================
kind           from                          kind_detail                 first tile zoom
=============  ============================  ==========================  =====================================
highway,       ``highway``                   the OSM value; of footways  :data:`HIGHWAYS`, any other 14
major_road,                                  sidewalk or crossing
minor_road,
path, other
path           ``man_made=pier``             pier                        13
rail           ``railway``                   the OSM value               :data:`RAILWAYS`; siding and yard 13
aeroway        ``aeroway``                   runway, taxiway             :data:`AEROWAYS`
ferry          ``route=ferry``                                           11
aerialway      ``aerialway``                 the OSM value               11
=============  ============================  ==========================  =====================================

- ``is_bridge``, ``is_tunnel`` and ``is_link`` are true or absent; the first two from tile zoom 12 on.
- ``oneway`` is ``yes`` from tile zoom 15 on, where arrows are drawn; motorways and roundabouts are one-way unless they
  say no. ``oneway=-1`` is written as ``-1``: no arrow rather than a wrong one, since the line is not turned round.
- ``shield_text`` is the first part of ``ref`` without spaces, if it has 1 to 5 characters; ``network`` tells whose.
- Minor roads, paths and others that nobody may use (``access`` private or no) wait for tile zoom 15.
- ``service`` of service roads and rails. Drawing order is level (bridges above, tunnels below), then class.
- Areas are not here (``area=yes``), nor what is planned, gone, indoors or a relation of ways.
"""

from typing import NamedTuple

from tilebuild.tiles.features import Shape
from tilebuild.tiles.property_table import Value
from tilebuild.tiles.style.model import Copy, Draw, Geometry, Names, Row
from tilebuild.tiles.style.shields import network, shield_text
from tilebuild.tiles.style.values import has, layer, words
from tilebuild.tiles.style.zooms import from_tile


class Highway(NamedTuple):
    """How a ``highway`` is drawn; zooms are tile zooms."""

    kind: str
    rank: int
    zoom: float
    names: float = 14
    shield: float | None = None


HIGHWAYS = {
    "motorway": Highway("highway", 90, 3, 11, 7),
    "trunk": Highway("major_road", 80, 6, 12, 8),
    "primary": Highway("major_road", 70, 7, 12, 10),
    "secondary": Highway("major_road", 60, 9, 12, 11),
    "tertiary": Highway("major_road", 50, 9, 13, 12),
    "unclassified": Highway("minor_road", 42, 12),
    "residential": Highway("minor_road", 42, 12),
    "road": Highway("minor_road", 41, 12),
    "living_street": Highway("minor_road", 40, 12),
    "raceway": Highway("minor_road", 40, 12),
    "service": Highway("minor_road", 30, 13),
    "pedestrian": Highway("path", 28, 12),
    "track": Highway("path", 25, 12),
    "cycleway": Highway("path", 24, 13),
    "footway": Highway("path", 22, 13),
    "path": Highway("path", 21, 13),
    "bridleway": Highway("path", 21, 13),
    "steps": Highway("path", 20, 13),
}
"""``highway`` -> how it is drawn; a ``_link`` is drawn as what it links to, one rank lower."""

OTHER = Highway("other", 10, 14)
NOT_ROADS = words(
    "abandoned bus_stop construction corridor demolished disused elevator no planned platform proposed razed "
    "removed rest_area services"
)
"""Values of ``highway`` of what is not there, or no way to go."""

SERVICE_ZOOM = 14
"""Tile zoom of driveways, alleys and the like: service roads with a ``service`` tag."""

BESIDE = frozenset({"sidewalk", "crossing"})
"""Values of ``footway`` that come at :data:`BESIDE_ZOOM` and are told as ``kind_detail``."""
BESIDE_ZOOM = 14

PRIVATE_KINDS = ("minor_road", "path", "other")
PRIVATE_ZOOM = 15

RAILWAYS = {
    "rail": (11, 65),
    "tram": (14, 45),
    "subway": (14, 45),
    "light_rail": (14, 45),
    "narrow_gauge": (14, 45),
    "funicular": (14, 45),
    "monorail": (14, 45),
    "preserved": (14, 44),
    "miniature": (14, 43),
    "disused": (15, 15),
}
"""``railway`` -> first tile zoom and rank."""

SIDINGS = frozenset({"siding", "yard", "spur", "crossover"})
SIDING_ZOOM = 13
SIDING_RANK = 43

AEROWAYS = {"runway": ("runway", 9, 6), "taxiway": ("taxiway", 10, 5), "taxilane": ("taxiway", 10, 5)}
"""``aeroway`` -> kind_detail, first tile zoom and rank."""

AERIALWAYS = words(
    "cable_car chair_lift drag_lift gondola goods j-bar magic_carpet mixed_lift platter rope_tow t-bar zip_line"
)
PIER_RANK, FERRY_RANK, AERIALWAY_RANK = 4, 3, 95

BRIDGES_FROM = from_tile(12)
FLAG_ZOOMS = (("is_bridge", BRIDGES_FROM), ("is_tunnel", BRIDGES_FROM))
ONEWAY_FROM = from_tile(15)
LEVEL = 100
"""Ranks between one level and the next, and what is added so that the lowest stays positive."""

KINDS = ("highway", "major_road", "minor_road", "path", "other", "rail", "aeroway", "ferry", "aerialway")
READS = words(
    "abandoned access aerialway aeroway area bridge disused footway highway indoor junction man_made oneway railway "
    "route service tunnel"
)
COARSE = (("layer", layer),)


def roads(row: Row) -> tuple[Draw, ...]:
    """Every way to go that a line is: a tram in a street is two."""
    if not row.osm or row.geometry is not Geometry.LINE or row.relation or row.tags.get("area") == "yes":
        return ()
    return _highway(row) + _railway(row) + _aeroway(row) + _others(row)


def _highway(row: Row) -> tuple[Draw, ...]:
    value = row.tags.get("highway", "no")
    if value in NOT_ROADS or has(row.tags.get("indoor")):
        return ()
    link = value.endswith("_link")
    road = HIGHWAYS.get(value.removesuffix("_link"), OTHER)
    zoom, detail, service = _narrow(row, road, value)
    return (
        Draw(
            "roads",
            Shape.LINE,
            road.kind,
            from_tile(_first_zoom(row, road, zoom)),
            kind_detail=detail,
            rank=_rank(row, road.rank - link),
            properties=(*_flags(row), *_oneway(row, value), *((("is_link", True),) if link else ()), *service),
            property_zooms=(*FLAG_ZOOMS, ("oneway", ONEWAY_FROM)),
            copies=_refs(road),
            names=Names.STYLE,
            names_min_zoom=from_tile(road.names),
        ),
    )


def _narrow(row: Row, road: Highway, value: str) -> tuple[float, str, tuple[tuple[str, Value], ...]]:
    """Tile zoom, kind_detail and ``service`` with the exceptions for driveways, sidewalks and crossings."""
    service = row.tags.get("service")
    footway = row.tags.get("footway", "")
    if value == "service" and has(service):
        return SERVICE_ZOOM, value, (("service", service or ""),)
    if value == "footway" and footway in BESIDE:
        return BESIDE_ZOOM, footway, ()
    return road.zoom, value, ()


def _first_zoom(row: Row, road: Highway, zoom: float) -> float:
    """Tile zoom, later where nobody may go."""
    private = row.tags.get("access") in ("private", "no")
    return PRIVATE_ZOOM if private and road.kind in PRIVATE_KINDS else zoom


def _refs(road: Highway) -> tuple[Copy, ...]:
    """``ref`` and the shield made of it."""
    if road.shield is None:
        return ()
    zoom = from_tile(road.shield)
    return (
        Copy("ref", "ref", min_zoom=zoom),
        Copy("shield_text", "ref", shield_text, zoom),
        Copy("network", "ref", network, zoom),
    )


def _oneway(row: Row, highway: str) -> tuple[tuple[str, Value], ...]:
    value = row.tags.get("oneway")
    if value in ("-1", "reverse"):
        return (("oneway", "-1"),)
    implied = highway == "motorway" or row.tags.get("junction") in ("roundabout", "circular")
    one_way = value in ("yes", "true", "1") or (value is None and implied)
    return (("oneway", "yes"),) if one_way else ()


def _flags(row: Row) -> tuple[tuple[str, Value], ...]:
    """``is_bridge`` and ``is_tunnel``: true or absent."""
    return tuple((f"is_{name}", True) for name in ("bridge", "tunnel") if has(row.tags.get(name)))


def _rank(row: Row, rank: int) -> int:
    """Level by level: the ``layer``, or one up for a bridge and one down for a tunnel without one."""
    usual = has(row.tags.get("bridge")) - has(row.tags.get("tunnel"))
    level = int(row.tags.get("layer", usual))
    return (level + 5) * LEVEL + rank


def _railway(row: Row) -> tuple[Draw, ...]:
    value = row.tags.get("railway", "")
    if value not in RAILWAYS or has(row.tags.get("abandoned")) or has(row.tags.get("indoor")):
        return ()
    value = "disused" if has(row.tags.get("disused")) else value
    zoom, rank = RAILWAYS[value]
    service = row.tags.get("service", "") if row.tags.get("service") in SIDINGS else ""
    if service and value == "rail":
        zoom, rank = SIDING_ZOOM, SIDING_RANK
    properties = (*_flags(row), *((("service", service),) if service else ()))
    return (_plain(row, "rail", value, zoom, rank, properties),)


def _aeroway(row: Row) -> tuple[Draw, ...]:
    value = row.tags.get("aeroway", "")
    if value not in AEROWAYS:
        return ()
    detail, zoom, rank = AEROWAYS[value]
    return (_plain(row, "aeroway", detail, zoom, rank),)


def _others(row: Row) -> tuple[Draw, ...]:
    """Piers, ferries and lifts."""
    draws = []
    if row.tags.get("man_made") == "pier":
        draws.append(_plain(row, "path", "pier", 13, PIER_RANK))
    if row.tags.get("route") == "ferry":
        draws.append(_plain(row, "ferry", None, 11, FERRY_RANK))
    if row.tags.get("aerialway") in AERIALWAYS:
        draws.append(_plain(row, "aerialway", row.tags["aerialway"], 11, AERIALWAY_RANK))
    return tuple(draws)


def _plain(
    row: Row, kind: str, detail: str | None, zoom: float, rank: int, properties: tuple[tuple[str, Value], ...] = ()
) -> Draw:
    """A line that is no road: no shield, no direction, and only ferries and lifts and piers have names."""
    return Draw(
        "roads",
        Shape.LINE,
        kind,
        from_tile(zoom),
        kind_detail=detail,
        rank=_rank(row, rank),
        properties=properties,
        property_zooms=FLAG_ZOOMS,
        names=Names.NONE if kind in ("rail", "aeroway") else Names.STYLE,
        names_min_zoom=from_tile(14),
    )
