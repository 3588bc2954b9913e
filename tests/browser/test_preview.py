import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, expect

from tests.support import town
from tests.support.browser import Opener, Visit, serving
from tests.support.colours import Pixels, decode_png, share
from tilebuild.cli.export import command as export

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

WATER = {"light": "#80deea", "dark": "#31353f"}
EARTH = {"light": "#e2dfda", "dark": "#1f1f1f"}
STREETS = (15.3, 7.4175, 43.731)
"""A view of streets and houses: zoom, longitude, latitude."""


def picture(visit: Visit) -> Pixels:
    return decode_png(visit.page.screenshot())


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("style", ["light", "dark"])
def test_the_page_opens_on_the_newest_run_and_draws_it(visit: Opener, style: str, size: str) -> None:
    page = visit(f"#style={style}", size)
    seen = picture(page)
    assert share(seen, WATER[style]) > 0.05
    assert share(seen, EARTH[style]) > 0.08
    assert shows_the_whole_town(page)


def shows_the_whole_town(visit: Visit) -> bool:
    west, south, east, north = visit.page.evaluate("() => window.tilebuild.getBounds().toArray().flat()")
    return bool(west < town.BBOX[0] and south < town.BBOX[1] and town.BBOX[2] < east and town.BBOX[3] < north)


def test_a_key_shows_all_of_it_again(visit: Opener) -> None:
    page = visit("#style=light")
    page.look(*STREETS)
    assert not shows_the_whole_town(page)
    page.page.keyboard.press("h")
    page.wait()
    assert shows_the_whole_town(page)


@pytest.mark.parametrize("style", ["light", "dark"])
def test_every_layer_that_the_style_draws_is_drawn(visit: Opener, style: str) -> None:
    page = visit(f"#style={style}")
    page.look(*STREETS)
    for layer in ("earth", "landuse", "buildings", "roads", "pois"):
        assert page.rendered(layer), layer
    page.look(14.4, *town.CENTRE)
    assert any(one["kind"] == "ocean" and one["drawn"] == "fill" for one in page.rendered("water"))
    assert any(one["drawn"] == "line" for one in page.rendered("boundaries"))


def test_labels_stand_in_several_scripts_and_with_icons(visit: Opener) -> None:
    page = visit("#style=light")
    page.look(14.4, *town.CENTRE)
    places = {one["name"] for one in page.rendered("places") if one["drawn"] == "symbol"}
    assert places == {"Synthia", "北町", "المدينة"}
    labels = [one for one in page.rendered("roads") if one["drawn"] == "symbol"]
    assert {one["name"] for one in labels} >= {"Road A8"}
    page.look(*STREETS)
    assert {one["name"] for one in page.rendered("pois")} >= {"Café Été"}
    page.look(18.2, 7.4175, 43.7312)
    assert {one["addr_housenumber"] for one in page.rendered("buildings") if one["geometry"] == "Point"}


def test_text_is_really_painted(visit: Opener) -> None:
    page = visit("#style=light")
    page.look(15, 7.427, 43.7365)
    without = "() => window.tilebuild.getStyle().layers.filter((one) => one.type === 'symbol')"
    hide = (
        f"() => {{ for (const one of ({without})()) window.tilebuild.setLayoutProperty(one.id, 'visibility', 'none') }}"
    )
    with_labels = picture(page)
    page.page.evaluate(hide)
    page.wait()
    changed = (with_labels != picture(page)).any(axis=2)
    assert changed.mean() > 0.001


def test_the_style_of_raw_layers_draws_all_nine(visit: Opener) -> None:
    page = visit("#style=layers")
    drawn = set()
    for view in ((14.4, *town.CENTRE), STREETS, (17, 7.4095, 43.732)):
        page.look(*view)
        drawn |= {layer for layer in _boxes(page) if page.rendered(layer)}
    assert drawn == set(_boxes(page))
    assert len(drawn) == 9


def _boxes(page: Visit) -> list[str]:
    found: list[str] = page.page.eval_on_selector_all("#layers input", "(all) => all.map((one) => one.dataset.layer)")
    return found


def test_styles_are_switched_by_button_and_key_and_kept_in_the_link(visit: Opener) -> None:
    page = visit("#style=light")
    page.page.get_by_role("radio", name="Dark").click()
    page.wait()
    assert share(picture(page), WATER["dark"]) > 0.05
    assert "style=dark" in page.page.url
    page.page.keyboard.press("3")
    page.wait()
    assert page.rendered("transit")
    again = visit(page.page.url.removeprefix(page.base))
    assert again.rendered("transit")


def test_the_view_is_kept_in_the_link(visit: Opener) -> None:
    page = visit("#map=15.5/43.733/7.411&style=light")
    centre = page.page.evaluate("() => window.tilebuild.getCenter().toArray()")
    assert centre == pytest.approx([7.411, 43.733], abs=1e-4)
    page.look(16, 7.42, 43.73)
    assert re.search(r"map=16/43\.73/7\.42\b", page.page.url)


def test_a_layer_is_switched_off_and_on(visit: Opener) -> None:
    page = visit("#style=light")
    page.look(*STREETS)
    box = page.page.locator("input[data-layer=buildings]")
    box.uncheck()
    page.wait()
    assert not page.rendered("buildings")
    assert "hide=buildings" in page.page.url
    page.page.keyboard.press("2")
    page.wait()
    assert not page.rendered("buildings")
    page.page.locator("input[data-layer=buildings]").check()
    page.wait()
    assert page.rendered("buildings")


