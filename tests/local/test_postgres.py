"""The life of a private PostgreSQL: made, started, shared, killed, started again."""

import os
import signal
import socket
import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest

from tilebuild.errors import RequestError, UnavailableError
from tilebuild.local import postgres_files, postgres_programs
from tilebuild.local.postgres import Cluster, connection, parse_dsn
from tilebuild.local.postgres_files import read_state, server_process, write_state
from tilebuild.local.postgres_programs import Programs, find_programs
from tilebuild.local.postgres_settings import postgresql_conf
from tilebuild.rawr.database import Database

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """A cluster that the tests of this file may break, stopped or running."""
    cluster = Cluster(Path(os.environ["TILEBUILD_TEST_CLUSTER"]) / uuid4().hex)
    cluster.ensure()
    yield cluster
    cluster.destroy()
    assert not cluster.home.exists()


def ask(database: Database, query: str) -> list[tuple[object, ...]]:
    with connection(database) as opened, opened.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def kill(cluster: Cluster) -> None:
    process = server_process(cluster.data)
    assert process is not None
    os.kill(process, signal.SIGKILL)
    while server_process(cluster.data) is not None:
        time.sleep(0.01)


def test_a_new_database_has_postgis_and_hstore(empty_database: Database) -> None:
    assert ask(empty_database, "SELECT ST_SRID(ST_Point(0, 0, 3857)), ('a=>b'::hstore)->'a'") == [(3857, "b")]


def test_a_database_is_dropped_under_an_open_connection(cluster: Cluster) -> None:
    name = f"test_{uuid4().hex}"
    with connection(cluster.create_database(name)):
        assert name in cluster.databases()
        cluster.drop_database(name)
    assert name not in cluster.databases()
    cluster.drop_database(name)


def test_the_password_is_needed_and_for_its_owner_alone(cluster: Cluster) -> None:
    assert stat.S_IMODE((cluster.home / "password").stat().st_mode) == 0o600
    with pytest.raises(UnavailableError, match="password authentication failed"):
        ask(replace(cluster.database("postgres"), password="guess"), "SELECT 1")


def test_no_text_of_a_failed_connection_has_the_password(cluster: Cluster) -> None:
    database = replace(cluster.database("postgres"), names=("nowhere",))
    with pytest.raises(UnavailableError, match="nowhere") as failure:
        ask(database, "SELECT 1")
    assert database.password not in str(failure.value)


def test_the_last_user_of_a_server_stops_it(own_cluster: Cluster) -> None:
    other = Cluster(own_cluster.home)
    with own_cluster:
        process = server_process(own_cluster.data)
        with other:
            assert server_process(other.data) == process
        assert own_cluster.running()
    assert not own_cluster.running()


def test_whoever_came_second_stops_it_if_last(own_cluster: Cluster) -> None:
    own_cluster.start()
    with Cluster(own_cluster.home):
        own_cluster.stop()
        assert own_cluster.running()
    assert not own_cluster.running()


def test_a_cluster_in_use_is_not_destroyed(own_cluster: Cluster) -> None:
    with Cluster(own_cluster.home) as other:
        with pytest.raises(RequestError, match="in use"):
            own_cluster.destroy()
        assert "postgres" in other.databases()


def test_what_was_written_survives_a_killed_server(own_cluster: Cluster) -> None:
    with own_cluster:
        database = own_cluster.create_database("survivor")
        ask(database, "CREATE TABLE t AS SELECT 42 AS x; SELECT 1")
        kill(own_cluster)
        own_cluster.start()
        assert ask(own_cluster.database("survivor"), "SELECT x FROM t") == [(42,)]


def test_a_query_that_outlives_its_killed_server_does_not_keep_the_next_from_starting(own_cluster: Cluster) -> None:
    with own_cluster:
        database = own_cluster.database("postgres")
        asking = threading.Thread(target=ask_in_vain, args=(database, "SELECT sum(i) FROM generate_series(1, 1e9) i"))
        asking.start()
        while ask(database, "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT sum%'") == []:
            time.sleep(0.01)
        kill(own_cluster)
        own_cluster.start()
        asking.join()
        assert ask(own_cluster.database("postgres"), "SELECT 1") == [(1,)]


def ask_in_vain(database: Database, query: str) -> None:
    with pytest.raises(psycopg2.OperationalError):
        ask(database, query)


def test_a_process_that_got_a_killed_servers_id_is_not_taken_for_it(own_cluster: Cluster) -> None:
    with own_cluster:
        kill(own_cluster)
    pid_file = own_cluster.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert not own_cluster.running()
    with own_cluster:
        assert own_cluster.running()


def test_a_port_that_somebody_took_meanwhile_is_replaced(own_cluster: Cluster) -> None:
    taken = own_cluster.port
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        somebody.bind(("127.0.0.1", taken))
        somebody.listen()
        with own_cluster:
            assert own_cluster.port != taken
            assert "postgres" in own_cluster.databases()


