"""The preview page in a real browser (Debian's chromium, headless): serving it, opening it, waiting for the map.

The tests' fixtures (``tests/support/browser.py``) and ``bench/screenshots.py`` look at the page through it.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp

from tilebuild.serve.listen import address, bound

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGUMENTS = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")
"""WebGL without a graphics card, and as root."""

DRAWN = """() => {
  const map = window.tilebuild;
  return !!map?.getSource?.('tiles') && map.isStyleLoaded() && map.loaded() && map.areTilesLoaded();
}"""

IDLE = """() => new Promise((done) => {
  window.tilebuild.once('idle', () => done());
  window.tilebuild.triggerRepaint();
})"""


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """An application on a free port of this machine, with the address of its page."""
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error"))
    with bound("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield address("127.0.0.1", listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()


def chromium() -> str | None:
    """The browser's program: TILEBUILD_CHROMIUM, or what the system has; None without one."""
    return os.environ.get("TILEBUILD_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def launched(program: str) -> Iterator["Browser"]:
    """A running browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


def wait_until_drawn(page: "Page", timeout: float = 60_000) -> None:
    """Until everything in view is drawn and labels have found their places: the map has nothing more to do.

    Args:
        page: showing the preview.
        timeout: milliseconds.
    """
    page.wait_for_function(DRAWN, timeout=timeout)
    page.evaluate(IDLE)
