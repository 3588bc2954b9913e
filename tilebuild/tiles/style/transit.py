"""Layer ``transit``: public transport as Tilezen knows it; the map styles draw rails from ``roads`` instead.

=======================================  ================  ==========================================  ===============
kind                                     shape             from                                        first tile zoom
=======================================  ================  ==========================================  ===============
train, light_rail, subway, tram,         line              the lines of route relations                :data:`ROUTES`
funicular, monorail
platform                                 line or polygon   ``railway`` or ``public_transport`` platform  15
=======================================  ================  ==========================================  ===============

Routes carry ``ref``, ``network``, ``operator`` and ``colour``; buses are left out, they follow every street.
"""

from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.model import Copy, Draw, Geometry, Names, Row
from tilebuild.tiles.style.values import has
from tilebuild.tiles.style.zooms import LAST, from_tile

ROUTES = {
    "train": ("train", 8),
    "railway": ("train", 8),
    "light_rail": ("light_rail", 10),
    "subway": ("subway", 10),
    "monorail": ("monorail", 11),
    "funicular": ("funicular", 12),
    "tram": ("tram", 12),
}
"""``route`` -> kind and first tile zoom."""

LINES = tuple(Copy(name, name) for name in ("ref", "network", "operator", "colour"))
KINDS = ("train", "light_rail", "subway", "monorail", "funicular", "tram", "platform")
READS = frozenset({"indoor", "public_transport", "railway", "route"})


def transit(row: Row) -> tuple[Draw, ...]:
    """Routes and platforms."""
    if not row.osm or row.geometry is Geometry.POINT:
        return ()
    route = ROUTES.get(row.tags.get("route", ""))
    if route and row.relation and row.geometry is Geometry.LINE:
        kind, zoom = route
        return (Draw("transit", Shape.LINE, kind, from_tile(zoom), rank=10, copies=LINES, names=Names.STYLE),)
    platform = "platform" in (row.tags.get("railway"), row.tags.get("public_transport"))
    if not platform or has(row.tags.get("indoor")):
        return ()
    line = row.geometry is Geometry.LINE
    return (Draw("transit", Shape.LINE if line else Shape.POLYGON, "platform", LAST, rank=5),)
