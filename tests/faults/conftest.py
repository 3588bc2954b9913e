"""The lab, once a test run. Tests marked ``faults`` run only where they are asked for: ``make test-faults``."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.lab import Lab, build, stored, town
from tilebuild.local.importer import import_extract
from tilebuild.local.postgres import Cluster


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long ones out; where faults are asked for, the short ones are some of them."""
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    if config.option.markexpr == "faults":
        for item in here:
            item.add_marker(pytest.mark.faults)
    elif "faults" not in config.option.markexpr:
        long = [item for item in here if item.get_closest_marker("faults")]
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
