"""The high-zoom job: metatiles of zoom 10 and up out of RAWR tiles; it never touches the database."""

from functools import partial

from mercantile import Tile

from tilebuild.jobs.job import Job
from tilebuild.jobs.tiles import Maker
from tilebuild.keys import tile_key
from tilebuild.rawr.archive import read_tables
from tilebuild.rawr.rows import Rows
from tilebuild.settings import RawrStore
from tilebuild.storage import Bucket, open_bucket


def make_metatiles(job: Job) -> None:
    """Make every metatile that the job owes, one zoom-10 group after the other."""
    source = job.settings.rawr.source.s3
    rawr = open_bucket(source.bucket, source.region)
    with Maker(job) as maker:
        for group in job.scope.groups():
            maker.make(group, partial(read_group, group, source, rawr))


def read_group(group: Tile, source: RawrStore, rawr: Bucket) -> dict[str, Rows]:
    """The tables of a group's RAWR tile.

    Raises:
        RequestError: it is missing or broken; the sentence names it.
        UnavailableError: the store did not answer.
    """
    return read_tables(rawr.get(tile_key(group, source.prefix, source.layout)))
