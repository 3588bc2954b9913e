import re

import pytest

from tilebuild.local.project import project_directory

ROOT = project_directory()
PAGE = (ROOT / "docs" / "engine.md").read_text()


@pytest.mark.parametrize("image", re.findall(r"!\[[^\]]+\]\(([^)]+)\)", PAGE))
def test_every_picture_is_there_and_small(image: str) -> None:
    assert (ROOT / "docs" / image).stat().st_size < 150_000


@pytest.mark.parametrize("module", sorted(set(re.findall(r"kernel/([a-z_]+)", PAGE))))
def test_every_step_that_the_page_names_is_a_module(module: str) -> None:
    assert (ROOT / "tilebuild" / "tiles" / "kernel" / f"{module}.py").exists()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"(?<!\.)\b(?:tilebuild|reference)/[a-z_/]+(?:\.py)?", PAGE))))
def test_every_place_that_the_page_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()
