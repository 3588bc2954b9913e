"""The RAWR job: the raw rows of each zoom-10 group of a queue tile, out of PostgreSQL, into RAWR tiles."""

from collections.abc import Iterator

from tilebuild.errors import UnavailableError
from tilebuild.grid import GROUP_ZOOM, format_tile
from tilebuild.jobs.database import patient_snapshot, rawr_database
from tilebuild.jobs.job import Job
from tilebuild.jobs.log import log
from tilebuild.jobs.uploads import Uploads
from tilebuild.keys import tile_key
from tilebuild.rawr.extract import Extractor, Labels
from tilebuild.rawr.giants import Giants
from tilebuild.rawr.schema import read_schema
from tilebuild.storage import open_bucket


def extract_groups(job: Job) -> None:
    """Write a RAWR tile for every group that the job owes, all of them of one snapshot of the database.

    Raises:
        RequestError: the database is not what it must be.
        UnavailableError: the database or the store gave up: nothing after this could work either.
    """
    settings = job.settings.rawr
    sink = open_bucket(job.place.bucket, settings.sink.s3.region)
    with patient_snapshot(rawr_database(settings.postgresql), settings.postgresql.patience) as snapshot:
        giants = Giants(max_extent=settings.max_extent, max_points=settings.max_points)
        labels: Labels = "looked up" if settings.labels else "none"
        extractor = Extractor(snapshot, read_schema(snapshot), settings.margin, giants, labels)
        with Uploads(sink) as uploads:
            for key, data in _rawr_tiles(job, extractor):
                with job.tally.phase("store"):
                    uploads.put(key, data)


def _rawr_tiles(job: Job, extractor: Extractor) -> Iterator[tuple[str, bytes]]:
    """Key and zip of each group; one that fails is counted, and the others go on."""
    for tile in job.scope.groups():
        try:
            with job.tally.phase("extract"):
                group = extractor.rawr_tile(tile)
        except (UnavailableError, MemoryError):
            raise
        except Exception as error:  # whatever it is, it is told for this group, and the job ends with 70
            job.tally.failed[format_tile(tile)] = str(error) or type(error).__name__
            continue
        key = tile_key(tile, job.place.prefix, job.place.layout)
        job.tally.rows += sum(group.rows.values())
        job.tally.wrote(GROUP_ZOOM, key, group.data)
        job.tally.weighs(tile, len(group.data))
        log(f"extracted {sum(group.rows.values())} rows", part=format_tile(tile), bytes=len(group.data))
        yield key, group.data
