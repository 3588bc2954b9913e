"""Verify: open every object that a run owed; what is missing or broken, by name."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from mercantile import Tile

from tilebuild.contracts import JobResult, Place, Stage
from tilebuild.contracts.scope import Scope, metatile_zooms
from tilebuild.errors import RequestError
from tilebuild.grid import GROUP_ZOOM, format_tile, parse_tile
from tilebuild.keys import tile_key
from tilebuild.planning.plan import owed_in_all
from tilebuild.report.collect import read_results
from tilebuild.rawr.archive import read_rawr
from tilebuild.storage import Bucket, NotFoundError
from tilebuild.tiles.metatile import MetatileLayout

_CONCURRENT_READS = 16
_BATCH = 512


@dataclass(frozen=True)
class Owing:
    """One object that a run owed."""

    stage: Stage
    tile: Tile
    place: Place

    @property
    def key(self) -> str:
        """Where it must lie."""
        return tile_key(self.tile, self.place.prefix, self.place.layout)


@dataclass(frozen=True)
class Fault:
    """An object, or a whole job, that is not as it should be."""

    what: str
    """``stage/item`` of a job or ``bucket/key`` of an object."""
    why: str


@dataclass(frozen=True)
class Verdict:
    """What verifying a run found."""

    objects: int
    faults: tuple[Fault, ...]


def verify_run(
    run_id: str,
    control: Bucket,
    open_place: Callable[[str], Bucket],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Verdict:
    """Open every object that the run owed.

    Args:
        run_id: of the run.
        control: the control bucket.
        open_place: opens a bucket by name.
        progress: called with (objects opened, objects in all) now and then.

    Raises:
        RequestError: there is no such run.
        UnavailableError: a store did not answer.
    """
    _, owed = owed_in_all(run_id, control)
    results = {(result.stage, result.item): result for result in read_results(run_id, control)}
    missing = sorted(f"{stage}/{item}" for stage, item in owed.jobs() - set(results))
    scopes = {(Stage.RAWR, item.item): item.scope for item in owed.tiles}
    scopes |= {(Stage.HIGH, item.item): item.scope for item in owed.tiles}
    scopes |= {(Stage.LOW, item.item): item.scope for item in owed.pyramid}
    owing = [
        one
        for job in sorted(owed.jobs() & set(results))
        for one in objects_of(results[job], owed.scopes.get(scopes[job]))
    ]
    faults = [Fault(job, "the job has no result") for job in missing]
    faults += _opened(owing, open_place, progress)
    return Verdict(len(owing), tuple(faults))


def objects_of(result: JobResult, scope: Scope | None) -> Iterator[Owing]:
    """Every object that a job with this result owed; ``scope`` None: all of its tile."""
    tile = parse_tile(result.tile)
    owed = scope or Scope.whole(tile)
    if result.place.metatile is None:
        yield from (Owing(result.stage, group, result.place) for group in owed.groups())
        return
    zooms = metatile_zooms(result.stage, tile, layout_of(result.place).max_coordinate_zoom)
    yield from (Owing(result.stage, one, result.place) for one in sorted(owed.metatiles(zooms)))


def layout_of(place: Place) -> MetatileLayout:
    """What the metatiles stored there hold."""
    if place.metatile is None:
        raise RequestError(f"{place.bucket}/{place.prefix} holds RAWR tiles, not metatiles")
    return MetatileLayout(place.metatile.size, place.metatile.tile_sizes, place.metatile.max_zoom)


def _opened(
    owing: list[Owing], open_place: Callable[[str], Bucket], progress: Callable[[int, int], None]
) -> Iterator[Fault]:
    buckets = {name: open_place(name) for name in {one.place.bucket for one in owing}}
    remaining = iter(owing)
    done = 0
    with ThreadPoolExecutor(_CONCURRENT_READS) as pool:
        while batch := list(islice(remaining, _BATCH)):
            whys = pool.map(lambda one: fault_of(one, buckets[one.place.bucket]), batch)
            yield from (why for why in whys if why is not None)
            done += len(batch)
            progress(done, len(owing))


def fault_of(owing: Owing, bucket: Bucket) -> Fault | None:
    """What is wrong with an object, or None."""
    name = f"{bucket.name}/{owing.key}"
    try:
        data = bucket.get(owing.key)
        check(owing, data)
    except NotFoundError:
        return Fault(name, f"the {_kind(owing)} {format_tile(owing.tile)} is missing")
    except RequestError as error:
        return Fault(name, str(error))
    return None


def check(owing: Owing, data: bytes) -> None:
    """Check that an object is whole and holds what its kind must hold.

    Raises:
        RequestError: in one sentence.
    """
    if owing.place.metatile is None:
        read_rawr(data)
        return
    names = _sound_members(data)
    expected = layout_of(owing.place).names(owing.tile.z)
    if sorted(names) != sorted(expected):
        raise RequestError(f"the metatile holds {len(names)} members where {len(expected)} are due")


def _sound_members(data: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            broken = archive.testzip()
            names = archive.namelist()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise RequestError(f"the zip is broken: {error}") from error
    if broken is not None:
        raise RequestError(f"the zip is broken: the checksum of its member {broken} does not match")
    return names


def _kind(owing: Owing) -> str:
    return "RAWR tile" if owing.place.metatile is None and owing.tile.z == GROUP_ZOOM else "metatile"
