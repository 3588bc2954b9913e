"""Importing once, again, half, and into a database of the user's."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest

from tests.support.extracts import OplExtract, square
from tilebuild.errors import RequestError, UnavailableError
from tilebuild.local.importer import PHASES, extract_bbox, import_extract, import_meta, osm2pgsql
from tilebuild.local.importer import run as importer_run
from tilebuild.local.postgres import Cluster, connection
from tilebuild.rawr.database import Database

pytestmark = pytest.mark.database


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """A new extract that no other test has imported."""
    made = OplExtract()
    made.node((7.5, 1.5), f"amenity=cafe,name={uuid4().hex}")
    made.way(square((7.5, 1.5)), "building=yes")
    return made.write_pbf(tmp_path, bbox=(7.0, 1.0, 8.0, 2.0))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The extracts that osm2pgsql was run for."""
    counted: list[Path] = []

    def counting(extract: Path, *arguments: object, **more: object) -> None:
        counted.append(extract)
        original(extract, *arguments, **more)

    original: Callable[..., None] = osm2pgsql.run_osm2pgsql
    monkeypatch.setattr(importer_run, "run_osm2pgsql", counting)
    return counted


def use_instead_of_osm2pgsql(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    folder.mkdir()
    program = folder / "osm2pgsql"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_an_extract_is_imported_once(cluster: Cluster, extract: Path, runs: list[Path]) -> None:
    first = import_extract(extract, cluster)
    second = import_extract(extract, cluster)
    assert (first.fresh, second.fresh) == (True, False)
    assert (first.database, first.meta) == (second.database, second.meta)
    assert len(runs) == 1


def test_what_is_imported_is_prepared_for_the_style_once(cluster: Cluster, extract: Path, tmp_path: Path) -> None:
    style = tmp_path / "style.py"
    style.write_text(
        "from dataclasses import replace\nfrom tilebuild.tiles.style.basemap import BASEMAP\n"
        "STYLE = replace(BASEMAP, rules=BASEMAP.rules[:1])\n"
    )
    registered = []
    for name in (None, None, str(style)):
        with connection(import_extract(extract, cluster, style=name).database) as opened, opened.cursor() as cursor:
            cursor.execute("SELECT digest FROM tilebuild_prepared")
            registered.append(cursor.fetchall())
    assert [len(digests) for digests in registered] == [1, 1, 2]
    assert registered[0] == registered[1]


def test_a_style_that_is_not_there_is_refused_before_anything_is_imported(
    cluster: Cluster, extract: Path, runs: list[Path]
) -> None:
    with pytest.raises(RequestError, match="there is no file nowhere"):
        import_extract(extract, cluster, style="nowhere.py")
    assert runs == []


def test_what_was_imported_says_what_it_is(cluster: Cluster, extract: Path) -> None:
    meta = import_extract(extract, cluster).meta
    assert meta.bbox == extract_bbox(extract)
    assert meta.source == extract.name
    assert meta.coast == "none"
    assert meta.counts == {
        "planet_osm_point": 1,
        "planet_osm_line": 0,
        "planet_osm_polygon": 1,
        "land_polygons": 1,
        "water_polygons": 0,
    }


def test_the_middle_tables_stay(cluster: Cluster, extract: Path) -> None:
    with connection(import_extract(extract, cluster).database) as opened, opened.cursor() as cursor:
        cursor.execute("SELECT id, cardinality(nodes) FROM planet_osm_ways")
        assert cursor.fetchall() == [(1, 5)]
        cursor.execute("SELECT count(*) FROM planet_osm_rels")
        assert cursor.fetchone() == (0,)


def test_rows_are_indexed_by_place_and_id(cluster: Cluster, extract: Path) -> None:
    with connection(import_extract(extract, cluster).database) as opened, opened.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'planet_osm_polygon'")
        definitions = " ".join(definition for (definition,) in cursor)
    assert "USING gist (way)" in definitions
    assert "USING btree (osm_id)" in definitions


def test_progress_goes_through_all_phases_to_their_ends(cluster: Cluster, extract: Path) -> None:
    told: list[tuple[str, float]] = []
    import_extract(extract, cluster, progress=lambda phase, fraction: told.append((phase, fraction)))
    assert list(dict.fromkeys(phase for phase, _ in told)) == list(PHASES)
    for phase in PHASES:
        fractions = [fraction for each, fraction in told if each == phase]
        assert fractions == sorted(fractions)
        assert fractions[-1] == 1.0


def test_what_osm2pgsql_said_is_kept(cluster: Cluster, extract: Path, tmp_path: Path) -> None:
    log = tmp_path / "logs" / "import.log"
    import_extract(extract, cluster, log=log)
    assert "osm2pgsql took" in log.read_text()


def test_an_import_that_failed_in_the_middle_is_done_again(
    cluster: Cluster, extract: Path, runs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(importer_run, "fill_coast", fail)
        with pytest.raises(KeyboardInterrupt):
            import_extract(extract, cluster)
    assert import_extract(extract, cluster).fresh
    assert len(runs) == 2


def fail(*_: object) -> None:
    raise KeyboardInterrupt


def test_other_polygons_of_the_sea_are_another_import(cluster: Cluster, extract: Path, tmp_path: Path) -> None:
    water = tmp_path / "water.geojson"
    water.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": '
        '"Polygon", "coordinates": [[[7, 1], [7.2, 1], [7.2, 1.2], [7, 1]]]}}]}'
    )
    without = import_extract(extract, cluster)
    beside = import_extract(extract, cluster, water_polygons=water)
    assert without.database != beside.database
    assert (beside.fresh, beside.meta.coast) == (True, "files")
    assert beside.meta.counts["water_polygons"] > 0


def test_an_empty_database_of_the_users_is_filled_once(
    empty_database: Database, extract: Path, runs: list[Path]
) -> None:
    assert import_extract(extract, empty_database).fresh
    assert not import_extract(extract, empty_database).fresh
    assert len(runs) == 1
    meta = import_meta(empty_database)
    assert meta is not None
    assert meta.source == extract.name


def test_a_half_finished_import_in_the_users_database_is_done_again(
    empty_database: Database, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(importer_run, "fill_coast", fail)
        with pytest.raises(KeyboardInterrupt):
            import_extract(extract, empty_database)
    assert import_meta(empty_database) is None
    assert import_extract(extract, empty_database).fresh


def test_tables_of_the_users_are_never_replaced(empty_database: Database, extract: Path) -> None:
    with connection(empty_database) as opened, opened.cursor() as cursor:
        cursor.execute("CREATE TABLE planet_osm_line AS SELECT 1 AS precious")
    with pytest.raises(RequestError, match="holds OpenStreetMap tables already"):
        import_extract(extract, empty_database)
    with connection(empty_database) as opened, opened.cursor() as cursor:
        cursor.execute("SELECT precious FROM planet_osm_line")
        assert cursor.fetchone() == (1,)


def test_another_extract_in_the_users_database_is_never_replaced(
    empty_database: Database, extract: Path, tmp_path: Path
) -> None:
    import_extract(extract, empty_database)
    other = OplExtract()
    other.node((1, 1), "amenity=bank")
    with pytest.raises(RequestError, match=r"holds the extract tiny\.osm\.pbf already"):
        import_extract(other.write_pbf(tmp_path, "other"), empty_database)


def test_a_database_that_cannot_be_reached_says_so(empty_database: Database, extract: Path) -> None:
    with pytest.raises(UnavailableError, match="cannot connect to the database nowhere"):
        import_extract(extract, replace(empty_database, names=("nowhere",)))


def test_osm2pgsql_missing_names_its_package(
    cluster: Cluster, extract: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RequestError, match="run apt-get install osm2pgsql"):
        import_extract(extract, cluster)


@pytest.mark.parametrize(
    ("script", "error", "sentence"),
    [
        ("echo '2026-01-02 03:04:05  ERROR: node 7 is odd' >&2; exit 1", RequestError, r": node 7 is odd$"),
        ("echo '2026-01-02 03:04:05  half a word' >&2; kill -9 $$", RequestError, r": half a word$"),
        ("exit 3", RequestError, r"it ended with code 3 and no word"),
        (
            "echo 'ERROR: Ending COPY failed: No space left on device' >&2; exit 1",
            UnavailableError,
            r"the disk of the database is full",
        ),
    ],
)
def test_a_failure_of_osm2pgsql_is_its_last_error(
    cluster: Cluster,
    extract: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    error: type[Exception],
    sentence: str,
) -> None:
    use_instead_of_osm2pgsql(monkeypatch, tmp_path / "bin", script)
    with pytest.raises(error, match=sentence):
        import_extract(extract, cluster)


def test_an_extract_that_is_broken_inside_fails_with_a_sentence(cluster: Cluster, extract: Path) -> None:
    content = bytearray(extract.read_bytes())
    content[-40:-20] = bytes(20)
    extract.write_bytes(content)
    with pytest.raises(RequestError, match=rf"osm2pgsql could not import {extract}: \S+"):
        import_extract(extract, cluster)


def test_a_full_disk_behind_osm2pgsql_is_a_sentence(
    cluster: Cluster, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise psycopg2.errors.DiskFull("could not extend file: No space left on device")

    monkeypatch.setattr(importer_run, "fill_coast", full)
    with pytest.raises(UnavailableError, match="the disk of the database is full: could not extend file"):
        import_extract(extract, cluster)


def test_an_interruption_ends_osm2pgsql_too(
    cluster: Cluster, extract: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_instead_of_osm2pgsql(monkeypatch, tmp_path / "bin", "echo Reading input files done >&2; exec sleep 600")
    processes: list[subprocess.Popen[str]] = []
    popen = subprocess.Popen

    def remembered(*arguments: object, **more: object) -> "subprocess.Popen[str]":
        processes.append(popen(*arguments, **more))  # type: ignore[call-overload]
        return processes[-1]

    def interrupt(_phase: str, _fraction: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", remembered)
    with pytest.raises(KeyboardInterrupt):
        import_extract(extract, cluster, progress=interrupt)
    assert processes[-1].returncode is not None
