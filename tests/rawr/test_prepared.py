from dataclasses import replace
from uuid import uuid4

import pytest
from psycopg2 import sql

from tests.support.osm_tables import add_feature, create_tables, run
from tilebuild.grid import Box
from tilebuild.local.postgres import connection
from tilebuild.rawr.database import Database, open_snapshot
from tilebuild.rawr.prepared import REGISTER, Prepared, find_prepared, prepared_digest, rows_digest, table_name
from tilebuild.rawr.schema import read_schema

pytestmark = pytest.mark.database

STYLE, OTHER = "a" * 64, "b" * 64
HERE = Box(0, 0, 100, 100)
THERE = Box(5000, 0, 5100, 100)
MADE = Prepared("made")


@pytest.fixture
def osm(blank_database: Database) -> Database:
    """A table of lines and a prepared one that is empty."""
    create_tables(blank_database)
    run(
        blank_database,
        "CREATE TABLE made (source text, osm_id bigint, layer text, min_zoom real, place tid, extent box,"
        " label_x double precision, label_y double precision)",
    )
    return blank_database


def add(database: Database, osm_id: int, zoom: float, *corners: float, source: str = "line") -> None:
    """A line of the table, and an entry for it as of one of ``source``."""
    with connection(database) as opened:
        add_feature(opened, "line", osm_id, "LINESTRING(0 0, 1 1)")
    run(
        database,
        f"INSERT INTO made SELECT 'planet_osm_{source}', osm_id, 'roads', {zoom}, ctid,"
        f" box(point({corners[0]}, {corners[1]}), point({corners[2]}, {corners[3]}))"
        f" FROM planet_osm_line WHERE osm_id = {osm_id}",
    )


def shown(database: Database, *around: Box, below: float = 9, min_size: float = 0) -> list[int]:
    condition = MADE.shows("planet_osm_line", around, below, min_size)
    with open_snapshot(database) as snapshot:
        query = sql.SQL("SELECT osm_id FROM planet_osm_line WHERE {} ORDER BY 1").format(condition)
        return [osm_id for (osm_id,) in snapshot.rows(query)]


def test_rows_are_shown_whose_zoom_is_below(osm: Database) -> None:
    for osm_id, zoom in enumerate((3, 4.9375, 5, 7)):
        add(osm, osm_id, zoom, 10, 10, 20, 20)
    assert shown(osm, HERE, below=5) == [0, 1]
    assert shown(osm, HERE, below=5.5) == [0, 1, 2]


def test_rows_are_shown_that_are_near_a_box(osm: Database) -> None:
    add(osm, 1, 0, -500, -500, 500, 500)
    add(osm, 2, 0, 90, 90, 5050, 95)
    add(osm, 3, 0, 109, 109, 120, 120)
    add(osm, 4, 0, 112, 0, 120, 9)
    add(osm, 5, 0, 0, -20, 9, -12)
    add(osm, 6, 0, 5020, 20, 5030, 30)
    assert shown(osm, HERE) == [1, 2, 3]
    assert shown(osm, THERE) == [2, 6]
    assert shown(osm, HERE, THERE) == [1, 2, 3, 6]


def test_rows_narrower_and_lower_than_a_size_are_not_shown(osm: Database) -> None:
    for osm_id, (width, height) in enumerate(((3, 9), (9, 3), (8, 8), (7.5, 7.5), (0, 0))):
        add(osm, osm_id, 0, 10, 10, 10 + width, 10 + height)
    assert shown(osm, HERE, min_size=8) == [0, 1, 2]
    assert shown(osm, HERE) == [0, 1, 2, 3, 4]


def test_an_entry_of_another_table_shows_nothing(osm: Database) -> None:
    add(osm, 1, 0, 10, 10, 20, 20, source="polygon")
    assert shown(osm, HERE) == []


def test_a_row_of_several_layers_is_shown_once(osm: Database) -> None:
    add(osm, 1, 0, 10, 10, 20, 20)
    run(osm, "INSERT INTO made SELECT source, osm_id, 'boundaries', 2, place, extent FROM made")
    assert shown(osm, HERE) == [1]


def test_a_relation_has_the_label_of_its_entries_and_every_row_stays_once(osm: Database) -> None:
    with connection(osm) as opened:
        for osm_id in (-4, -4, -5, -6, 7):
            add_feature(opened, "polygon", osm_id, "POLYGON((0 0, 1 0, 1 1, 0 0))")
    run(
        osm,
        "INSERT INTO made (osm_id, label_x, label_y)"
        " VALUES (-4, NULL, NULL), (-4, 1.5, -2), (-4, 1.5, -2), (-5, NULL, NULL), (7, 3, 3)",
    )
    with open_snapshot(osm) as snapshot:
        table = read_schema(snapshot).tables["planet_osm_polygon"]
        query = sql.SQL("SELECT planet_osm_polygon.osm_id, label_x, label_y FROM planet_osm_polygon {} ORDER BY 1 DESC")
        found = snapshot.rows(query.format(MADE.label(table)))
    nowhere = (None, None)
    assert found == [(7, *nowhere), (-4, 1.5, -2), (-4, 1.5, -2), (-5, *nowhere), (-6, *nowhere)]


def register(database: Database, style: str) -> str:
    """Enter a digest of the rows as they are, as if a table had been made for it."""
    with open_snapshot(database) as snapshot:
        digest = prepared_digest(snapshot, style)
    run(database, f"CREATE TABLE IF NOT EXISTS {REGISTER} (digest text)",
        f"INSERT INTO {REGISTER} VALUES ('{digest}')")  # fmt: skip
    return digest


def found(database: Database, style: str = STYLE) -> Prepared | str:
    with open_snapshot(database) as snapshot:
        return find_prepared(snapshot, style)


def test_a_table_is_found_by_the_style_and_the_rows_that_it_was_made_for(osm: Database) -> None:
    assert f"no table {REGISTER}" in str(found(osm))
    digest = register(osm, STYLE)
    assert found(osm) == Prepared(table_name(digest))
    assert "another style" in str(found(osm, OTHER))
    run(osm, "CREATE TABLE tilebuild_import AS SELECT 'abc' AS fingerprint")
    assert "was changed since" in str(found(osm))


def test_a_register_that_a_user_may_not_read_is_none_to_it(osm: Database) -> None:
    role = f"reader_{uuid4().hex[:12]}"
    register(osm, STYLE)
    run(osm, f"CREATE ROLE {role} LOGIN PASSWORD 'x'", f"GRANT USAGE ON SCHEMA osm TO {role}")
    try:
        assert f"this user finds no table {REGISTER}" in str(found(replace(osm, user=role, password="x")))
    finally:
        run(osm, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


@pytest.mark.parametrize("noted", ["tilebuild_import", "osm2pgsql_properties"])
def test_the_digest_of_the_rows_is_another_once_an_import_notes_something_else(osm: Database, noted: str) -> None:
    def digest() -> str:
        with open_snapshot(osm) as snapshot:
            return rows_digest(snapshot)

    digests = [digest()]
    for statement in (
        f"CREATE TABLE {noted} (value text)", f"INSERT INTO {noted} VALUES ('a')", f"UPDATE {noted} SET value = 'b'"
    ):  # fmt: skip
        run(osm, statement)
        digests.append(digest())
    assert digests[-1] == digest()
    assert len(set(digests)) == 4


def test_a_table_is_named_so_that_postgresql_does_not_cut_the_name_off() -> None:
    assert len(table_name("f" * 64)) <= 63
    assert table_name("e" + "f" * 63) != table_name("f" * 64)
