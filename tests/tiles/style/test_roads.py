import pytest

from tests.support.classified import Decoded, classified, only
from tilebuild.tiles.features import Shape
from tilebuild.tiles.property_table import Value


def road(**tags: str) -> Decoded:
    return only(classified(tags, "line"), "roads", Shape.LINE)


# kind, kind_detail and first tile zoom of every row of the styles' table of roads.
CLASSES = [
    ({"highway": "motorway"}, "highway", "motorway", 3),
    ({"highway": "motorway_link"}, "highway", "motorway_link", 3),
    ({"highway": "trunk"}, "major_road", "trunk", 6),
    ({"highway": "trunk_link"}, "major_road", "trunk_link", 6),
    ({"highway": "primary"}, "major_road", "primary", 7),
    ({"highway": "primary_link"}, "major_road", "primary_link", 7),
    ({"highway": "secondary"}, "major_road", "secondary", 9),
    ({"highway": "secondary_link"}, "major_road", "secondary_link", 9),
    ({"highway": "tertiary"}, "major_road", "tertiary", 9),
    ({"highway": "tertiary_link"}, "major_road", "tertiary_link", 9),
    ({"highway": "residential"}, "minor_road", "residential", 12),
    ({"highway": "unclassified"}, "minor_road", "unclassified", 12),
    ({"highway": "road"}, "minor_road", "road", 12),
    ({"highway": "raceway"}, "minor_road", "raceway", 12),
    ({"highway": "living_street"}, "minor_road", "living_street", 12),
    ({"highway": "service"}, "minor_road", "service", 13),
    ({"highway": "service", "service": "driveway"}, "minor_road", "service", 14),
    ({"highway": "pedestrian"}, "path", "pedestrian", 12),
    ({"highway": "track"}, "path", "track", 12),
    ({"highway": "path"}, "path", "path", 13),
    ({"highway": "cycleway"}, "path", "cycleway", 13),
    ({"highway": "bridleway"}, "path", "bridleway", 13),
    ({"highway": "footway"}, "path", "footway", 13),
    ({"highway": "steps"}, "path", "steps", 13),
    ({"highway": "footway", "footway": "sidewalk"}, "path", "sidewalk", 14),
    ({"highway": "footway", "footway": "crossing"}, "path", "crossing", 14),
    ({"man_made": "pier"}, "path", "pier", 13),
    ({"highway": "busway"}, "other", "busway", 14),
    ({"highway": "via_ferrata"}, "other", "via_ferrata", 14),
    ({"railway": "rail"}, "rail", "rail", 11),
    ({"railway": "rail", "service": "siding"}, "rail", "rail", 13),
    ({"railway": "rail", "service": "yard"}, "rail", "rail", 13),
    ({"railway": "tram"}, "rail", "tram", 14),
    ({"railway": "subway"}, "rail", "subway", 14),
    ({"railway": "light_rail"}, "rail", "light_rail", 14),
    ({"railway": "narrow_gauge"}, "rail", "narrow_gauge", 14),
    ({"railway": "funicular"}, "rail", "funicular", 14),
    ({"railway": "disused"}, "rail", "disused", 15),
    ({"railway": "rail", "disused": "yes"}, "rail", "disused", 15),
    ({"aeroway": "runway"}, "aeroway", "runway", 9),
    ({"aeroway": "taxiway"}, "aeroway", "taxiway", 10),
    ({"route": "ferry"}, "ferry", None, 11),
    ({"aerialway": "cable_car"}, "aerialway", "cable_car", 11),
]


@pytest.mark.parametrize(("tags", "kind", "detail", "zoom"), CLASSES, ids=str)
def test_each_class_has_its_kind_and_first_tile_zoom(
    tags: dict[str, str], kind: str, detail: str | None, zoom: int
) -> None:
    found = road(**tags)
    assert (found.kind, found.properties.get("kind_detail"), found.tile_zoom) == (kind, detail, zoom)
    assert found.properties["min_zoom"] == zoom + 1
    assert type(found.properties["min_zoom"]) is int


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "construction", "construction": "primary"},
        {"highway": "proposed"},
        {"highway": "abandoned"},
        {"highway": "platform"},
        {"highway": "corridor"},
        {"highway": "footway", "indoor": "yes"},
        {"highway": "pedestrian", "area": "yes"},
        {"highway": "no"},
        {"railway": "abandoned"},
        {"railway": "construction"},
        {"railway": "rail", "abandoned": "yes"},
        {"railway": "platform"},
        {"aerialway": "pylon"},
        {"waterway": "river"},
        {},
    ],
    ids=str,
)
def test_what_is_no_way_to_go_is_no_road(tags: dict[str, str]) -> None:
    assert [one for one in classified(tags, "line") if one.layer == "roads"] == []


