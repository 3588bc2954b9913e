import math

import pytest

from tests.support.classified import classified, only
from tilebuild.tiles.features import Shape


@pytest.mark.parametrize("osm_id", [4, -4], ids=["way", "relation"])
@pytest.mark.parametrize(
    ("level", "kind", "detail", "zoom"),
    [
        ("2", "country", 2, 0),
        ("3", "region", 3, 4),
        ("4", "region", 4, 4),
        ("5", "county", 5, 8),
        ("6", "county", 6, 8),
        ("7", "locality", 7, 10),
        ("8", "locality", 8, 10),
        ("2;4", "country", 2, 0),
    ],
)
def test_the_admin_level_is_a_number_and_decides(level: str, kind: str, detail: int, zoom: int, osm_id: int) -> None:
    tags = {"boundary": "administrative", "admin_level": level, "name": "A — B"}
    found = only(classified(tags, "line", osm_id=osm_id), "boundaries", Shape.LINE)
    assert (found.kind, found.properties["kind_detail"], found.tile_zoom) == (kind, detail, zoom)
    assert type(found.properties["kind_detail"]) is int
    assert "name" not in found.properties


@pytest.mark.parametrize(
    "tags",
    [
        {"boundary": "administrative"},
        {"boundary": "administrative", "admin_level": "9"},
        {"boundary": "administrative", "admin_level": "low"},
        {"boundary": "postal_code", "admin_level": "8"},
        {"admin_level": "2"},
    ],
    ids=str,
)
def test_other_borders_are_not_drawn(tags: dict[str, str]) -> None:
    assert classified(tags, "line") == []


@pytest.mark.parametrize("table", ["point", "polygon"])
def test_borders_are_lines_only(table: str) -> None:
    assert classified({"boundary": "administrative", "admin_level": "2"}, table) == []


@pytest.mark.parametrize(
    "tags",
    [
        {"boundary": "administrative", "admin_level": "2", "maritime": "yes"},
        {"boundary": "administrative", "admin_level": "6", "natural": "coastline"},
        {"natural": "coastline"},
        {"boundary": "administrative", "admin_level": "2", "closure_segment": "yes"},
    ],
    ids=str,
)
def test_a_border_at_sea_is_in_no_tile_but_known_to_the_engine(tags: dict[str, str]) -> None:
    found = only(classified(tags, "line"), "boundaries")
    assert (found.kind, found.min_zoom) == ("maritime", math.inf)
    assert "min_zoom" not in found.properties


def test_an_islands_coast_is_known_to_the_engine_too() -> None:
    found = only(classified({"natural": "coastline", "place": "islet"}, "polygon"), "boundaries")
    assert (found.kind, found.shape, found.min_zoom) == ("maritime", Shape.LINE, math.inf)


def test_a_territorial_border_on_land_is_drawn() -> None:
    tags = {"boundary": "administrative", "admin_level": "2", "border_type": "territorial"}
    assert only(classified(tags, "line"), "boundaries").kind == "country"


def test_maritime_no_is_on_land() -> None:
    tags = {"boundary": "administrative", "admin_level": "2", "maritime": "no"}
    assert only(classified(tags, "line"), "boundaries").kind == "country"


def test_a_disputed_border_says_so() -> None:
    tags = {"boundary": "administrative", "admin_level": "2", "disputed": "yes"}
    assert only(classified(tags, "line"), "boundaries").properties["disputed"] is True


def test_countries_are_drawn_last() -> None:
    ranks = [
        only(classified({"boundary": "administrative", "admin_level": n}, "line"), "boundaries").rank for n in "2468"
    ]
    assert ranks == sorted(ranks, reverse=True)
