import pytest

from tests.support.classified import classified, only
from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.poi_kinds import KINDS, RENAMED, TAGS

# Every kind that the map styles have an icon for, with a tag that makes it.
DRAWN = [
    ({"natural": "beach"}, "beach"),
    ({"landuse": "forest"}, "forest"),
    ({"natural": "wood"}, "forest"),
    ({"leisure": "marina"}, "marina"),
    ({"leisure": "park"}, "park"),
    ({"natural": "peak"}, "peak"),
    ({"natural": "volcano"}, "peak"),
    ({"tourism": "zoo"}, "zoo"),
    ({"leisure": "garden"}, "garden"),
    ({"amenity": "bench"}, "bench"),
    ({"aeroway": "aerodrome"}, "aerodrome"),
    ({"railway": "station"}, "station"),
    ({"railway": "halt"}, "station"),
    ({"highway": "bus_stop"}, "bus_stop"),
    ({"amenity": "ferry_terminal"}, "ferry_terminal"),
    ({"leisure": "stadium"}, "stadium"),
    ({"amenity": "university"}, "university"),
    ({"amenity": "college"}, "university"),
    ({"amenity": "library"}, "library"),
    ({"amenity": "school"}, "school"),
    ({"attraction": "animal"}, "animal"),
    ({"amenity": "toilets"}, "toilets"),
    ({"amenity": "drinking_water"}, "drinking_water"),
    ({"amenity": "post_office"}, "post_office"),
    ({"historic": "building"}, "building"),
    ({"amenity": "townhall"}, "townhall"),
    ({"shop": "supermarket"}, "supermarket"),
    ({"shop": "convenience"}, "convenience"),
    ({"shop": "books"}, "books"),
    ({"shop": "beauty"}, "beauty"),
    ({"shop": "electronics"}, "electronics"),
    ({"shop": "clothes"}, "clothes"),
    ({"amenity": "restaurant"}, "restaurant"),
    ({"amenity": "fast_food"}, "fast_food"),
    ({"amenity": "cafe"}, "cafe"),
    ({"amenity": "bar"}, "bar"),
    ({"amenity": "pub"}, "bar"),
    ({"tourism": "attraction"}, "attraction"),
    ({"tourism": "museum"}, "museum"),
    ({"amenity": "theatre"}, "theatre"),
    ({"tourism": "artwork"}, "artwork"),
]


@pytest.mark.parametrize(("table", "shape"), [("point", Shape.POINT), ("polygon", Shape.LABEL)])
@pytest.mark.parametrize(("tags", "kind"), DRAWN, ids=str)
def test_every_drawn_kind_is_a_named_point_of_nodes_and_areas(
    tags: dict[str, str], kind: str, table: str, shape: Shape
) -> None:
    found = only(classified({**tags, "name": "Ding"}, table), "pois")
    assert (found.kind, found.shape, found.properties["name"]) == (kind, shape, "Ding")
    assert isinstance(found.properties["min_zoom"], int | float)
    assert found.properties["min_zoom"] == found.min_zoom < 17


@pytest.mark.parametrize(("tags", "kind"), DRAWN, ids=str)
def test_lines_are_no_points_of_interest(tags: dict[str, str], kind: str) -> None:
    assert [one for one in classified({**tags, "name": "Ding"}, "line") if one.layer == "pois"] == []


@pytest.mark.parametrize(
    ("tags", "kind", "detail"),
    [
        ({"natural": "volcano"}, "peak", "volcano"),
        ({"amenity": "pub"}, "bar", "pub"),
        ({"railway": "station", "station": "subway"}, "station", "subway"),
        ({"railway": "halt"}, "station", "halt"),
        ({"office": "diplomatic"}, "embassy", "diplomatic"),
        ({"shop": "cheese"}, "shop", "cheese"),
        ({"amenity": "cafe"}, "cafe", None),
    ],
    ids=str,
)
def test_what_is_shown_as_another_kind_keeps_its_value(tags: dict[str, str], kind: str, detail: str | None) -> None:
    found = only(classified({**tags, "name": "Ding"}), "pois")
    assert (found.kind, found.properties.get("kind_detail")) == (kind, detail)


@pytest.mark.parametrize(
    "tags",
    [
        {"leisure": "park"},
        {"natural": "peak", "ele": "2000"},
        {"landuse": "forest"},
        {"amenity": "school"},
        {"amenity": "cafe", "name": "Zu", "disused": "yes"},
        {"amenity": "toilets", "access": "private"},
        {"amenity": "parking", "access": "no", "name": "P"},
        {"shop": "vacant", "name": "Leer"},
        {"boundary": "protected_area", "protect_class": "12", "name": "Wasserschutz"},
    ],
    ids=str,
)
def test_what_is_of_no_interest_is_not_shown(tags: dict[str, str]) -> None:
    assert [one for one in classified(tags) if one.layer == "pois"] == []


def test_without_a_name_a_cafe_waits_for_the_last_tiles_and_a_station_too() -> None:
    for tags in ({"amenity": "cafe"}, {"railway": "station"}):
        assert only(classified(tags), "pois").min_zoom == 16


def test_a_large_park_comes_before_a_small_one() -> None:
    zooms = [
        only(classified({"leisure": "park", "name": "P"}, "polygon", area), "pois").min_zoom for area in (1e3, 1e5, 1e9)
    ]
    assert zooms == sorted(set(zooms), reverse=True)
    assert zooms[-1] == KINDS["park"].area + 1


@pytest.mark.parametrize(("ele", "zoom"), [("4478", 9), ("2500 m", 11), ("1200", 12), ("200", 13), ("high", 13)])
def test_high_peaks_come_first_and_tell_their_height(ele: str, zoom: int) -> None:
    found = only(classified({"natural": "peak", "name": "Horn", "ele": ele}), "pois")
    assert found.tile_zoom == zoom
    assert found.properties.get("elevation") == {"4478": 4478, "2500 m": 2500, "1200": 1200, "200": 200}.get(ele)


@pytest.mark.parametrize(
    ("tags", "zoom"),
    [({}, 13), ({"iata": "ZRH"}, 10), ({"iata": "ZRH", "aerodrome:type": "international"}, 9)],
    ids=str,
)
def test_large_airports_come_first(tags: dict[str, str], zoom: int) -> None:
    assert only(classified({"aeroway": "aerodrome", "name": "Kloten", **tags}), "pois").tile_zoom == zoom


def test_an_aerodrome_is_ground_and_a_point() -> None:
    found = classified({"aeroway": "aerodrome", "name": "Kloten"}, "polygon", 1e7)
    assert {(one.layer, one.shape) for one in found} == {("landuse", Shape.POLYGON), ("pois", Shape.LABEL)}


def test_benches_are_shown_later_than_cafes_but_are_in_the_last_tiles() -> None:
    bench = only(classified({"amenity": "bench"}), "pois").min_zoom
    assert 16 < bench < 17


def test_one_row_is_one_point() -> None:
    tags = {"amenity": "restaurant", "tourism": "hotel", "historic": "castle", "name": "Schloss"}
    assert only(classified(tags), "pois").kind == "restaurant"


def test_every_tag_makes_a_kind_that_there_is() -> None:
    values = {RENAMED.get(value, value) for values in TAGS.values() for value in values}
    assert values | {"shop"} == set(KINDS)
    assert set(RENAMED) <= {value for values in TAGS.values() for value in values}
