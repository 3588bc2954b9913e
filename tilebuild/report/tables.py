"""succeeded.csv and failed.csv: a line a job. A failed.csv that is dropped into the inbox asks for the rest again."""

import csv
import io
from collections.abc import Iterable, Mapping

from tilebuild.planning.owed import Job
from tilebuild.report.figures import Row

SUCCEEDED = ("run_id", "stage", "item", "tile", "objects", "bytes", "seconds", "peak_memory_mib", "attempt")
FAILED = ("run_id", "stage", "item", "tile", "error")


def succeeded_csv(run_id: str, rows: Iterable[Row]) -> bytes:
    """The jobs that have a result."""
    return _csv(
        SUCCEEDED,
        (
            (run_id, row.stage, row.item, row.tile, row.objects, row.bytes, row.seconds, row.memory, row.attempt)
            for row in sorted(rows)
        ),
    )


def failed_csv(run_id: str, missing: Mapping[Job, str], reasons: Mapping[Job, str]) -> bytes:
    """The jobs that have none; ``missing`` gives their tiles, ``reasons`` what is known of why."""
    return _csv(FAILED, ((run_id, *job, missing[job], reasons.get(job, "")) for job in sorted(missing)))


def _csv(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
