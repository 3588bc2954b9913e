"""Import an extract once: osm2pgsql, sea and land, and the marker that says it is all there."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class with a lower-case name

from tilebuild.errors import RequestError
from tilebuild.local.importer import marker
from tilebuild.local.importer.alone import alone
from tilebuild.local.importer.coast import COAST, Layers, fill_coast, open_layers
from tilebuild.local.importer.extract import Bbox, extract_bbox
from tilebuild.local.importer.failures import failures_as_sentences
from tilebuild.local.importer.fingerprint import database_name, fingerprint
from tilebuild.local.importer.marker import ImportMeta
from tilebuild.local.importer.osm2pgsql import INDEX, READ, find_osm2pgsql, flex_style, run_osm2pgsql
from tilebuild.local.importer.prepare import PREPARE, prepare
from tilebuild.local.postgres import Cluster, connection
from tilebuild.rawr.database import Database
from tilebuild.tiles.style.load import load_style

PHASES = (READ, INDEX, COAST, PREPARE)
"""What progress is told of, in this order; of what was done before, nothing."""

Progress = Callable[[str, float], None]
"""Is told a phase and how much of it is done, from 0 to 1; also from another thread than the caller's."""


@dataclass(frozen=True)
class ImportResult:
    """Where the extract is, and what it is."""

    database: Database
    meta: ImportMeta
    fresh: bool
    """Whether this call imported it; otherwise it was there."""


@dataclass(frozen=True)
class _Inputs:
    extract: Path
    fingerprint: str
    layers: Layers
    log: Path | None
    progress: Progress


def _ignore(_phase: str, _fraction: float) -> None:
    """What becomes of progress by default."""


def import_extract(
    pbf: Path,
    target: Cluster | Database,
    *,
    water_polygons: Path | None = None,
    land_polygons: Path | None = None,
    log: Path | None = None,
    progress: Progress = _ignore,
    style: str | None = None,
) -> ImportResult:
    """Make sure that the extract is in a database, prepared for low zooms; what is already in is not imported again.

    Args:
        pbf: the extract.
        target: a running cluster, where the extract gets a database of its own; or a database of the user's, which
            must be empty or hold this very extract.
        water_polygons: file of the sea's polygons; without this and the next, the extract's coastline makes both.
        land_polygons: file of the land's polygons; of two files, the one that is not given is the other's complement.
        log: file that osm2pgsql's words are added to.
        progress: is told of ``PHASES``.
        style: the style that the database is prepared for, as the jobs are told it; None: the basemap.

    Raises:
        RequestError: an input or the style is wrong, a package is missing, the user's database holds something else.
        UnavailableError: the database cannot be reached, or its disk is full.
    """
    bbox = extract_bbox(pbf)
    find_osm2pgsql()
    rules = load_style(style)
    layers = open_layers(water_polygons, land_polygons)
    digest = fingerprint(pbf, flex_style(), water_polygons, land_polygons)
    inputs = _Inputs(pbf, digest, layers, log, progress)
    with failures_as_sentences():
        into = _into_cluster if isinstance(target, Cluster) else _into_database
        imported = into(inputs, bbox, target)  # type: ignore[arg-type] # each has its kind of target
    prepare(imported.database, rules, progress)
    return imported


def import_meta(database: Database) -> ImportMeta | None:
    """What the database holds, None if no finished import of ours does; its ``bbox`` is the extract's area.

    Raises:
        UnavailableError: the database cannot be reached.
    """
    with connection(database) as opened:
        held = marker.read(opened)
    return held if isinstance(held, ImportMeta) else None


def _into_cluster(inputs: _Inputs, bbox: Bbox, cluster: Cluster) -> ImportResult:
    """A database per fingerprint; a half-finished one is made anew."""
    name = database_name(inputs.extract, inputs.fingerprint)
    with alone(cluster.database("postgres"), name):
        if name in cluster.databases():
            meta = import_meta(cluster.database(name))
            if meta is not None:
                return ImportResult(cluster.database(name), meta, fresh=False)
            cluster.drop_database(name)
        return _fill(inputs, bbox, cluster.create_database(name))


def _into_database(inputs: _Inputs, bbox: Bbox, database: Database) -> ImportResult:
    """The user's own database, in which nothing is ever replaced but a half-finished import of ours."""
    with alone(database, "tilebuild_import"):
        with connection(database) as opened:
            held = marker.read(opened)
            if isinstance(held, ImportMeta) and held.fingerprint == inputs.fingerprint:
                return ImportResult(database, held, fresh=False)
            if held not in ("nothing", "unfinished"):
                other = f"the extract {held.source}" if isinstance(held, ImportMeta) else "OpenStreetMap tables"
                raise RequestError(
                    f"the database {database.names[0]} holds {other} already: name an empty database for "
                    f"{inputs.extract}, or build from that one without an extract"
                )
            _create_extensions(opened)
        return _fill(inputs, bbox, database)


def _create_extensions(opened: Connection) -> None:
    with opened.cursor() as cursor:
        for extension in ("postgis", "hstore"):
            try:
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
            except (psycopg2.errors.InsufficientPrivilege, psycopg2.errors.FeatureNotSupported) as error:
                reason = str(error).splitlines()[0]
                raise RequestError(
                    f"the database has no extension {extension} and it cannot be added ({reason}): "
                    f"let its administrator run CREATE EXTENSION {extension}"
                ) from None


def _fill(inputs: _Inputs, bbox: Bbox, database: Database) -> ImportResult:
    started = time.monotonic()
    with connection(database) as opened:
        marker.begin(opened, inputs.fingerprint)
        run_osm2pgsql(inputs.extract, database, log=inputs.log, progress=inputs.progress)
        coast = fill_coast(opened, inputs.extract, bbox, inputs.layers, inputs.progress)
        meta = ImportMeta(
            fingerprint=inputs.fingerprint,
            source=inputs.extract.name,
            bbox=bbox,
            coast=coast,
            counts=marker.count_rows(opened),
            seconds=round(time.monotonic() - started, 3),
            finished=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        marker.finish(opened, meta)
    return ImportResult(database, meta, fresh=True)
