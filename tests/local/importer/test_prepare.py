"""Preparing a database for low zooms: what is written, when it is written again, and that it is whole or absent."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.osm_tables import add_feature, create_tables, run
from tilebuild.errors import RequestError
from tilebuild.local.importer import prepare_rows
from tilebuild.local.importer.prepare import PREPARE, prepare
from tilebuild.local.postgres import Cluster, connection
from tilebuild.rawr import prepared
from tilebuild.rawr.database import Database, open_snapshot
from tilebuild.rawr.prepared import Prepared, find_prepared
from tilebuild.tiles.style.basemap import BASEMAP
from tilebuild.tiles.style.digest import style_digest
from tilebuild.tiles.style.model import Style

pytestmark = pytest.mark.database

COUNTRY = {"boundary": "administrative", "admin_level": "2"}
OTHER = Style(BASEMAP.rules[:1], BASEMAP.reads, BASEMAP.presence, BASEMAP.coarse)


@pytest.fixture
def osm(blank_database: Database) -> Database:
    """A few rows: some that low zooms show, some that they do not, and borders that decide about each other."""
    create_tables(blank_database)
    with connection(blank_database) as opened:
        add_feature(opened, "point", 1, "POINT(0 0)", {"place": "city", "name": "Vaduz", "population": "6000000"})
        add_feature(opened, "point", 2, "POINT(0 0)", {"amenity": "bench"})
        add_feature(opened, "line", -3, "LINESTRING(0 0, 1000 0, 2000 0)", COUNTRY)
        add_feature(opened, "line", 4, "LINESTRING(1000 0, 2000 0)", {"natural": "coastline"})
        add_feature(opened, "line", 5, "LINESTRING(0 9000, 1000 9000)", {"natural": "coastline"})
        add_feature(opened, "line", 6, "LINESTRING(0 0, 500 500)", {"highway": "motorway"})
        add_feature(opened, "line", 7, "LINESTRING(0 0, 500 500)", {"highway": "footway"})
        for west, size in ((0, 30_000), (70_000, 60_000)):
            lake = f"POLYGON(({west} 0, {west + size} 0, {west + size} {size}, {west} {size}, {west} 0))"
            add_feature(opened, "polygon", -8, lake, {"natural": "water", "name": "Bodensee"})
    return blank_database


def entries(database: Database, table: str) -> list[tuple[object, ...]]:
    with open_snapshot(database) as snapshot:
        query = f"SELECT source, osm_id, layer, min_zoom, label_x, label_y FROM {table} ORDER BY 1, 2, 3, 4"
        return snapshot.rows(query)


def found(database: Database, style: Style = BASEMAP) -> Prepared | str:
    with open_snapshot(database) as snapshot:
        return find_prepared(snapshot, style_digest(style))


def tables(database: Database) -> list[str]:
    with open_snapshot(database) as snapshot:
        return [name for (name,) in snapshot.rows("SELECT tablename FROM pg_tables WHERE tablename ~ '_prepared_'")]


def test_rows_that_low_zooms_show_are_written_with_their_layer_zoom_and_label(osm: Database) -> None:
    table = prepare(osm, BASEMAP).table
    line, polygon = "planet_osm_line", "planet_osm_polygon"
    label = (100_000.0, 30_000.0)
    shown = entries(osm, table)
    assert [row[:3] for row in shown] == [
        (line, -3, "boundaries"), (line, 4, "boundaries"), (line, 6, "roads"),
        ("planet_osm_point", 1, "places"), (polygon, -8, "water"), (polygon, -8, "water"),
    ]  # fmt: skip
    assert shown[0][3] == shown[1][3] == 1.0
    assert {row[4:] for row in shown[:4]} == {(None, None)}
    assert {row[4:] for row in shown[4:]} == {label}


def test_a_second_time_nothing_is_done(osm: Database) -> None:
    told: list[tuple[str, float]] = []
    first = prepare(osm, BASEMAP, lambda phase, done: told.append((phase, done)))
    again = prepare(osm, BASEMAP, lambda *_: pytest.fail("it was done again"))
    assert again == replace(first, fresh=False)
    assert {phase for phase, _ in told} == {PREPARE}
    assert [done for _, done in told] == sorted(done for _, done in told)
    assert told[-1][1] == 1.0


def test_the_table_is_that_of_the_style_and_the_rows(osm: Database) -> None:
    assert found(osm) == "the database is not prepared for low zooms: this user finds no table tilebuild_prepared"
    made = prepare(osm, BASEMAP)
    assert found(osm) == Prepared(made.table)
    assert found(osm, OTHER) == "the database was prepared for another style, or was changed since"
    other = prepare(osm, OTHER)
    assert sorted(tables(osm)) == sorted([made.table, other.table])


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO planet_osm_line SELECT osm_id, way, tags FROM planet_osm_line, generate_series(1, 200)",
        "CREATE TABLE osm2pgsql_properties AS SELECT 'current_timestamp' AS property, '2026-01-01' AS value",
        "CREATE TABLE tilebuild_import AS SELECT 'abc' AS fingerprint",
        "CLUSTER planet_osm_line USING planet_osm_line_way_idx",
    ],
)
def test_rows_that_changed_are_prepared_anew_and_what_was_stale_goes(osm: Database, change: str) -> None:
    before = prepare(osm, BASEMAP)
    run(osm, change)
    assert found(osm) == "the database was prepared for another style, or was changed since"
    after = prepare(osm, BASEMAP)
    assert (after.fresh, tables(osm)) == (True, [after.table])
    assert after.table != before.table


def test_what_another_version_prepared_is_not_relied_on_and_goes(
    osm: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "VERSION", prepared.VERSION - 1)
    prepare(osm, BASEMAP)
    monkeypatch.undo()
    assert found(osm) == "the database was prepared for another style, or was changed since"
    after = prepare(osm, BASEMAP)
    assert (after.fresh, tables(osm)) == (True, [after.table])


def test_what_was_stopped_in_the_middle_leaves_nothing(osm: Database) -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare(osm, BASEMAP, lambda _, done: stop(done))
    assert tables(osm) == []
    assert prepare(osm, BASEMAP).fresh


def test_rows_are_gone_through_in_batches(osm: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    copies = "SELECT osm_id + i, way, tags FROM planet_osm_point, generate_series(1, 300) AS i"
    run(osm, f"INSERT INTO planet_osm_point {copies}")
    whole = entries(osm, prepare(osm, BASEMAP).table)
    run(osm, "DELETE FROM tilebuild_prepared")
    monkeypatch.setattr(prepare_rows, "BATCH_BYTES", 8192)
    told: list[float] = []
    assert entries(osm, prepare(osm, BASEMAP, lambda _, done: told.append(done)).table) == whole
    assert len(told) > 4


def test_who_may_read_the_rows_may_read_what_was_prepared(osm: Database, cluster: Cluster) -> None:
    role = f"reader_{uuid4().hex[:12]}"
    run(osm, f"CREATE ROLE {role} LOGIN PASSWORD 'x'", f"GRANT USAGE ON SCHEMA osm TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA osm TO {role}")  # fmt: skip
    try:
        reader = replace(osm, user=role, password="x")
        with pytest.raises(RequestError, match=f"not to be written to by '{role}'"):
            prepare(reader, BASEMAP)
        made = prepare(osm, BASEMAP)
        assert found(reader) == Prepared(made.table)
        assert entries(reader, made.table) == entries(osm, made.table)
    finally:
        run(osm, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_views_are_refused(osm: Database) -> None:
    run(osm, "ALTER TABLE planet_osm_line RENAME TO lines", "CREATE VIEW planet_osm_line AS SELECT * FROM lines")
    with pytest.raises(RequestError, match="planet_osm_line is no plain table"):
        prepare(osm, BASEMAP)


def test_tags_in_jsonb_are_prepared_alike(osm: Database) -> None:
    hstore = entries(osm, prepare(osm, BASEMAP).table)
    for table in ("point", "line", "polygon"):
        run(osm, f"ALTER TABLE planet_osm_{table} ALTER tags TYPE jsonb USING tags::jsonb")
    assert entries(osm, prepare(osm, BASEMAP).table) == hstore


def test_a_database_by_name_is_prepared_by_the_command(osm: Database, tmp_path: Path) -> None:
    from tests.support.builds import tilebuild

    dsn = f"postgresql://{osm.user}:{osm.password}@{osm.hosts[0]}:{osm.port}/{osm.names[0]}"
    said = tilebuild("prepare", "--dsn", dsn).stdout
    assert f"database {osm.names[0]} prepared: 6 entries in table {tables(osm)[0]}" in said
    assert "was prepared before: 6 entries" in tilebuild("prepare", "--dsn", dsn).stdout
    refused = tilebuild("prepare", "--home", tmp_path / "nowhere", check=64)
    assert "nothing was built" in refused.stderr
