"""From a command line to an exit code: settings, job, work, and the process around them."""

import os
from collections.abc import Callable

from mercantile import Tile

from tilebuild.contracts import Stage
from tilebuild.contracts.request import RUN_ID
from tilebuild.errors import RequestError
from tilebuild.grid import GROUP_ZOOM, QUEUE_ZOOM, format_tile
from tilebuild.jobs.job import Job, carry_out, open_job
from tilebuild.jobs.log import log_as_json
from tilebuild.jobs.process import run_to_exit
from tilebuild.settings import read_settings

ZOOMS = {
    Stage.RAWR: (QUEUE_ZOOM, GROUP_ZOOM),
    Stage.HIGH: (QUEUE_ZOOM, GROUP_ZOOM),
    Stage.LOW: tuple(range(QUEUE_ZOOM + 1)),
}
"""Zooms of the tiles that each kind of job takes."""


def run_stage(stage: str, tile: Tile, run_id: str, work: Callable[[Job], None]) -> int:
    """Carry out one job of this process's environment; the exit code."""
    log_as_json({"run_id": run_id, "stage": stage, "tile": format_tile(tile)})
    return run_to_exit(lambda: carry_out(_opened(Stage(stage), tile, run_id), work))


def _opened(stage: Stage, tile: Tile, run_id: str) -> Job:
    if tile.z not in ZOOMS[stage]:
        allowed = " or ".join(str(zoom) for zoom in ZOOMS[stage])
        raise RequestError(f"tile {format_tile(tile)} is of zoom {tile.z}: a {stage} job takes zoom {allowed}")
    if RUN_ID.fullmatch(run_id) is None:
        raise RequestError(f"run_id is {run_id!r}: it must be letters, digits and inner hyphens, 80 at most")
    return open_job(stage, tile, run_id, read_settings(os.environ), os.environ)
