import pytest

from tests.support.classified import classified, only
from tilebuild.tiles.features import Shape
from tilebuild.tiles.property_table import Value


@pytest.mark.parametrize(
    ("tags", "kind", "detail"),
    [
        ({"building": "yes"}, "building", None),
        ({"building": "house"}, "building", "house"),
        ({"building": "junk value"}, "building", None),
        ({"building:part": "yes"}, "building_part", None),
        ({"building": "yes", "building:part": "yes"}, "building", None),
    ],
    ids=str,
)
def test_buildings_and_their_parts(tags: dict[str, str], kind: str, detail: str | None) -> None:
    found = only(classified({**tags, "name": "Hall"}, "polygon"), "buildings")
    assert (found.shape, found.kind, found.properties.get("kind_detail")) == (Shape.POLYGON, kind, detail)
    assert "name" not in found.properties


@pytest.mark.parametrize(
    "tags", [{"building": "no"}, {"building:part": "no"}, {"building": "yes", "location": "underground"}], ids=str
)
def test_what_is_no_building_above_ground_is_not_drawn(tags: dict[str, str]) -> None:
    assert classified(tags, "polygon") == []


def test_buildings_are_areas() -> None:
    assert classified({"building": "yes"}, "point") == []
    assert classified({"building": "yes"}, "line") == []


@pytest.mark.parametrize(("area", "nominal"), [(5000, 13), (900, 14), (200, 15), (30, 16)])
def test_buildings_come_by_area_from_nominal_zoom_13(area: float, nominal: int) -> None:
    assert only(classified({"building": "yes"}, "polygon", area), "buildings").min_zoom == nominal


def test_parts_come_later() -> None:
    assert only(classified({"building:part": "yes"}, "polygon", 9000), "buildings").min_zoom == 15


@pytest.mark.parametrize(
    ("tags", "height", "min_height"),
    [
        ({"height": "12"}, 12, None),
        ({"height": "12.5 m", "min_height": "3"}, 12.5, 3),
        ({"height": "40 ft"}, 12.19, None),
        ({"building:levels": "4", "building:min_level": "1"}, 12, 3),
        ({"height": "unknown", "building:levels": "2"}, 6, None),
        ({"height": "9", "building:levels": "2"}, 9, None),
        ({"height": "tall"}, None, None),
    ],
    ids=str,
)
def test_heights_are_numbers_in_metres(tags: dict[str, str], height: Value | None, min_height: Value | None) -> None:
    found = only(classified({"building": "yes", **tags}, "polygon"), "buildings").properties
    assert (found.get("height"), found.get("min_height")) == (height, min_height)
    assert not any(isinstance(found.get(key), str) for key in ("height", "min_height"))


@pytest.mark.parametrize(
    ("tags", "table", "shape"),
    [
        ({"addr:housenumber": "12a"}, "point", Shape.POINT),
        ({"addr:housenumber": "12a", "building": "yes"}, "polygon", Shape.LABEL),
    ],
    ids=str,
)
def test_house_numbers_are_points_in_the_last_tiles(tags: dict[str, str], table: str, shape: Shape) -> None:
    found = only(classified(tags, table), "buildings", shape)
    assert (found.kind, found.tile_zoom, found.properties["addr_housenumber"]) == ("address", 15, "12a")
