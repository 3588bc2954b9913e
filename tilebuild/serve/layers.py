"""The layers of the tiles and the properties in each: what TileJSON and archives say in ``vector_layers``."""

from typing import Any, NamedTuple

from tilebuild.tiles.features import LAYERS

ATTRIBUTION = '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>'
"""Shown wherever the tiles are: the data is OpenStreetMap's, under the ODbL."""

_NAMED = ("name", "script", "name2", "script2", "name3", "script3")
_NAMES = dict.fromkeys(_NAMED, "String") | {"name:en": "String"}
"""Beside ``name:en`` every language that the styles offer; places have all that OpenStreetMap has."""

_COMMON = {
    "kind": "String",
    "kind_detail": "String",
    "min_zoom": "Number",
    "sort_rank": "Number",
    "id": "Number",
    "source": "String",
}


class Layer(NamedTuple):
    """A layer as a reader of metadata sees it."""

    description: str
    min_zoom: int
    """Tile zoom from which it holds anything."""
    fields: dict[str, str]
    """Property -> String, Number or Boolean."""


DESCRIPTIONS: dict[str, Layer] = {
    "boundaries": Layer(
        "Borders of countries and their parts, as lines", 0, {"kind_detail": "Number", "disputed": "Boolean"}
    ),
    "buildings": Layer(
        "Buildings and their parts, as areas; house numbers, as points",
        11,
        {"height": "Number", "min_height": "Number", "addr_housenumber": "String"},
    ),
    "earth": Layer("Land, as areas; names of islands, as points", 0, _NAMES),
    "landuse": Layer("What land is used for or covered with, as areas", 2, {}),
    "places": Layer(
        "Countries, regions, settlements and their quarters, as points",
        0,
        {"population": "Number", "population_rank": "Number", "sort_key": "Number", "capital": "String"}
        | {"ref": "String", "ref:en": "String"}
        | _NAMES,
    ),
    "pois": Layer(
        "Things to find, as points",
        4,
        {"elevation": "Number", "iata": "String", "religion": "String", "ref": "String", "cuisine": "String"} | _NAMES,
    ),
    "roads": Layer(
        "Roads, paths, rails, piers, runways, ferries and lifts, as lines",
        3,
        {"is_bridge": "Boolean", "is_tunnel": "Boolean", "is_link": "Boolean", "oneway": "String", "service": "String"}
        | {"ref": "String", "shield_text": "String", "network": "String"}
        | _NAMES,
    ),
    "transit": Layer(
        "Lines and areas of public transport",
        5,
        {"ref": "String", "network": "String", "operator": "String", "colour": "String"} | _NAMES,
    ),
    "water": Layer(
        "Water, as areas; watercourses, as lines; names, as points",
        0,
        {"intermittent": "Boolean", "is_tunnel": "Boolean"} | _NAMES,
    ),
}


def vector_layers(max_zoom: int) -> list[dict[str, Any]]:
    """``vector_layers`` of TileJSON 3.0.0 (section 3.3), for tiles of zooms 0 to ``max_zoom``."""
    return [
        {
            "id": name,
            "description": layer.description,
            "minzoom": min(layer.min_zoom, max_zoom),
            "maxzoom": max_zoom,
            "fields": _COMMON | layer.fields,
        }
        for name, layer in ((name, DESCRIPTIONS[name]) for name in LAYERS)
    ]
