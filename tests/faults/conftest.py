"""The lab, once a test run. Tests marked ``faults`` run only where they are asked for: ``make test-faults``."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.lab import Lab, build, stored, town
from tilebuild.local.importer import import_extract
from tilebuild.local.postgres import Cluster


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long ones."""
    if "faults" in config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker("faults")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    with tempfile.TemporaryDirectory(prefix="tilebuild-faults-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        extract = town(folder)
        with Cluster(folder / "postgres") as cluster:
            imported = import_extract(extract, cluster)
            made = Lab(folder, cluster, imported.database, ("--pbf", str(extract)))
            made.whole = stored(folder / "undisturbed", str(build(made, folder / "undisturbed")["prefix"]))
            yield made
        Cluster(folder / "postgres").destroy()


@pytest.fixture
def home(lab: Lab, tmp_path: Path) -> Path:
    return tmp_path / "home"