@pytest.mark.parametrize("table", ["point", "polygon"])
def test_roads_are_lines_only(table: str) -> None:
    tags = {"highway": "primary", "railway": "rail", "man_made": "pier", "route": "ferry", "aeroway": "runway"}
    assert [one for one in classified(tags, table) if one.layer == "roads"] == []


def test_relations_of_ways_are_no_roads() -> None:
    assert classified({"route": "ferry", "type": "route"}, "line", osm_id=-5) == []


@pytest.mark.parametrize(("name", "tag"), [("is_bridge", "bridge"), ("is_tunnel", "tunnel")])
@pytest.mark.parametrize("way", [{"highway": "primary"}, {"railway": "rail"}], ids=str)
def test_bridges_and_tunnels_are_true_from_tile_zoom_12_or_absent(name: str, tag: str, way: dict[str, str]) -> None:
    there = road(**way, **{tag: "yes"})
    assert there.at(12)[name] is True
    assert name not in there.at(11)
    for absent in (road(**way, **{tag: "no"}), road(**way)):
        assert name not in absent.properties


@pytest.mark.parametrize("value", ["viaduct", "movable", "building_passage"])
def test_any_bridge_or_tunnel_counts(value: str) -> None:
    assert road(highway="track", bridge=value).properties["is_bridge"] is True


def test_links_say_so_and_others_do_not() -> None:
    assert road(highway="motorway_link").properties["is_link"] is True
    assert "is_link" not in road(highway="motorway").properties


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential", "oneway": "yes"}, "yes"),
        ({"highway": "residential", "oneway": "true"}, "yes"),
        ({"highway": "residential", "oneway": "1"}, "yes"),
        ({"highway": "residential", "oneway": "-1"}, "-1"),
        ({"highway": "residential", "oneway": "no"}, None),
        ({"highway": "residential"}, None),
        ({"highway": "residential", "oneway": "reversible"}, None),
        ({"highway": "motorway"}, "yes"),
        ({"highway": "motorway", "oneway": "no"}, None),
        ({"highway": "motorway_link"}, None),
        ({"highway": "tertiary", "junction": "roundabout"}, "yes"),
    ],
    ids=str,
)
def test_oneway_is_a_text_where_arrows_are_drawn(tags: dict[str, str], expected: Value | None) -> None:
    found = road(**tags)
    assert found.at(15).get("oneway") == expected
    assert "oneway" not in found.at(14)


@pytest.mark.parametrize(
    ("highway", "names", "shield"),
    [
        ("motorway", 11, 7),
        ("trunk", 12, 8),
        ("primary", 12, 10),
        ("secondary", 12, 11),
        ("tertiary", 13, 12),
        ("residential", 14, None),
        ("footway", 14, None),
    ],
)
def test_names_and_shields_come_at_the_zooms_of_the_class(highway: str, names: int, shield: int | None) -> None:
    found = road(highway=highway, name="Rue", ref="A 4;E 30")
    assert found.at(names)["name"] == "Rue"
    assert "name" not in found.at(names - 1)
    if shield is None:
        assert "shield_text" not in found.properties
    else:
        assert found.at(shield)["shield_text"] == "A4"
        assert "shield_text" not in found.at(shield - 1)


def test_an_interstate_has_its_network_and_number() -> None:
    found = road(highway="motorway", ref="I 80")
    assert (found.properties["network"], found.properties["shield_text"]) == ("US:I", "80")


def test_a_long_number_has_a_ref_but_no_shield() -> None:
    found = road(highway="primary", ref="ABC 1234")
    assert found.properties["ref"] == "ABC 1234"
    assert "shield_text" not in found.properties


def test_levels_come_before_classes_in_the_order_of_drawing() -> None:
    order = [
        road(highway="motorway", tunnel="yes"),
        road(highway="footway"),
        road(railway="rail"),
        road(highway="motorway_link"),
        road(highway="motorway"),
        road(highway="footway", bridge="yes"),
        road(highway="motorway", bridge="yes", layer="2"),
    ]
    assert [one.rank for one in order] == sorted({one.rank for one in order})
    assert all(one.rank > 0 and one.properties["sort_rank"] == one.rank for one in order)


def test_a_tram_in_a_street_is_a_street_and_a_tram() -> None:
    found = classified({"highway": "residential", "railway": "tram"}, "line")
    assert {(one.layer, one.kind) for one in found} == {("roads", "minor_road"), ("roads", "rail")}


@pytest.mark.parametrize(("highway", "zoom"), [("service", 15), ("track", 15), ("residential", 15), ("primary", 7)])
def test_small_private_ways_wait_for_the_last_tiles(highway: str, zoom: int) -> None:
    assert road(highway=highway, access="private").tile_zoom == zoom


def test_service_is_told() -> None:
    assert road(highway="service", service="alley").properties["service"] == "alley"
    assert road(railway="rail", service="yard").properties["service"] == "yard"
