"""Fixtures that open the preview page of a real server in a real browser, and note what goes wrong in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import town
from tests.support.preview import chromium, launched, served, wait_until_drawn
from tests.support.stored import put_run
from tilebuild.serve.app import STATIC, Options, create_app
from tilebuild.serve.catalogue import Catalogue
from tilebuild.serve.runs import buckets_of, runs_of_home
from tilebuild.storage import open_directory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

SIZES = {"desktop": (1024, 680), "phone": (390, 780)}


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """One browser for the tests of a module; skips where there is none and none is demanded.

    Not longer: its event loop counts as running in this thread, where other modules' tests start their own.
    """
    program = chromium()
    if program is None:
        pytest.skip("chromium is not installed")
    if not (STATIC / "index.html").is_file():
        pytest.skip("the preview page is not built: run `make setup`")
    with launched(program) as browser:
        yield browser


@contextmanager
def serving(home: Path, archives: dict[str, Path] | None = None) -> Iterator[str]:
    """A server over a home, with the address of its page."""
    catalogue = Catalogue(lambda: runs_of_home(home), lambda name: open_directory(buckets_of(home), name))
    with served(create_app(catalogue, Options(archives=archives or {}))) as url:
        yield url


@dataclass
class Visit:
    """A page that was opened, and everything in it that should not have been."""

    page: "Page"
    base: str
    complaints: list[str] = field(default_factory=list)
    """Console messages above info, uncaught errors, failed requests."""
    requests: list[str] = field(default_factory=list)
    """Every address asked for."""

    def fail(self, url: str, why: str) -> None:
        """Note a request that failed, unless the page itself had no more use for it."""
        if "ERR_ABORTED" not in why:
            self.complaints.append(f"{url}: {why}")

    def wait(self) -> None:
        """Until everything in view is drawn and labels have found their places: the map has nothing more to do."""
        wait_until_drawn(self.page)

    def look(self, zoom: float, longitude: float, latitude: float) -> None:
        """Go somewhere."""
        view = {"center": [longitude, latitude], "zoom": zoom}
        self.page.evaluate("(view) => window.tilebuild.jumpTo(view)", view)
        self.wait()

    def rendered(self, layer: str) -> list[dict[str, Any]]:
        """Properties of all features of a layer of the tiles that are drawn in view."""
        found: list[dict[str, Any]] = self.page.evaluate(
            """(layer) => window.tilebuild.queryRenderedFeatures()
                 .filter((one) => one.source === 'tiles' && one.sourceLayer === layer)
                 .map((one) => ({...one.properties, geometry: one.geometry.type, drawn: one.layer.type}))""",
            layer,
        )
        return found


def watch(page: "Page", base: str) -> Visit:
    """Start to listen to what a page says and asks for."""
    visit = Visit(page, base)
    page.on("console", lambda one: visit.complaints.append(one.text) if one.type in ("warning", "error") else None)
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on("requestfailed", lambda one: visit.fail(one.url, str(one.failure)))
    page.on("request", lambda one: visit.requests.append(one.url))
    return visit


class Opener:
    """Opens pages of one address, in windows of any size."""

    def __init__(self, browser: "Browser", base: str) -> None:
        self._browser = browser
        self.base = base
        self._contexts: list[BrowserContext] = []
        self.visits: list[Visit] = []

    def __call__(self, path: str = "", size: str = "desktop", base: str = "") -> Visit:
        """Open the page and wait until it is drawn."""
        width, height = SIZES[size]
        phone = size == "phone"
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=phone,
            is_mobile=phone,
            color_scheme="light",
            reduced_motion="reduce",  # labels do not fade, the map does not fly: nothing to wait for
        )
        self._contexts.append(context)
        visit = watch(context.new_page(), base or self.base)
        self.visits.append(visit)
        visit.page.goto(visit.base + path)
        visit.wait()
        return visit

    def close(self) -> None:
        """Close everything that was opened."""
        for context in self._contexts:
            context.close()


@pytest.fixture(scope="session")
def town_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the made-up town in it."""
    home = tmp_path_factory.mktemp("home")
    put_run(home, "town", {"bbox": list(town.BBOX)}, town.draw)
    return home


@pytest.fixture(scope="session")
def town_url(town_home: Path) -> Iterator[str]:
    """The page of the town."""
    with serving(town_home) as url:
        yield url


@pytest.fixture
def visit(browser: "Browser", town_url: str) -> Iterator[Opener]:
    """Opens the page of the town; at the end nothing may have gone wrong in it."""
    opener = Opener(browser, town_url)
    yield opener
    opener.close()
    for one in opener.visits:
        assert one.complaints == []
        elsewhere = [url for url in one.requests if not url.startswith((one.base, "data:", f"blob:{one.base}"))]
        assert elsewhere == []
