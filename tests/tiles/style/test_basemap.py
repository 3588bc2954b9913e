"""The rules that every feature of the basemap keeps to, and that the tables say what the page of layers says."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.classified import Decoded, classified
from tests.support.tags import seen, tag_maps
from tilebuild.tiles.features import LAYERS, Shape
from tilebuild.tiles.style import boundaries, buildings, earth, landuse, places, pois, roads, transit, water
from tilebuild.tiles.style.basemap import BASEMAP
from tilebuild.tiles.style.check import TABLES
from tilebuild.tiles.style.model import Row

MODULES = {
    "boundaries": boundaries,
    "buildings": buildings,
    "earth": earth,
    "landuse": landuse,
    "places": places,
    "pois": pois,
    "roads": roads,
    "transit": transit,
    "water": water,
}
NUMBERS = (
    "min_zoom",
    "population",
    "population_rank",
    "sort_key",
    "sort_rank",
    "height",
    "min_height",
    "elevation",
    "id",
)
FLAGS = ("is_bridge", "is_tunnel", "is_link", "intermittent", "disputed")


class Watched(dict[str, str]):
    """Tags that remember which were asked for."""

    def __init__(self, tags: dict[str, str]) -> None:
        super().__init__(tags)
        self.asked: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


@given(tags=tag_maps(), table=st.sampled_from(sorted(TABLES)), relation=st.booleans())
def test_rules_ask_only_for_tags_that_the_style_declares(tags: dict[str, str], table: str, relation: bool) -> None:
    watched = Watched(seen(tags))
    BASEMAP.draw(Row(TABLES[table], table, watched, 1e5, relation))
    assert watched.asked <= BASEMAP.reads | BASEMAP.presence | {key for key, _ in BASEMAP.coarse}


@given(tags=tag_maps(), table=st.sampled_from(sorted(TABLES)), area=st.floats(1, 1e11), relation=st.booleans())
def test_every_feature_keeps_the_rules_that_decide_whether_anything_shows(
    tags: dict[str, str], table: str, area: float, relation: bool
) -> None:
    osm_id = -9 if relation and table != "point" else 9
    for feature in classified(tags, table, None if table in ("point", "line") else area, osm_id):
        assert list(broken_rules(feature)) == []


def broken_rules(feature: Decoded) -> Iterator[str]:
    """Section 0 of what the map styles need, one sentence for each rule that the feature breaks."""
    properties = feature.properties
    if not all(isinstance(value, str | int | float | bool) for value in properties.values()):
        yield "a value has none of MVT's types"
    if any(isinstance(properties.get(name, 0), str | bool) for name in NUMBERS):
        yield "a number is not a number"
    if not all(properties.get(flag, True) is True for flag in FLAGS):
        yield "a flag is neither true nor absent"
    if any(flag in feature.at(11) for flag in ("is_bridge", "is_tunnel")) and feature.layer == "roads":
        yield "a bridge or tunnel below tile zoom 12"
    if properties.get("oneway", "yes") not in ("yes", "-1"):
        yield "oneway is no text yes"
    if not 1 <= len(str(properties.get("shield_text", "A4"))) <= 5:
        yield "a shield of another length than 1 to 5"
    if feature.shape is Shape.POLYGON and any(name.startswith(("name", "script")) for name in properties):
        yield "a polygon with a name"
    if feature.shape is Shape.POLYGON and feature.layer == "water" and feature.kind in ("river", "stream"):
        yield "a polygon that is a river"
    if feature.layer == "pois" and properties.get("min_zoom") != feature.min_zoom:
        yield "a point of interest that does not know its min_zoom"
    if feature.layer == "boundaries" and feature.kind != "maritime" and type(properties["kind_detail"]) is not int:
        yield "an admin level that is no number"
    if any(name.startswith("name:") for name in properties) and "name" not in properties:
        yield "names without a name"
    if math.isfinite(feature.min_zoom) and not 0 <= feature.min_zoom < 17:
        yield "a min_zoom that no tile reaches"
    if properties.get("kind") not in MODULES[feature.layer].KINDS:
        yield "a kind that its layer does not list"


def test_every_layer_has_a_module() -> None:
    assert tuple(MODULES) == LAYERS


@pytest.mark.parametrize("layer", LAYERS)
def test_the_page_of_layers_names_every_kind(layer: str) -> None:
    page = Path(__file__).parents[3].joinpath("docs", "layers.md").read_text()
    section = page.split(f"\n## {layer}\n")[1].split("\n## ")[0]
    missing = [kind for kind in MODULES[layer].KINDS if f"`{kind}`" not in section]
    assert missing == []
