"""Where every object lives: keys of RAWR tiles and metatiles, and of everything a run keeps in the control bucket.

Layouts and vectors: hash is the first five hex digits of the MD5 of ``z/x/y.ext`` (no prefix, no leading slash),
as in the Tilezen code, so that keys are compatible with stores that it wrote.
"""

import hashlib
from enum import StrEnum

from mercantile import Tile

from tilebuild.grid import format_tile


class Layout(StrEnum):
    """How hash and prefix are put together in a key."""

    HASH_PREFIX = "hash-prefix"
    """``<hash>/<prefix>/<z>/<x>/<y>.zip``: spreads keys over S3 partitions; the default for metatiles."""
    PREFIX_HASH = "prefix-hash"
    """``<prefix>/<hash>/<z>/<x>/<y>.zip``: lifecycle and IAM can name a prefix; the default for RAWR tiles."""
    PREFIX = "prefix"
    """``<prefix>/<z>/<x>/<y>.zip``: for people to look at."""


def tile_hash(tile: Tile, extension: str = "zip") -> str:
    """Five hex digits that spread a tile's key."""
    name = f"{format_tile(tile)}.{extension}"
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:5]


def tile_key(tile: Tile, prefix: str, layout: Layout, extension: str = "zip") -> str:
    """The key of a RAWR tile or metatile."""
    name = f"{format_tile(tile)}.{extension}"
    match layout:
        case Layout.HASH_PREFIX:
            return f"{tile_hash(tile, extension)}/{prefix}/{name}"
        case Layout.PREFIX_HASH:
            return f"{prefix}/{tile_hash(tile, extension)}/{name}"
        case Layout.PREFIX:
            return f"{prefix}/{name}"


def item_name(tile: Tile, part: str = "") -> str:
    """The name of a unit of work: ``<z>-<x>-<y>``, and a suffix where it is only a part of the tile."""
    return f"{tile.z}-{tile.x}-{tile.y}" + (f"-{part}" if part else "")


def request_key(run_id: str) -> str:
    """The request as it was understood, with every default filled in."""
    return f"runs/{run_id}/request.json"


WEIGHTS = "weights.jsonl"
"""How heavy tiles are, by the newest build of each."""


def weights_key(run_id: str) -> str:
    """The weights that a run's own RAWR tiles gave."""
    return f"runs/{run_id}/{WEIGHTS}"


def owed_key(run_id: str, kind: str) -> str:
    """Everything that a run owes, done or not; ``kind`` is ``tiles`` or ``pyramid``."""
    return f"runs/{run_id}/owed/{kind}.jsonl"


def plan_key(run_id: str, number: int, kind: str) -> str:
    """The item list of one pass; ``kind`` is ``tiles`` or ``pyramid``."""
    return f"runs/{run_id}/plan/{number}/{kind}.jsonl"


def scope_key(run_id: str, item: str) -> str:
    """What a part of a tile owes, one metatile a line."""
    return f"runs/{run_id}/scope/{item}.txt"


def results_prefix(run_id: str, stage: str = "") -> str:
    """Where the results of a run (of one stage) are listed."""
    return f"runs/{run_id}/results/" + (f"{stage}/" if stage else "")


def result_key(run_id: str, stage: str, item: str) -> str:
    """The result of one job; that it is there means that everything the job owed is stored."""
    return f"{results_prefix(run_id, stage)}{item}.json"


def failures_prefix(run_id: str, stage: str = "") -> str:
    """Where the failures of a run (of one stage) are listed."""
    return f"runs/{run_id}/failures/" + (f"{stage}/" if stage else "")


def failure_key(run_id: str, stage: str, item: str) -> str:
    """What one job could not write, each coordinate with its error."""
    return f"{failures_prefix(run_id, stage)}{item}.json"


def map_prefix(run_id: str) -> str:
    """Where Step Functions writes the outcome of its map runs."""
    return f"runs/{run_id}/map/"


def report_key(run_id: str, extension: str) -> str:
    """The run's report, as ``json`` or ``html``."""
    return f"runs/{run_id}/report.{extension}"


def table_key(run_id: str, name: str) -> str:
    """A table of the run's jobs; ``name`` is ``succeeded`` or ``failed``."""
    return f"runs/{run_id}/{name}.csv"


INBOX = "inbox/"
"""Where a person drops a request file."""


def inbox_name(key: str) -> str:
    """The file's name of an inbox key."""
    return key.removeprefix(INBOX)


def processing_key(run_id: str, name: str) -> str:
    """Where a dropped file waits while its run goes on."""
    return f"processing/{run_id}/{name}"


def done_key(run_id: str, name: str) -> str:
    """Where a dropped file lies after its run."""
    return f"done/{run_id}/{name}"


def rejected_key(time: str, name: str) -> str:
    """Where a dropped file lies that was no request; its reason lies beside it, with ``.error.json`` behind."""
    return f"rejected/{time}-{name}"
