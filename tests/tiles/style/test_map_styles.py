"""Every layer of the map styles is fed: asked of the styles' own filters, with a row for each value that they name."""

import pytest

from tests.support.map_styles import accepted

FLAVORS = ("light", "dark")
NOT_IN_THE_TILES = {"landcover"}
"""The one layer of theirs that the page takes out."""

ROADS = {
    "highway": ("highway=motorway",),
    "major": ("highway=trunk", "highway=primary", "highway=secondary", "highway=tertiary"),
    "minor": (
        "highway=residential", "highway=unclassified", "highway=road", "highway=raceway", "highway=living_street",
        "highway=service",
    ),
    "link": (
        "highway=motorway_link", "highway=trunk_link", "highway=primary_link", "highway=secondary_link",
        "highway=tertiary_link",
    ),
    "other": (
        "highway=pedestrian", "highway=track", "highway=path", "highway=cycleway", "highway=bridleway",
        "highway=footway", "highway=steps", "highway=footway footway=sidewalk", "highway=footway footway=crossing",
        "highway=busway",
    ),
}  # fmt: skip
"""Class -> the ways in it. The styles have a layer of each on the ground, in tunnels and on bridges, with a casing."""

WIDE = ("highway", "major")
SERVICE = "line highway=service"

POIS = (
    "natural=beach", "landuse=forest", "natural=wood", "leisure=marina", "leisure=park", "natural=peak", "tourism=zoo",
    "leisure=garden", "amenity=bench", "aeroway=aerodrome", "railway=station", "highway=bus_stop",
    "amenity=ferry_terminal", "leisure=stadium", "amenity=university", "amenity=library", "amenity=school",
    "attraction=animal", "amenity=toilets", "amenity=drinking_water", "amenity=post_office", "historic=building",
    "amenity=townhall", "shop=supermarket", "shop=convenience", "shop=books", "shop=beauty", "shop=electronics",
    "shop=clothes", "amenity=restaurant", "amenity=fast_food", "amenity=cafe", "amenity=bar", "tourism=attraction",
    "tourism=museum", "amenity=theatre", "tourism=artwork",
)  # fmt: skip


def roads(place: str, casing: str, tag: str = "") -> dict[str, tuple[str, ...]]:
    """The styles' layers of the classes of roads at a place."""
    return {f"roads{place}_{name}{casing}": tuple(f"line {way}{tag}" for way in ways) for name, ways in ROADS.items()}


def roads_on_the_ground() -> dict[str, tuple[str, ...]]:
    """Service roads have layers of their own; wide roads have one casing for small maps and one for large."""
    lines = roads("", "")
    minor = tuple(row for row in lines["roads_minor"] if row != SERVICE)
    wide = {f"roads_{name}_casing_{when}": lines[f"roads_{name}"] for name in WIDE for when in ("early", "late")}
    narrow = {"roads_minor_casing": minor, "roads_link_casing": lines["roads_link"]}
    return lines | {"roads_minor": minor} | narrow | wide


def areas(*tags: str) -> tuple[str, ...]:
    return tuple(f"polygon {tag}" for tag in tags)


def named(table: str, *tags: str) -> tuple[str, ...]:
    return tuple(f"{table} {tag} name=N" for tag in tags)


