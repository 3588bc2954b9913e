"""The sample as a person sees it: built by the command, served, drawn by a real browser."""

import zipfile
from typing import TYPE_CHECKING

import mapbox_vector_tile
import pytest

from tests.support.browser import Opener, serving
from tests.support.builds import Built
from tests.support.colours import decode_png, share
from tilebuild.serve.layers import vector_layers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.e2e, pytest.mark.database, pytest.mark.xdist_group("e2e")]

COLOURS = {"light": ("#80deea", "#e2dfda"), "dark": ("#31353f", "#1f1f1f")}
"""Style -> water and earth."""
CITY = (-39.40, 44.02)
ISLAND = (-39.5, 44.08)


def test_the_sample_shows_water_land_roads_buildings_and_labels(browser: "Browser", sample: Built) -> None:
    with serving(sample.home) as url:
        opener = Opener(browser, url)
        page = opener("#style=light")
        shown = {}
        for key, style in (("1", "light"), ("2", "dark")):
            page.page.keyboard.press(key)
            page.look(9.5, *ISLAND)
            whole = decode_png(page.page.screenshot())
            shown[style] = [share(whole, colour) for colour in COLOURS[style]]
            page.look(15.2, *CITY)
            drawn = {layer: page.rendered(layer) for layer in ("earth", "landuse", "buildings", "roads", "pois")}
            page.look(11.5, *CITY)
            places = [one for one in page.rendered("places") if one["drawn"] == "symbol"]
            assert all(drawn.values()), {layer: len(found) for layer, found in drawn.items()}
            assert any(one["drawn"] == "symbol" for one in drawn["roads"])
            assert places
        complaints, requests = page.complaints, page.requests
        opener.close()
    assert all(part > 0.05 for parts in shown.values() for part in parts), shown
    assert complaints == []
    assert all(request.startswith((url, "data:", "blob:")) for request in requests)


KINDS_OF_VALUE = {str: "String", int: "Number", float: "Number", bool: "Boolean"}


def test_tilejson_tells_every_property_that_the_tiles_have(sample: Built) -> None:
    told = {layer["id"]: layer["fields"] for layer in vector_layers(16)}
    untold = set()
    for path in sample.tiles().values():
        with zipfile.ZipFile(path) as metatile:
            for layer, found in mapbox_vector_tile.decode(metatile.read("2/1/1.mvt")).items():
                for feature in found["features"]:
                    given = {name: KINDS_OF_VALUE[type(value)] for name, value in feature["properties"].items()}
                    untold |= {(layer, *one) for one in given.items() - told[layer].items()}
    assert {one for one in untold if not one[1].startswith("name:")} == set()
