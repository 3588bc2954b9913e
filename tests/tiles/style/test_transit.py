import pytest

from tests.support.classified import classified, only
from tilebuild.tiles.features import Shape


@pytest.mark.parametrize(
    ("route", "kind"),
    [("train", "train"), ("railway", "train"), ("subway", "subway"), ("tram", "tram"), ("light_rail", "light_rail")],
)
def test_routes_are_the_lines_of_relations(route: str, kind: str) -> None:
    tags = {"type": "route", "route": route, "ref": "S1", "colour": "#ff0000"}
    found = only(classified(tags, "line", osm_id=-3), "transit", Shape.LINE)
    assert (found.kind, found.properties["ref"], found.properties["colour"]) == (kind, "S1", "#ff0000")
    assert classified(tags, "line", osm_id=3) == []


@pytest.mark.parametrize("route", ["bus", "hiking", "road"])
def test_other_routes_are_not_drawn(route: str) -> None:
    assert classified({"type": "route", "route": route}, "line", osm_id=-3) == []


@pytest.mark.parametrize("tags", [{"railway": "platform"}, {"public_transport": "platform"}], ids=str)
@pytest.mark.parametrize(("table", "shape"), [("line", Shape.LINE), ("polygon", Shape.POLYGON)])
def test_platforms_are_in_the_last_tiles(tags: dict[str, str], table: str, shape: Shape) -> None:
    found = only(classified(tags, table), "transit")
    assert (found.kind, found.shape, found.tile_zoom) == ("platform", shape, 15)
    assert classified({**tags, "indoor": "yes"}, table) == []
