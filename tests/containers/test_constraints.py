"""What the images pin is what the package asks for, and nothing else."""

import tomllib
from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.sam import ROOT

FOLDER = ROOT / "containers"
OF_THE_IMPORT = ["osmium", "pyogrio", "shapely"]
"""What the import has of `tilebuild[local]`: it expands no template and interprets no machine."""


def pinned(image: str) -> dict[str, str]:
    """Version by name of an image's own constraints."""
    lines = (FOLDER / image / "constraints.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def closure(wanted: list[Requirement]) -> set[str]:
    """Distributions that these requirements bring, in the end."""
    found: set[str] = set()
    for one in wanted:
        name = canonicalize_name(one.name)
        inner = [Requirement(text) for text in requires(name) or []]
        found |= {name} | closure([other for other in inner if _applies(other, one.extras)])
    return found


def _applies(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in (extras or {""}))


def asked_by_the_package() -> list[Requirement]:
    """What the library and its jobs need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [Requirement(text) for text in [*project["dependencies"], *project["optional-dependencies"]["worker"]]]


def test_the_worker_pins_what_it_needs() -> None:
    assert {canonicalize_name(name) for name in pinned("worker")} == closure(asked_by_the_package())


def test_the_import_pins_what_it_needs_beside() -> None:
    needed = closure([Requirement(name) for name in OF_THE_IMPORT])
    assert {canonicalize_name(name) for name in pinned("import")} == needed - closure(asked_by_the_package())


def test_what_is_pinned_is_what_the_package_allows() -> None:
    for one in asked_by_the_package():
        assert pinned("worker")[canonicalize_name(one.name)] in one.specifier, one


@pytest.mark.parametrize("image", ["worker", "import"])
def test_pins_are_whole_versions_in_order(image: str) -> None:
    names = list(pinned(image))
    assert names == sorted(names)
    assert all(version[0].isdigit() and "*" not in version for version in pinned(image).values())
