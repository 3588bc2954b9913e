import pytest

from tests.support.classified import classified, only
from tilebuild.tiles.features import Shape


@pytest.mark.parametrize(
    ("tags", "kind", "detail"),
    [
        ({"natural": "water"}, "water", "water"),
        ({"natural": "water", "water": "lake"}, "lake", "lake"),
        ({"natural": "water", "water": "river"}, "water", "river"),
        ({"natural": "water", "water": "some junk"}, "water", "water"),
        ({"waterway": "riverbank"}, "water", "river"),
        ({"waterway": "river"}, "water", "river"),
        ({"waterway": "dock"}, "water", "dock"),
        ({"landuse": "reservoir"}, "water", "reservoir"),
        ({"landuse": "basin"}, "water", "basin"),
        ({"leisure": "swimming_pool"}, "swimming_pool", "swimming_pool"),
    ],
    ids=str,
)
def test_areas_of_water_are_unnamed_and_never_rivers(tags: dict[str, str], kind: str, detail: str) -> None:
    found = only(classified({**tags, "name": "Wet"}, "polygon"), "water", Shape.POLYGON)
    assert (found.kind, found.properties["kind_detail"]) == (kind, detail)
    assert not any(key.startswith("name") for key in found.properties)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"natural": "water"}, "water"),
        ({"natural": "water", "water": "lake"}, "lake"),
        ({"natural": "water", "water": "pond"}, "water"),
        ({"landuse": "reservoir"}, "water"),
    ],
    ids=str,
)
def test_a_named_lake_has_one_label_of_a_kind_that_is_drawn(tags: dict[str, str], kind: str) -> None:
    found = only(classified({**tags, "name": "Lac"}, "polygon"), "water", Shape.LABEL)
    assert (found.kind, found.properties["name"]) == (kind, "Lac")


@pytest.mark.parametrize(
    "tags",
    [
        {"natural": "water"},
        {"natural": "water", "water": "river", "name": "Rhein"},
        {"waterway": "riverbank", "name": "Rhein"},
        {"leisure": "swimming_pool", "name": "Pool"},
    ],
    ids=str,
)
def test_nameless_water_rivers_and_pools_have_no_label(tags: dict[str, str]) -> None:
    assert [one for one in classified(tags, "polygon") if one.shape is Shape.LABEL] == []


def test_large_water_and_its_label_come_before_small() -> None:
    tags = {"natural": "water", "name": "Lac"}
    zooms = {
        area: [one.min_zoom for one in sorted(classified(tags, "polygon", area), key=lambda one: one.shape)]
        for area in (1e2, 1e5, 1e9, 1e12)
    }
    assert [zooms[area][0] for area in sorted(zooms)] == sorted((zooms[area][0] for area in zooms), reverse=True)
    assert zooms[1e12][0] == 1
    assert all(polygon <= label for polygon, label in zooms.values())


@pytest.mark.parametrize(
    ("waterway", "kind", "zoom"),
    [
        ("river", "river", 9),
        ("canal", "stream", 12),
        ("stream", "stream", 13),
        ("drain", "stream", 14),
        ("ditch", "stream", 14),
    ],
)
def test_watercourses_are_rivers_or_streams(waterway: str, kind: str, zoom: int) -> None:
    found = only(classified({"waterway": waterway, "name": "Bach"}, "line"), "water", Shape.LINE)
    assert (found.kind, found.properties["kind_detail"], found.tile_zoom) == (kind, waterway, zoom)
    first = 12 if kind == "river" else 14
    assert [found.at(tile_zoom).get("name") for tile_zoom in (first - 1, first)] == [None, "Bach"]


@pytest.mark.parametrize("tunnel", ["culvert", "yes"])
def test_a_watercourse_under_ground_is_of_a_kind_that_no_style_draws(tunnel: str) -> None:
    found = only(classified({"waterway": "stream", "tunnel": tunnel}, "line"), "water")
    assert (found.kind, found.properties["is_tunnel"]) == ("culvert", True)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"waterway": "stream", "intermittent": "yes"}, True),
        ({"waterway": "wadi"}, True),
        ({"waterway": "stream", "seasonal": "yes"}, True),
        ({"waterway": "stream", "intermittent": "no"}, None),
        ({"waterway": "stream"}, None),
    ],
    ids=str,
)
def test_intermittent_is_true_or_absent(tags: dict[str, str], expected: bool | None) -> None:
    assert only(classified(tags, "line"), "water").properties.get("intermittent") is expected


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"place": "ocean"}, "ocean"),
        ({"place": "sea"}, "sea"),
        ({"natural": "bay"}, "bay"),
        ({"natural": "strait"}, "strait"),
        ({"natural": "fjord"}, "fjord"),
        ({"natural": "bay", "bay": "fjord"}, "fjord"),
    ],
    ids=str,
)
@pytest.mark.parametrize(("table", "shape"), [("point", Shape.POINT), ("line", Shape.LABEL), ("polygon", Shape.LABEL)])
def test_parts_of_the_sea_are_names_and_never_areas(tags: dict[str, str], kind: str, table: str, shape: Shape) -> None:
    found = classified({**tags, "name": "Fjord"}, table, 1e8 if table == "polygon" else None)
    assert [(one.layer, one.shape, one.kind) for one in found] == [("water", shape, kind)]
    assert classified(tags, table) == []


def test_an_ocean_is_named_from_the_first_tile() -> None:
    assert only(classified({"place": "ocean", "name": "Atlantic"}), "water").tile_zoom == 0


def test_the_sea_is_an_area_without_an_id() -> None:
    found = only(classified({}, "water_polygons", osm_id=3), "water", Shape.POLYGON)
    assert (found.kind, found.min_zoom, found.mvt_id) == ("ocean", 0, 0)
    assert found.properties["source"] == "openstreetmapdata.com"
    assert "id" not in found.properties


def test_a_coastline_is_not_drawn() -> None:
    assert [one for one in classified({"natural": "coastline"}, "line") if one.layer != "boundaries"] == []


def test_a_relation_of_waterways_is_not_drawn_again() -> None:
    assert classified({"waterway": "river", "type": "waterway"}, "line", osm_id=-8) == []
