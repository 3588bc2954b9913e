"""A real PostgreSQL for tests: one private cluster per test run, shared by all xdist workers.

A plugin (named in ``tests/conftest.py``) with the fixtures ``cluster``, ``empty_database``, ``blank_database`` and
``imported``. The process that the user started makes the cluster's directory and removes it; the workers share it as
several commands share a home, so the last one stops the server.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.osm_tables import run
from tilebuild.local.postgres import Cluster
from tilebuild.rawr.database import Database

_FOLDER = "TILEBUILD_TEST_CLUSTER"
"""Environment variable that tells the workers the run's directory."""

Importer = Callable[..., Database]


def pytest_configure(config: pytest.Config) -> None:
    """Choose the run's directory; root's server runs as postgres, who must be able to enter it."""
    if not _is_worker(config):
        folder = Path(tempfile.mkdtemp(prefix="tilebuild-tests-"))
        folder.chmod(0o755)
        os.environ[_FOLDER] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the run's directory, and the cluster if a worker died before it could stop it."""
    if not _is_worker(config):
        folder = Path(os.environ.pop(_FOLDER))
        if (folder / "postgres").exists():
            Cluster(folder / "postgres").destroy()
        shutil.rmtree(folder)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The run's PostgreSQL, running."""
    with Cluster(Path(os.environ[_FOLDER]) / "postgres") as running:
        yield running


@pytest.fixture
def empty_database(cluster: Cluster) -> Iterator[Database]:
    """A new database with PostGIS and hstore, for this test alone."""
    name = f"test_{uuid4().hex}"
    yield cluster.create_database(name)
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def _reused_database(cluster: Cluster) -> Iterator[Database]:
    """Made once per worker: emptying it is far quicker than making a new one."""
    name = f"test_{uuid4().hex}"
    database = cluster.create_database(name)
    run(database, f"ALTER DATABASE {name} SET search_path = osm, public")
    yield database
    cluster.drop_database(name)


@pytest.fixture
def blank_database(_reused_database: Database) -> Database:
    """A database with PostGIS and hstore in ``public`` and nothing in ``osm``, where new tables go."""
    run(_reused_database, "DROP SCHEMA IF EXISTS osm CASCADE", "CREATE SCHEMA osm")
    return _reused_database


@pytest.fixture(scope="session")
def imported(cluster: Cluster) -> Importer:
    """``imported(pbf, water_polygons=None, land_polygons=None)``: the database of an extract, imported once a run."""
    from tilebuild.local.importer import import_extract

    def database(pbf: Path, water_polygons: Path | None = None, land_polygons: Path | None = None) -> Database:
        return import_extract(pbf, cluster, water_polygons=water_polygons, land_polygons=land_polygons).database

    return database
