"""Verify: open every object that a run owed; what is missing or broken, by name.

A deep look decodes every vector tile too, and compares what each job's objects are with what its result says they
were: an object that was changed since, by another run of the prefix or by accident, is found.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context

from mercantile import Tile

from tilebuild.contracts import JobResult, Place, Stage
from tilebuild.contracts.digest import added, content_digest
from tilebuild.contracts.scope import Scope, metatile_zooms
from tilebuild.errors import RequestError
from tilebuild.grid import GROUP_ZOOM, format_tile, parse_tile
from tilebuild.keys import tile_key
from tilebuild.planning import owed_in_all
from tilebuild.planning.owed import Job
from tilebuild.rawr.archive import read_rawr
from tilebuild.rawr.slim_read import decode_relations, decode_ways
from tilebuild.rawr.zips import open_archive
from tilebuild.report.collect import read_results
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
    item: str = ""
    """Whose result vouches for it."""

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


@dataclass(frozen=True)
class Opened:
    """An object that was looked at."""

    owing: Owing
    fault: Fault | None
    digest: int = 0


@dataclass
class _Seen:
    """What looking at a run's objects found so far."""

    faults: list[Fault] = field(default_factory=list)
    digests: dict[Job, list[int]] = field(default_factory=dict)
    broken: set[Job] = field(default_factory=set)

    def add(self, opened: Opened) -> None:
        """Note one more object."""
        job = (opened.owing.stage, opened.owing.item)
        self.digests.setdefault(job, []).append(opened.digest)
        if opened.fault is not None:
            self.faults.append(opened.fault)
            self.broken.add(job)

    def changed(self, results: Mapping[Job, JobResult]) -> Iterator[Fault]:
        """Jobs whose objects can all be read, but are not what the job's result says it stored."""
        for job, found in self.digests.items():
            if job not in self.broken and added(*found) != results[job].written.digest:
                yield Fault("/".join(job), "its objects are sound but are not those that the job stored")


def verify_run(
    run_id: str,
    control: Bucket,
    open_place: Callable[[str], Bucket],
    progress: Callable[[int, int], None] = lambda *_: None,
    *,
    deep: bool = False,
) -> Verdict:
    """Open every object that the run owed.

    Args:
        run_id: of the run.
        control: the control bucket.
        open_place: opens a bucket by name.
        progress: called with (objects opened, objects in all) now and then.
        deep: decode every vector tile, and compare with the digests of the results.

    Raises:
        RequestError: there is no such run.
        UnavailableError: a store did not answer.
    """
    _, owed = owed_in_all(run_id, control)
    results = {(result.stage, result.item): result for result in read_results(run_id, control)}
    scopes = owed.scopes()
    unfinished = [Fault("/".join(job), "the job has no result") for job in sorted(scopes.keys() - results.keys())]
    owing = [
        one
        for job in sorted(scopes.keys() & results.keys())
        for one in objects_of(results[job], _scope(scopes[job], control))
    ]
    seen = _Seen()
    for opened in _opened(owing, open_place, progress, deep):
        seen.add(opened)
    changed = seen.changed(results) if deep else ()
    return Verdict(len(owing), (*unfinished, *seen.faults, *changed))


def objects_of(result: JobResult, scope: Scope | None) -> Iterator[Owing]:
    """Every object that a job with this result owed; ``scope`` None: all of its tile."""
    tile = parse_tile(result.tile)
    owed = scope or Scope.whole(tile)
    if result.place.metatile is None:
        yield from (Owing(result.stage, group, result.place, result.item) for group in owed.groups())
        return
    zooms = metatile_zooms(result.stage, tile, layout_of(result.place).max_coordinate_zoom)
    yield from (Owing(result.stage, one, result.place, result.item) for one in sorted(owed.metatiles(zooms)))


def layout_of(place: Place) -> MetatileLayout:
    """What the metatiles stored there hold."""
    if place.metatile is None:
        raise RequestError(f"{place.bucket}/{place.prefix} holds RAWR tiles, not metatiles")
    return MetatileLayout(place.metatile.size, place.metatile.tile_sizes, place.metatile.max_zoom)


def _scope(key: str, control: Bucket) -> Scope | None:
    return Scope.parse(control.get(key).decode()) if key else None


def _opened(
    owing: list[Owing], open_place: Callable[[str], Bucket], progress: Callable[[int, int], None], deep: bool
) -> Iterator[Opened]:
    """Look at the objects, many at once; what is decoded is decoded by processes of its own."""
    buckets = {name: open_place(name) for name in {one.place.bucket for one in owing}}
    remaining = iter(owing)
    done = 0
    with ExitStack() as stack:
        threads = stack.enter_context(ThreadPoolExecutor(_CONCURRENT_READS))
        processes = stack.enter_context(ProcessPoolExecutor(mp_context=get_context("spawn"))) if deep else None
        while batch := list(islice(remaining, _BATCH)):
            yield from threads.map(lambda one: look_at(one, buckets[one.place.bucket], processes), batch)
            done += len(batch)
            progress(done, len(owing))


def look_at(owing: Owing, bucket: Bucket, processes: Executor | None = None) -> Opened:
    """What is wrong with an object, if anything, and its digest; ``processes`` decode its tiles."""
    name = f"{bucket.name}/{owing.key}"
    try:
        data = bucket.get(owing.key)
        check(owing, data)
        if processes is not None and owing.place.metatile is not None:
            processes.submit(decode, data).result()
    except NotFoundError:
        return Opened(owing, Fault(name, f"the {_kind(owing)} {format_tile(owing.tile)} is missing"))
    except RequestError as error:
        return Opened(owing, Fault(name, str(error)))
    return Opened(owing, None, content_digest(owing.key, data))


def check(owing: Owing, data: bytes) -> None:
    """Check that an object is whole and holds what its kind must hold.

    Raises:
        RequestError: in one sentence.
    """
    if owing.place.metatile is None:
        tile = read_rawr(data)
        decode_ways(tile.ways)
        decode_relations(tile.relations)
        return
    names = _sound_members(data)
    expected = layout_of(owing.place).names(owing.tile.z)
    if sorted(names) != sorted(expected):
        raise RequestError(f"the metatile holds {len(names)} members where {len(expected)} are due")


def decode(data: bytes) -> None:
    """Decode every vector tile of a sound metatile.

    Raises:
        RequestError: one cannot be decoded; its member is named.
    """
    from tilebuild.tiles.inspect import contents

    with open_archive(data, "the metatile") as archive:
        for name in archive.namelist():
            try:
                contents(archive.read(name))
            except Exception as error:  # whatever the decoder trips over, the tile is no tile
                said = f"{type(error).__name__}: {error}"
                raise RequestError(f"its member {name} is no vector tile: {said}") from error


def _sound_members(data: bytes) -> list[str]:
    try:
        with open_archive(data, "it") as archive:
            broken = archive.testzip()
            names = archive.namelist()
    # RuntimeError: a member is said to be encrypted, or compressed by an unknown method; ValueError: to be nowhere.
    except (RequestError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise RequestError(f"the zip is broken: {error}") from error
    if broken is not None:
        raise RequestError(f"the zip is broken: the checksum of its member {broken} does not match")
    return names


def _kind(owing: Owing) -> str:
    return "RAWR tile" if owing.place.metatile is None and owing.tile.z == GROUP_ZOOM else "metatile"
