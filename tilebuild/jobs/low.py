"""The low-zoom job: metatiles of zoom 0 to 9 straight from PostGIS.

Of a database that was prepared (see :mod:`tilebuild.rawr.prepared`) it reads the rows that its zooms show; of any other
one every row that reaches into its tile. The metatiles are the same. Below nominal zoom 8 coarser tables stand in for
some of them, where the database has those (see :mod:`tilebuild.rawr.stand_ins`).
"""

from functools import partial

from mercantile import Tile

from tilebuild.grid import box
from tilebuild.jobs.database import low_database, patient_snapshot
from tilebuild.jobs.job import Job
from tilebuild.jobs.log import log
from tilebuild.jobs.tiles import Maker
from tilebuild.rawr.database import Snapshot
from tilebuild.rawr.extract import Filter, Labels, read_tables
from tilebuild.rawr.giants import Giants
from tilebuild.rawr.members import FEATURES, POLYGON
from tilebuild.rawr.prepared import BELOW, Prepared, find_prepared
from tilebuild.rawr.rows import Rows
from tilebuild.rawr.schema import Schema, read_schema
from tilebuild.rawr.selection import boxes
from tilebuild.rawr.stand_ins import with_stand_ins
from tilebuild.tiles.mvt.resolution import EXTENT, POINT_BUFFER
from tilebuild.tiles.style.digest import style_digest
from tilebuild.tiles.style.model import Style

BUFFER = POINT_BUFFER / EXTENT
"""The widest buffer of a tile, in widths of it: the tiles of a metatile need no rows farther out."""

_UNIT = 1 / EXTENT / 32
"""Of a metatile's width: the unit of its deepest tiles, for zoom 7 those of metatile zoom 9 at two zooms below."""


def make_metatiles(job: Job) -> None:
    """Make the metatiles that the job owes, from one read of the rows that reach into its tile.

    Raises:
        RequestError: the database is not what it must be.
        UnavailableError: the database or the store gave up.
    """
    connection = job.settings.postgresql
    with Maker(job) as maker, patient_snapshot(low_database(connection), connection.patience) as snapshot:
        schema = with_stand_ins(snapshot, read_schema(snapshot), maker.nominal)
        prepared = prepared_for(snapshot, maker.style, maker.nominal)
        rawr = job.settings.rawr
        giants = Giants(rawr.max_extent, rawr.max_points, clipped=False)
        maker.make(job.tile, partial(read_shown, snapshot, schema, job.tile, maker.nominal, prepared, giants))


def prepared_for(snapshot: Snapshot, style: Style, nominal: float) -> Prepared | None:
    """What knows which rows are shown at nominal zooms up to the given one; where nothing does, the log says why."""
    if nominal + 1 > BELOW:
        log(f"every row is read: nominal zoom {nominal:g} shows rows that no database is prepared for")
        return None
    found = find_prepared(snapshot, style_digest(style))
    if isinstance(found, str):
        log(f"every row is read: {found}; tilebuild prepare makes that")
        return None
    return found


def read_shown(
    snapshot: Snapshot,
    schema: Schema,
    tile: Tile,
    nominal: float,
    prepared: Prepared | None,
    giants: Giants | None = None,
) -> dict[str, Rows]:
    """The rows that the metatiles of a tile are made of, at nominal zooms up to the given one.

    Raises:
        RequestError: the database cannot answer.
        UnavailableError: the connection is lost, or the server gave up.
    """
    filters = {table: _filter(table, tile, nominal, prepared) for table in FEATURES}
    labels: Labels = prepared or "looked up"
    return read_tables(
        snapshot, schema, tile, BUFFER, giants=giants, filters=filters, labels=labels, ordered_by_server=False
    )


def _filter(table: str, tile: Tile, nominal: float, prepared: Prepared | None) -> Filter:
    """Which rows of a table the metatiles of a tile can show."""
    area = box(tile)
    min_size = (area.max_x - area.min_x) * _UNIT if table == POLYGON else 0.0
    if prepared is None:
        return Filter(min_size)
    return Filter(where=prepared.shows(table, boxes(tile, BUFFER), nominal + 1, min_size))
