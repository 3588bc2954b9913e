import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builds import Built, build
from tilebuild.local.postgres import Cluster
from tilebuild.local.sample import write_sample


@pytest.fixture(scope="session")
def home_directory() -> Iterator[Path]:
    """A directory that the database's user may enter, whoever runs the tests; its name has a space, as a user's may."""
    with tempfile.TemporaryDirectory(prefix="tilebuild e2e ") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def sample(home_directory: Path) -> Iterator[Built]:
    """The sample, built once by the command."""
    files = write_sample(home_directory / "files")
    home = home_directory / "sample"
    yield build(
        home, "--pbf", files.pbf, "--water-polygons", files.water_polygons, "--land-polygons", files.land_polygons
    )
    Cluster(home / "postgres").destroy()


@pytest.fixture(scope="session")
def monaco(home_directory: Path, shared_data: Path) -> Iterator[Built]:
    home = home_directory / "monaco"
    yield build(home, "--pbf", shared_data / "osm" / "monaco-2021.osm.pbf")
    Cluster(home / "postgres").destroy()


@pytest.fixture(scope="session")
def liechtenstein(home_directory: Path, shared_data: Path) -> Iterator[Built]:
    home = home_directory / "liechtenstein"
    yield build(home, "--pbf", shared_data / "osm" / "liechtenstein-2015.osm.pbf")
    Cluster(home / "postgres").destroy()


@pytest.fixture(
    params=[
        "sample",
        pytest.param("monaco", marks=pytest.mark.shared),
        pytest.param("liechtenstein", marks=pytest.mark.shared),
    ]
)
def built(request: pytest.FixtureRequest) -> Built:
    found: Built = request.getfixturevalue(request.param)
    return found
