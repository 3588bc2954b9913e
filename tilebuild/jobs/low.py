"""The low-zoom job: metatiles of zoom 0 to 9 straight from PostGIS."""

from functools import partial

from tilebuild.grid import box
from tilebuild.jobs.database import low_database, patient_snapshot
from tilebuild.jobs.job import Job
from tilebuild.jobs.tiles import Maker
from tilebuild.rawr.extract import Filter, read_tables
from tilebuild.rawr.members import POLYGON
from tilebuild.rawr.schema import read_schema

BUFFER = 128 / 4096
"""The widest buffer of a tile, in widths of it: the tiles of a metatile need no rows farther out."""

_UNIT = 1 / 4096 / 32
"""Of a metatile's width: the unit of its deepest tiles, for zoom 7 those of metatile zoom 9 at two zooms below."""


def make_metatiles(job: Job) -> None:
    """Make the metatiles that the job owes, from one read of the rows that reach into its tile.

    Raises:
        RequestError: the database is not what it must be.
        UnavailableError: the database or the store gave up.
    """
    maker = Maker(job)
    area = box(job.tile)
    smallest = (area.max_x - area.min_x) * _UNIT
    with patient_snapshot(low_database(job.settings.postgresql), job.settings.postgresql.patience) as snapshot:
        schema = read_schema(snapshot)
        filters = {POLYGON: Filter(min_size=smallest)}
        maker.make(job.tile, partial(read_tables, snapshot, schema, job.tile, BUFFER, filters=filters))
