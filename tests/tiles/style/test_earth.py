import pytest

from tests.support.classified import classified, only
from tilebuild.tiles.features import Shape


def test_land_is_an_area_at_every_zoom() -> None:
    found = only(classified({}, "land_polygons"), "earth")
    assert (found.shape, found.kind, found.min_zoom, found.mvt_id) == (Shape.POLYGON, "earth", 0, 0)


@pytest.mark.parametrize("place", ["island", "islet", "archipelago"])
@pytest.mark.parametrize(("table", "shape"), [("point", Shape.POINT), ("polygon", Shape.LABEL)])
def test_a_named_island_is_a_label(place: str, table: str, shape: Shape) -> None:
    found = only(classified({"place": place, "name": "Ré"}, table), "earth")
    assert (found.shape, found.kind, found.properties["kind_detail"], found.properties["name"]) == (
        shape,
        "island",
        place,
        "Ré",
    )
    assert classified({"place": place}, table) == []


def test_a_large_island_is_named_before_a_small_one() -> None:
    zooms = [
        only(classified({"place": "island", "name": "I"}, "polygon", area), "earth").tile_zoom for area in (1e4, 1e11)
    ]
    assert zooms[1] < zooms[0]


def test_a_continent_is_named_on_the_small_maps_only() -> None:
    found = only(classified({"place": "continent", "name": "Europa"}), "earth")
    assert (found.kind, found.tile_zoom, found.max_zoom - 1) == ("continent", 0, 3)


@pytest.mark.parametrize("table", ["admin_areas", "buffered_land"])
def test_some_tables_are_carried_and_not_drawn(table: str) -> None:
    tags = {"boundary": "administrative", "admin_level": "2", "name": "X", "place": "island", "natural": "water"}
    assert classified(tags, table) == []