DRAWN: dict[str, tuple[str, ...]] = {
    "earth": ("land_polygons",),
    "landuse_park": areas(
        "boundary=national_park", "leisure=park", "landuse=cemetery", "boundary=protected_area",
        "leisure=nature_reserve", "landuse=forest", "leisure=golf_course", "natural=wood", "natural=scrub",
        "natural=grassland", "landuse=grass", "natural=glacier", "natural=sand", "landuse=military",
        "military=naval_base", "military=airfield",
    ),
    "landuse_urban_green": areas("landuse=allotments", "landuse=village_green", "leisure=playground"),
    "landuse_hospital": areas("amenity=hospital"),
    "landuse_industrial": areas("landuse=industrial"),
    "landuse_school": areas("amenity=school", "amenity=university", "amenity=college"),
    "landuse_beach": areas("natural=beach"),
    "landuse_zoo": areas("tourism=zoo"),
    "landuse_aerodrome": areas("aeroway=aerodrome"),
    "landuse_runway": areas("aeroway=runway", "aeroway=taxiway"),
    "landuse_pedestrian": areas("highway=pedestrian", "waterway=dam"),
    "landuse_pier": areas("man_made=pier"),
    "water": ("water_polygons", *areas("natural=water", "waterway=riverbank", "landuse=reservoir", "waterway=dock")),
    "water_river": ("line waterway=river",),
    "water_stream": tuple(f"line waterway={kind}" for kind in ("stream", "canal", "drain", "ditch")),
    "buildings": areas("building=yes", "building:part=yes"),
    "boundaries_country": ("line boundary=administrative admin_level=2",),
    "boundaries": tuple(f"line boundary=administrative admin_level={level}" for level in (3, 4, 5, 6, 7, 8)),
    **roads_on_the_ground(),
    **roads("_tunnels", "", " tunnel=yes"),
    **roads("_tunnels", "_casing", " tunnel=yes"),
    **roads("_bridges", "", " bridge=yes"),
    **roads("_bridges", "_casing", " bridge=yes"),
    "roads_minor_service": (SERVICE, f"{SERVICE} service=alley"),
    "roads_minor_service_casing": (SERVICE, f"{SERVICE} service=alley"),
    "roads_pier": ("line man_made=pier",),
    "roads_runway": ("line aeroway=runway",),
    "roads_taxiway": ("line aeroway=taxiway",),
    "roads_rail": tuple(
        f"line railway={kind}"
        for kind in ("rail", "tram", "subway", "light_rail", "narrow_gauge", "funicular", "disused")
    ),
    "roads_oneway": ("line highway=residential oneway=yes",),
    "roads_shields": tuple(f"line {way} ref=A4" for way in (*ROADS["highway"], *ROADS["major"])),
    "roads_labels_major": named("line", *ROADS["highway"], *ROADS["major"]),
    "roads_labels_minor": named("line", *ROADS["minor"], *ROADS["other"]),
    "address_label": ("point addr:housenumber=12a", "polygon building=yes addr:housenumber=12a"),
    "water_waterway_label": named("line", "waterway=river", "waterway=stream"),
    "water_label_ocean": named(
        "point", "place=sea", "place=ocean", "natural=bay", "natural=strait", "natural=fjord"
    ),
    "water_label_lakes": named("polygon", "natural=water", "natural=water water=lake", "landuse=reservoir"),
    "earth_label_islands": (*named("point", "place=island"), *named("polygon", "place=island")),
    "pois": (*named("point", *POIS), *named("polygon", *POIS)),
    "places_subplace": named("point", "place=suburb", "place=neighbourhood", "place=quarter"),
    "places_region": named("point", "place=state", "place=province"),
    "places_locality": named(
        "point", "place=city", "place=town", "place=village", "place=hamlet", "place=locality", "place=farm",
        "place=isolated_dwelling",
    ),
    "places_country": named("point", "place=country"),
}  # fmt: skip
"""Layer of the map styles -> rows that it must draw."""

NOT_DRAWN: dict[str, tuple[str, ...]] = {
    "roads_oneway": ("line highway=residential oneway=-1", "line highway=residential oneway=no"),
    "water_river": (
        "polygon waterway=riverbank",
        "polygon natural=water water=river",
        "line waterway=river tunnel=yes",
    ),
    "water_stream": ("polygon waterway=stream", "line waterway=stream tunnel=culvert"),
    "water_waterway_label": named("polygon", "waterway=riverbank", "natural=water water=river"),
    "water": ("polygon natural=bay name=N", "polygon place=sea name=N", "polygon natural=strait name=N"),
    "roads_bridges_highway": ("line highway=motorway", "line highway=motorway bridge=no"),
    "roads_tunnels_highway": ("line highway=motorway", "line highway=motorway tunnel=no"),
    "boundaries_country": ("line boundary=administrative admin_level=2 maritime=yes",),
    "roads_shields": ("line highway=primary ref=ABC1234", "line highway=primary"),
}
"""Layer of the map styles -> rows that it must not draw."""

Accepted = dict[str, dict[str, set[str]]]


@pytest.fixture(scope="module")
def found() -> Accepted:
    rows = {row for table in (DRAWN, NOT_DRAWN) for those in table.values() for row in those}
    return accepted(sorted(rows), FLAVORS)


@pytest.mark.parametrize("flavor", FLAVORS)
def test_no_layer_of_the_styles_is_forgotten(found: Accepted, flavor: str) -> None:
    assert set(found[flavor]) == set(DRAWN) | NOT_IN_THE_TILES


@pytest.mark.parametrize("flavor", FLAVORS)
@pytest.mark.parametrize("layer", DRAWN)
def test_a_layer_of_the_styles_draws_everything_that_it_is_for(found: Accepted, layer: str, flavor: str) -> None:
    assert set(DRAWN[layer]) - found[flavor][layer] == set()


@pytest.mark.parametrize("flavor", FLAVORS)
@pytest.mark.parametrize("layer", NOT_DRAWN)
def test_a_layer_of_the_styles_draws_nothing_that_is_something_else(found: Accepted, layer: str, flavor: str) -> None:
    assert set(NOT_DRAWN[layer]) & found[flavor][layer] == set()
