"""Random tags that reach every branch of the basemap's rules, and tags as a rule sees them."""

from hypothesis import strategies as st

from tilebuild.tiles.style import landuse, places, poi_kinds, roads, water
from tilebuild.tiles.style.basemap import BASEMAP

# Values that rules look at, so that combinations of them reach every branch.
VOCABULARY: dict[str, list[str]] = {
    **{key: [*values] for key, values in landuse.TAGS.items()},
    "highway": [*roads.HIGHWAYS, "motorway_link", "busway", "construction", "bus_stop", "pedestrian"],
    "railway": [*roads.RAILWAYS, "station", "platform", "abandoned"],
    "aeroway": ["aerodrome", "runway", "taxiway", "gate"],
    "amenity": [*poi_kinds.TAGS["amenity"]],
    "natural": ["water", "coastline", "bay", "strait", "peak", "wood", "beach", "volcano"],
    "waterway": [*water.LINES, "dam", "riverbank"],
    "water": ["lake", "river", "pond", "junk"],
    "place": [*places.PLACES, "island", "islet", "sea", "ocean", "continent", "square"],
    "boundary": ["administrative", "national_park", "protected_area", "postal_code"],
    "admin_level": ["2", "4", "8", "2;4", "11", "x"],
    "protect_class": ["1a", "2", "19"],
    "route": ["ferry", "train", "bus"],
    "building": ["yes", "house", "no"],
    "building:part": ["yes", "no"],
    "shop": ["clothes", "cheese", "vacant"],
    "tunnel": ["yes", "no", "culvert"],
    "bridge": ["yes", "no", "viaduct"],
    "oneway": ["yes", "-1", "no"],
    "layer": ["1", "-2", "x"],
    "population": ["0", "12,345", "8000000", "many"],
    "capital": ["yes", "4", "no"],
    "ele": ["4810", "300", "x"],
    "height": ["12 m", "40 ft", "x"],
    "building:levels": ["3", "x"],
    "ref": ["A 4;E 30", "I 80", ""],
    "name": ["Genève", "Москва", " "],
    "name:en": ["Geneva"],
    "name:zh": ["日内瓦"],
    "addr:housenumber": ["12a"],
    "maritime": ["yes", "no"],
    "area": ["yes"],
    "access": ["private"],
    "indoor": ["yes"],
    "disused": ["yes"],
    "iata": ["GVA"],
    "placetype": ["neighbourhood", "macrohood", "county"],
    "min_zoom": ["12.5", "x"],
    "max_zoom": ["18"],
    "intermittent": ["yes", "no"],
    "location": ["underground"],
}


def tag_maps() -> st.SearchStrategy[dict[str, str]]:
    tag = st.sampled_from(sorted(VOCABULARY)).flatmap(
        lambda key: st.tuples(st.just(key), st.sampled_from(sorted(set(VOCABULARY[key]))))
    )
    return st.lists(tag, max_size=7).map(dict)


def seen(tags: dict[str, str]) -> dict[str, str]:
    """Tags as a rule sees them, made the plain way."""
    coarse = dict(BASEMAP.coarse)
    found: dict[str, str] = {}
    for key, value in tags.items():
        if value.strip():
            if key in BASEMAP.reads:
                found[key] = value
            elif key in coarse and (text := coarse[key](value)) is not None:
                found[key] = text
            elif key in BASEMAP.presence or key.startswith("name:"):
                found[key.split(":")[0] if key.startswith("name:") else key] = ""
    return found
