import pytest

from tests.support.classified import classified, only
from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.landuse import KINDS, TAGS

# Every kind of area that the map styles paint, with a tag that makes it.
PAINTED = [
    ({"boundary": "national_park"}, "national_park"),
    ({"boundary": "protected_area", "protect_class": "2"}, "national_park"),
    ({"leisure": "park"}, "park"),
    ({"landuse": "cemetery"}, "cemetery"),
    ({"amenity": "grave_yard"}, "cemetery"),
    ({"boundary": "protected_area"}, "protected_area"),
    ({"boundary": "protected_area", "protect_class": "4"}, "protected_area"),
    ({"leisure": "nature_reserve"}, "nature_reserve"),
    ({"landuse": "forest"}, "forest"),
    ({"leisure": "golf_course"}, "golf_course"),
    ({"natural": "wood"}, "wood"),
    ({"natural": "scrub"}, "scrub"),
    ({"natural": "grassland"}, "grassland"),
    ({"landuse": "grass"}, "grass"),
    ({"natural": "glacier"}, "glacier"),
    ({"natural": "sand"}, "sand"),
    ({"landuse": "military"}, "military"),
    ({"military": "naval_base"}, "naval_base"),
    ({"military": "airfield", "aeroway": "hangar"}, "airfield"),
    ({"landuse": "allotments"}, "allotments"),
    ({"landuse": "village_green"}, "village_green"),
    ({"leisure": "playground"}, "playground"),
    ({"amenity": "hospital"}, "hospital"),
    ({"landuse": "industrial"}, "industrial"),
    ({"amenity": "school"}, "school"),
    ({"amenity": "university"}, "university"),
    ({"amenity": "college"}, "college"),
    ({"natural": "beach"}, "beach"),
    ({"tourism": "zoo"}, "zoo"),
    ({"aeroway": "aerodrome"}, "aerodrome"),
    ({"aeroway": "runway"}, "runway"),
    ({"aeroway": "taxiway"}, "taxiway"),
    ({"highway": "pedestrian", "area": "yes"}, "pedestrian"),
    ({"highway": "footway", "area": "yes"}, "pedestrian"),
    ({"waterway": "dam"}, "dam"),
    ({"man_made": "pier"}, "pier"),
]


@pytest.mark.parametrize(("tags", "kind"), PAINTED, ids=str)
def test_every_painted_kind_is_an_unnamed_area(tags: dict[str, str], kind: str) -> None:
    found = only(classified({**tags, "name": "Ground"}, "polygon", 1e6), "landuse")
    assert (found.shape, found.kind) == (Shape.POLYGON, kind)
    assert not any(key.startswith("name") for key in found.properties)


@pytest.mark.parametrize("table", ["point", "line"])
@pytest.mark.parametrize(("tags", "kind"), PAINTED, ids=str)
def test_ground_is_areas_only(tags: dict[str, str], kind: str, table: str) -> None:
    assert [one for one in classified(tags, table) if one.layer == "landuse"] == []


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "service", "area": "yes"},
        {"boundary": "protected_area", "protect_class": "19"},
        {"boundary": "administrative"},
        {"amenity": "school", "building": "school"},
        {"highway": "footway", "area": "yes", "indoor": "yes"},
        {"amenity": "parking", "location": "underground"},
        {"landuse": "junk"},
    ],
    ids=str,
)
def test_what_is_no_ground_is_not_painted(tags: dict[str, str]) -> None:
    assert [one for one in classified(tags, "polygon") if one.layer == "landuse"] == []


def test_the_more_telling_tag_decides() -> None:
    assert only(classified({"leisure": "park", "landuse": "grass"}, "polygon"), "landuse").kind == "park"
    protected_wood = {"boundary": "protected_area", "protect_class": "12", "natural": "wood"}
    assert only(classified(protected_wood, "polygon"), "landuse").kind == "wood"


def test_large_areas_come_first_and_none_before_its_kind_allows() -> None:
    zooms = [
        only(classified({"leisure": "park"}, "polygon", area), "landuse").tile_zoom for area in (1e1, 1e4, 1e6, 1e12)
    ]
    assert zooms == sorted(zooms, reverse=True)
    assert zooms[-1] == KINDS["park"].zoom
    assert zooms[0] == 15


def test_what_stands_in_a_ground_is_drawn_after_it() -> None:
    order = ["national_park", "residential", "forest", "park", "pitch", "runway", "pedestrian", "pier"]
    ranks = [KINDS[kind].rank for kind in order]
    assert ranks == sorted(ranks)
    assert len({land.rank for land in KINDS.values()}) == len(KINDS)


def test_urban_areas_end_before_nominal_zoom_11() -> None:
    found = only(classified({}, "ne_10m_urban_areas"), "landuse")
    assert (found.kind, found.max_zoom, found.properties["source"]) == ("urban_area", 10, "naturalearthdata.com")


def test_every_tag_makes_a_kind_that_there_is() -> None:
    assert {kind for values in TAGS.values() for kind in values.values()} | {"urban_area"} == set(KINDS)
