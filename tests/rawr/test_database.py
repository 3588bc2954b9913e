import threading
from dataclasses import replace

import psycopg2
import pytest
from psycopg2 import sql

from tests.support.osm_tables import run
from tilebuild.errors import RequestError, UnavailableError
from tilebuild.local.postgres import connection
from tilebuild.rawr.database import Database, Snapshot, open_snapshot

NOWHERE = Database(("127.0.0.1",), 1, ("gis",), "renderer", "s3cret", connect_timeout=2)


def test_the_password_is_in_no_text_of_the_parameters() -> None:
    assert "s3cret" not in f"{NOWHERE!r} {NOWHERE}"


def test_a_host_that_does_not_answer_is_unavailable_and_named_without_credentials() -> None:
    with pytest.raises(UnavailableError, match=r"database gis on 127\.0\.0\.1, port 1 is not reachable") as caught:
        open_snapshot(NOWHERE).__enter__()
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_name_that_no_host_has_is_unavailable() -> None:
    with pytest.raises(UnavailableError, match="not reachable"):
        open_snapshot(replace(NOWHERE, hosts=("no-such-host.invalid",))).__enter__()


@pytest.mark.database
def test_a_wrong_password_is_refused_and_not_shown(blank_database: Database) -> None:
    with pytest.raises(RequestError, match=f"refuses user '{blank_database.user}'") as caught:
        open_snapshot(replace(blank_database, password="s3cret")).__enter__()
    assert "s3cret" not in str(caught.value)


@pytest.mark.database
def test_a_missing_database_is_refused_by_name(blank_database: Database) -> None:
    with pytest.raises(RequestError, match='"nowhere" does not exist'):
        open_snapshot(replace(blank_database, names=("nowhere",))).__enter__()


@pytest.mark.database
def test_the_next_replica_is_taken_where_one_is_down(blank_database: Database) -> None:
    down = "127.0.0.9"
    database = replace(blank_database, hosts=(down, *blank_database.hosts))
    for _ in range(6):
        with open_snapshot(database) as snapshot:
            assert snapshot.rows("SELECT 1") == [(1,)]


@pytest.mark.database
def test_a_session_has_its_limits_and_its_name(blank_database: Database) -> None:
    database = replace(blank_database, statement_timeout=17, application_name="rawr 7/1/2")
    with open_snapshot(database) as snapshot:
        settings = [snapshot.rows(f"SHOW {name}")[0][0] for name in ("statement_timeout", "application_name", "jit")]
        assert settings == ["17s", "rawr 7/1/2", "off"]


@pytest.mark.database
def test_all_reads_see_the_database_as_it_was_at_the_first_and_change_nothing(blank_database: Database) -> None:
    run(blank_database, "CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)")
    with open_snapshot(blank_database) as snapshot:
        before = snapshot.rows("SELECT count(*) FROM t")
        run(blank_database, "INSERT INTO t VALUES (2)")
        assert snapshot.rows("SELECT count(*) FROM t") == before == [(1,)]
        with pytest.raises(RequestError, match="read-only transaction"):
            snapshot.rows("INSERT INTO t VALUES (3) RETURNING n")


@pytest.mark.database
def test_a_missing_table_is_refused_by_name(blank_database: Database) -> None:
    with open_snapshot(blank_database) as snapshot, pytest.raises(RequestError, match='"planet_osm_line" does not'):
        snapshot.copy(sql.SQL("SELECT * FROM planet_osm_line"))


@pytest.mark.database
def test_a_query_that_takes_too_long_is_unavailable(blank_database: Database) -> None:
    database = replace(blank_database, statement_timeout=1)
    with open_snapshot(database) as snapshot, pytest.raises(UnavailableError, match="statement timeout"):
        snapshot.copy(sql.SQL("SELECT pg_sleep(30)"))


@pytest.mark.database
def test_a_part_that_fails_leaves_the_rest_readable(blank_database: Database) -> None:
    with open_snapshot(blank_database) as snapshot:
        with pytest.raises(RequestError, match="division by zero"), snapshot.part():
            snapshot.rows("SELECT 1 / 0")
        with snapshot.part():
            assert snapshot.rows("SELECT 1") == [(1,)]


@pytest.mark.database
def test_a_connection_lost_in_the_middle_of_a_query_is_unavailable(blank_database: Database) -> None:
    with open_snapshot(blank_database) as snapshot:
        ((backend,),) = snapshot.rows("SELECT pg_backend_pid()")
        caught: list[BaseException] = []
        reader = threading.Thread(target=_read_on, args=(snapshot, caught))
        reader.start()
        _terminate_when_busy(blank_database, backend)
        reader.join(timeout=30)
        assert [type(error) for error in caught] == [UnavailableError]
        with pytest.raises(UnavailableError, match=r"connection to database \w+ is lost"):
            snapshot.rows("SELECT 1")


def _read_on(snapshot: Snapshot, caught: list[BaseException]) -> None:
    try:
        with snapshot.part():
            snapshot.copy(sql.SQL("SELECT repeat('x', 1000), pg_sleep(0.01) FROM generate_series(1, 3000)"))
    except Exception as error:
        caught.append(error)


def _terminate_when_busy(database: Database, backend: int) -> None:
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = %s AND query LIKE 'COPY%%'"
    with connection(database) as opened, opened.cursor() as cursor:
        cursor.execute("SET statement_timeout = '20s'")
        while True:
            cursor.execute(query, (backend,))
            if cursor.fetchone():
                return


@pytest.mark.database
def test_errors_carry_no_driver_error_that_might_hold_the_connection(blank_database: Database) -> None:
    with open_snapshot(blank_database) as snapshot, pytest.raises(RequestError) as caught:
        snapshot.rows("SELECT * FROM nowhere")
    assert not isinstance(caught.value.__cause__, psycopg2.Error)