def _point(page: Visit, longitude: float, latitude: float) -> tuple[float, float]:
    place = page.page.evaluate("(at) => window.tilebuild.project(at)", [longitude, latitude])
    return place["x"], place["y"]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_inspector_shows_the_properties_of_what_is_clicked(visit: Opener, size: str) -> None:
    page = visit("#style=light", size)
    page.look(*STREETS)
    x, y = _point(page, 7.4199, 43.7318)
    if size == "phone":
        page.page.touchscreen.tap(x, y)
    else:
        page.page.mouse.click(x, y)
    card = page.page.locator(".feature", has_text="Road D6").first
    expect(card).to_be_visible()
    if not card.locator("dl").is_visible():
        card.locator("summary").click()
    expect(card.locator("dl")).to_contain_text("major_road")
    expect(card.locator("dl")).to_contain_text("kind_detail")
    expect(card.locator("dl")).to_contain_text("primary")
    expect(card.get_by_role("link")).to_have_attribute("href", "https://www.openstreetmap.org/way/4711")
    page.page.keyboard.press("Escape")
    expect(page.page.locator("#inspector")).to_be_hidden()


def test_the_inspector_works_by_keyboard_alone(visit: Opener) -> None:
    page = visit("#style=light")
    page.look(16, 7.4199, 43.7318)
    page.page.locator(".maplibregl-canvas").focus()
    page.page.keyboard.press("Enter")
    expect(page.page.locator(".feature").first).to_be_visible()


def test_tile_borders_name_tiles_and_their_sizes(visit: Opener) -> None:
    page = visit("#style=light")
    page.look(14.2, *town.CENTRE)
    page.page.keyboard.press("t")
    page.page.wait_for_function(
        """() => window.tilebuild.queryRenderedFeatures({layers: ['grid-label']})
             .some((one) => /^14\\/8529\\/5974\\n[\\d.]+ kB$/.test(one.properties.label))"""
    )


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("opened", ["nothing", "panel"])
def test_the_attribution_is_always_in_sight(visit: Opener, size: str, opened: str) -> None:
    page = visit("#style=light", size)
    shown = page.page.locator("#panel").is_visible()
    if shown != (opened == "panel"):
        page.page.locator("#toggle-panel").click()
    link = page.page.get_by_role("link", name="© OpenStreetMap contributors")
    expect(link).to_be_visible()
    box = link.bounding_box()
    assert box is not None
    on_top = "(at) => document.elementFromPoint(at[0], at[1])?.closest('a')?.textContent"
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert page.page.evaluate(on_top, middle) == "© OpenStreetMap contributors"


def test_nothing_is_wider_than_a_phone(visit: Opener) -> None:
    page = visit("#style=light", "phone")
    page.page.locator("#toggle-panel").click()
    widest = page.page.evaluate(
        """() => [...document.querySelectorAll('.card, .card *')]
             .reduce((most, one) => Math.max(most, one.getBoundingClientRect().right), 0)"""
    )
    assert widest <= 390


def test_every_control_has_a_name(visit: Opener) -> None:
    page = visit("#style=light")
    nameless = page.page.evaluate(
        """() => [...document.querySelectorAll('button, select, input:not([type=file])')]
             .filter((one) => !(one.textContent.trim() || one.ariaLabel || one.title || one.labels?.length))
             .map((one) => one.outerHTML)"""
    )
    assert nameless == []


def archive_of(home: Path, folder: Path) -> Path:
    out = folder / "town.pmtiles"
    outcome = CliRunner().invoke(export, [str(out), "--home", str(home)], catch_exceptions=False)
    assert outcome.exit_code == 0
    return out


def test_an_archive_of_ones_own_shows_the_same_map(visit: Opener, town_home: Path, tmp_path: Path) -> None:
    page = visit("#style=light")
    page.look(14.4, *town.CENTRE)
    before = {layer: len(page.rendered(layer)) for layer in ("roads", "buildings", "water", "places")}
    page.page.locator("#archive-file").set_input_files(archive_of(town_home, tmp_path))
    expect(page.page.locator("#about")).to_contain_text("archive")
    page.wait()
    page.look(14.4, *town.CENTRE)
    assert {layer: len(page.rendered(layer)) for layer in before} == before


def test_an_archive_on_the_server_shows_the_same_map(browser: Browser, town_home: Path, tmp_path: Path) -> None:
    with serving(town_home, {"town.pmtiles": archive_of(town_home, tmp_path)}) as url:
        opener = Opener(browser, url)
        run, archive = opener("#style=light"), opener("?pmtiles=town.pmtiles#style=light")
        tiles = [one for one in archive.requests if ".mvt" in one]
        pictures = [picture(one) for one in (run, archive)]
        assert archive.complaints == []
        opener.close()
    assert tiles == []
    for colour in (WATER["light"], EARTH["light"]):
        first, second = (share(one, colour) for one in pictures)
        assert first == pytest.approx(second, rel=0.02)


def test_a_server_without_tiles_says_so(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path) as url:
        page = browser.new_page()
        page.goto(url)
        expect(page.locator("#toast")).to_contain_text("There are no tiles yet")
        page.close()