def test_a_port_is_kept_while_it_is_free(own_cluster: Cluster) -> None:
    with own_cluster:
        port = own_cluster.port
    with own_cluster:
        assert own_cluster.port == port


def test_a_cluster_that_the_machine_took_down_with_it_is_made_anew(own_cluster: Cluster) -> None:
    said: list[str] = []
    with own_cluster:
        own_cluster.create_database("torn")
        kill(own_cluster)
    state = read_state(own_cluster.home)
    assert state is not None
    write_state(own_cluster.home, replace(state, boot="an earlier boot"))
    with Cluster(own_cluster.home, say=said.append) as anew:
        assert "torn" not in anew.databases()
    assert "made anew" in said[0]


def test_a_cleanly_stopped_cluster_outlives_a_reboot(own_cluster: Cluster) -> None:
    with own_cluster:
        own_cluster.create_database("kept")
    state = read_state(own_cluster.home)
    assert state is not None
    write_state(own_cluster.home, replace(state, boot="an earlier boot"))
    with own_cluster:
        assert "kept" in own_cluster.databases()


def test_a_server_that_does_not_start_says_why(own_cluster: Cluster) -> None:
    hba = own_cluster.data / "pg_hba.conf"
    before = hba.read_text()
    hba.write_text("nonsense\n")
    with pytest.raises(RequestError, match=r"could not load .*pg_hba\.conf"):
        own_cluster.start()
    hba.write_text(before)


def test_data_that_another_version_made_names_the_packages_of_that_version(own_cluster: Cluster) -> None:
    version = own_cluster.data / "PG_VERSION"
    before = version.read_text()
    version.write_text("99\n")
    with pytest.raises(RequestError, match="apt-get install postgresql-99 postgresql-99-postgis-3"):
        own_cluster.start()
    version.write_text(before)


def test_a_home_without_a_cluster_says_so(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="there is no database in"):
        _ = Cluster(tmp_path / "none").port


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_data_go_elsewhere_when_the_servers_user_cannot_enter_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Path(os.environ["TILEBUILD_TEST_CLUSTER"]) / "elsewhere"
    monkeypatch.setattr(postgres_files, "ELSEWHERE", elsewhere)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    said: list[str] = []
    cluster = Cluster(closed / "postgres", say=said.append)
    with cluster:
        assert cluster.data.is_relative_to(elsewhere)
        assert "postgres" in cluster.databases()
    assert str(cluster.data) in said[0]
    cluster.destroy()
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    ("installed", "has_postgis", "sentence"),
    [
        ([], False, "run apt-get install postgresql postgresql-postgis"),
        ([15, 17], False, "PostgreSQL 17 has no PostGIS: run apt-get install postgresql-17-postgis-3"),
    ],
)
def test_missing_packages_are_named(
    monkeypatch: pytest.MonkeyPatch, installed: list[int], has_postgis: bool, sentence: str
) -> None:
    monkeypatch.setattr(postgres_programs, "_installed", lambda: iter(Programs(Path("/x"), v) for v in installed))
    monkeypatch.setattr(postgres_programs, "has_postgis", lambda _: has_postgis)
    with pytest.raises(RequestError, match=sentence):
        find_programs()


def test_an_older_version_with_postgis_is_better_than_a_newer_one_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_programs, "_installed", lambda: iter(Programs(Path("/x"), v) for v in (14, 15, 17)))
    monkeypatch.setattr(postgres_programs, "has_postgis", lambda programs: programs.version < 17)
    assert find_programs().version == 15


@pytest.mark.parametrize(("gib", "shared"), [(0.25, "64MB"), (4, "512MB"), (256, "1024MB")])
def test_memory_of_the_machine_bounds_the_servers(gib: float, shared: str) -> None:
    assert f"shared_buffers = {shared}\n" in postgresql_conf(5432, int(gib * (1 << 30)))


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql://ann:p%40ss@db.example.org:5433/gis",
        "host=db.example.org port=5433 dbname=gis user=ann password=p@ss",
    ],
)
def test_a_dsn_names_a_database(dsn: str) -> None:
    assert parse_dsn(dsn) == Database(("db.example.org",), 5433, ("gis",), "ann", "p@ss")


def test_a_dsn_that_says_little_is_completed() -> None:
    database = parse_dsn("dbname=gis")
    assert (database.hosts, database.port, database.password) == (("localhost",), 5432, "")


@pytest.mark.parametrize(
    ("dsn", "sentence"),
    [
        ("gis", "cannot be read"),
        ("host=db user=ann", "names no database"),
        ("colour=red", 'invalid connection option "colour"'),
    ],
)
def test_a_wrong_dsn_gets_a_sentence(dsn: str, sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        parse_dsn(dsn)
