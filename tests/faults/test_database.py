"""A database that goes away, is full, has a replica that is down, and holds a geometry that nobody can draw."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest

from tests.support.lab import REQUEST, Lab, until, workers
from tilebuild.contracts import Stage
from tilebuild.local.postgres_programs import find_programs
from tilebuild.local.postgres_server import data_version, halt
from tilebuild.local.stack import LocalStack
from tilebuild.rawr.database import Database

pytestmark = [pytest.mark.e2e, pytest.mark.database, pytest.mark.xdist_group("faults")]


def stopped_for(lab: Lab, seconds: float) -> None:
    """Stop the server in the middle of everything, and start it again on its port."""
    halt(find_programs(data_version(lab.cluster.data)), lab.cluster.data)
    time.sleep(seconds)
    lab.cluster.start()


@contextmanager
def held_tables(lab: Lab) -> Iterator[None]:
    """No job gets to read its rows before the server goes down, however long that takes."""
    with closing(lab.connect()) as holder, holder.cursor() as cursor:
        cursor.execute("LOCK TABLE planet_osm_point, planet_osm_line, planet_osm_polygon IN ACCESS EXCLUSIVE MODE")
        yield


def until_read(lab: Lab) -> None:
    """Wait until a job waits for rows that are held."""
    with closing(lab.connect(replace(lab.database, names=("postgres",)))) as opened, opened.cursor() as cursor:
        opened.autocommit = True

        def waiting() -> bool:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'",
                lab.database.names,
            )
            return bool(cursor.fetchall()[0][0])

        until(waiting)


def logged(home: Path) -> str:
    """Everything that jobs said."""
    return "".join(log.read_text() for log in (home / "logs").glob("*.log"))


@pytest.mark.parametrize(
    "seconds", [pytest.param(2, id="two seconds"), pytest.param(20, id="twenty seconds", marks=pytest.mark.faults)]
)
def test_a_server_that_is_gone_for_a_while_is_waited_for(lab: Lab, home: Path, seconds: int) -> None:
    port = lab.cluster.port

    def disturb(stack: LocalStack) -> None:
        until_read(lab)
        stopped_for(lab, seconds)

    with held_tables(lab):
        ran = lab.run(home, disturb)
    assert lab.cluster.port == port
    assert "is lost" in logged(home)
    assert ran.outcome.status == "SUCCEEDED", ran.outcome
    assert ran.report.passes == 2  # the second found nothing owed
    assert ran.stored() == lab.expected


def hold_all(lab: Lab, held: ExitStack) -> None:
    """Take connections until there is none left."""
    while True:
        held.enter_context(closing(lab.connect()))


@pytest.mark.faults
def test_a_server_that_takes_no_more_connections_is_asked_again(lab: Lab, home: Path) -> None:
    with ExitStack() as held:
        with pytest.raises(psycopg2.OperationalError, match=r"too many clients|remaining connection slots"):
            hold_all(lab, held)

        def disturb(_: LocalStack) -> None:
            until(lambda: bool(list(workers())))
            time.sleep(10)
            held.close()

        ran = lab.run(home, disturb)
    assert "asking again" in logged(home)
    assert ran.outcome.status == "SUCCEEDED", ran.outcome
    assert ran.stored() == lab.expected


@pytest.mark.faults
def test_replicas_that_are_down_are_passed_over(lab: Lab, home: Path) -> None:
    ran = lab.run(home, hosts="[127.0.0.2, 127.0.0.1, 127.0.0.3]")
    assert ran.outcome.status == "SUCCEEDED", ran.outcome
    assert ran.stored() == lab.expected


POISON = 4_711
WHERE = (5.612, 47.012)
"""Of the poison, in degrees."""


@pytest.fixture
def poisoned(lab: Lab) -> Iterator[Database]:
    """The same database with a curve, which no tile can hold, in one group; too small for the low zooms."""
    name = f"poisoned_{int(time.time())}"
    with closing(lab.connect(replace(lab.database, names=("postgres",)))) as opened:
        opened.autocommit = True
        with opened.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {lab.database.names[0]}")
    database = replace(lab.database, names=(name,))
    with closing(lab.connect(database)) as opened, opened, opened.cursor() as cursor:
        cursor.execute("ALTER TABLE planet_osm_polygon ALTER COLUMN way TYPE geometry")
        cursor.execute(
            """
            INSERT INTO planet_osm_polygon (osm_id, way, tags)
            SELECT %s, ST_SetSRID(ST_Translate(ST_GeomFromText(
                'CURVEPOLYGON(CIRCULARSTRING(0 0, 1 1, 2 0, 1 -1, 0 0))'), ST_X(at), ST_Y(at)), 3857),
                'building=>yes'
            FROM (SELECT ST_Transform(ST_SetSRID(ST_MakePoint(%s, %s), 4326), 3857) AS at) AS place
            """,
            (POISON, *WHERE),
        )
    yield database
    lab.cluster.drop_database(name)


def test_a_geometry_that_nobody_can_draw_fails_the_run_which_names_it(lab: Lab, home: Path, poisoned: Database) -> None:
    ran = lab.run(home, database=poisoned)
    assert (ran.outcome.status, ran.outcome.error) == ("FAILED", "RunIncomplete")
    missing = "high/7-65-45"
    assert ran.report.missing == (missing,)
    assert missing in (ran.outcome.cause or "")
    assert str(POISON) in (ran.outcome.cause or "")
    told = ran.report.stages[Stage.HIGH]
    assert (told.retries, told.asked_memory_mib) == ({"tiles failed": 3}, 3600)
    assert all(name.startswith(missing) and str(POISON) in why for name, why in ran.report.failures.items())
    lost = {f"tile {name.split(' ')[1]}.zip" for name in ran.report.failures}
    stored = {name: data for name, data in ran.stored().items() if name.startswith("tile")}
    assert stored == {name: data for name, data in lab.expected.items() if name.startswith("tile") and name not in lost}
    assert str(POISON) in ran.control.get("runs/run/failed.csv").decode()


@pytest.mark.faults
def test_a_geometry_that_was_mended_is_built_by_asking_for_its_tile(lab: Lab, home: Path, poisoned: Database) -> None:
    failed = lab.run(home, database=poisoned)
    with closing(lab.connect(poisoned)) as opened, opened, opened.cursor() as cursor:
        cursor.execute("DELETE FROM planet_osm_polygon WHERE osm_id = %s", (POISON,))
    request = {**REQUEST, "bbox": None, "tiles": ["10/527/360"]}
    ran = lab.run(home, request=request, name="mended", database=poisoned)
    assert (failed.outcome.status, ran.outcome.status) == ("FAILED", "SUCCEEDED")
    assert ran.stored() == lab.expected
