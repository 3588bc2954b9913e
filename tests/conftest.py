"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A machine may be slow: no test asserts a time, hypothesis neither. CI tries the same examples every time.
settings.register_profile("tilebuild", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.register_profile("quick", settings.get_profile("tilebuild"), max_examples=15)
settings.load_profile("tilebuild")

pytest_plugins = ["tests.support.browser", "tests.support.postgres"]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Extracts and golden files beside the checkout, or wherever TILEBUILD_SHARED_DATA says; skips where absent."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("TILEBUILD_SHARED_DATA", beside))
    if os.environ.get("CI"):
        pytest.skip("the files beside the checkout are not used in CI")
    if not folder.is_dir():
        pytest.skip(f"no data in {folder}: set TILEBUILD_SHARED_DATA to where they are")
    return folder
