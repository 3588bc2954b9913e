"""A database that is made once per worker and emptied for each test: far quicker than a new one."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.support.osm_tables import run
from tilebuild.local.postgres import Cluster
from tilebuild.rawr.database import Database


@pytest.fixture(scope="session")
def _reused_database(cluster: Cluster) -> Iterator[Database]:
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
