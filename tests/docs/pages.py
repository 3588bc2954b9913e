"""Pages of documentation with computed parts, each between two marks."""

import re
from pathlib import Path

from tests.docs import costs, quotas
from tests.support.sam import ROOT

PARTS = {
    "cost.md": {"prices": costs.price_table, "idle": costs.idle_table, "build": costs.build_table},
    "quotas.md": {"planet": quotas.planet_table},
}
"""Page -> name of a part -> what makes it."""


def computed(page: str) -> str:
    """The page with every part made anew.

    Raises:
        ValueError: the page has no such part.
    """
    text = path(page).read_text()
    for name, make in PARTS[page].items():
        pattern = re.compile(rf"(<!-- computed: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not pattern.search(text):
            raise ValueError(f"{page} has no part {name}")
        made = make()
        text = pattern.sub(lambda found, made=made: f"{found[1]}{made}{found[2]}", text)  # type: ignore[misc]
    return text


def path(page: str) -> Path:
    """Where a page lies."""
    return ROOT / "docs" / page
