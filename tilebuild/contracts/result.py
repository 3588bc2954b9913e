"""JobResult and Failures: what a job leaves behind for whoever asks whether the run is whole."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from pydantic import Field

from tilebuild.contracts.base import Contract
from tilebuild.contracts.digest import NOTHING, added
from tilebuild.contracts.request import Stage
from tilebuild.keys import Layout


class ZoomCount(Contract):
    """What was written of one zoom."""

    objects: int = 0
    """RAWR tiles or metatiles."""
    tiles: int = 0
    """Vector tiles with something in them; 0 for RAWR."""
    empty: int = 0
    """Vector tiles with nothing in them; 0 for RAWR."""
    bytes: int = 0

    def plus(self, other: "ZoomCount") -> "ZoomCount":
        """Both counts together."""
        return ZoomCount(
            objects=self.objects + other.objects,
            tiles=self.tiles + other.tiles,
            empty=self.empty + other.empty,
            bytes=self.bytes + other.bytes,
        )


class Written(Contract):
    """Everything that a job, or several of one item, stored."""

    zooms: dict[int, ZoomCount] = Field(default_factory=dict)
    """By zoom of the objects: 10 for RAWR tiles, the metatile zoom for metatiles."""
    tile_zooms: dict[int, ZoomCount] = Field(default_factory=dict)
    """By zoom of the vector tiles inside; ``bytes`` is their uncompressed size, ``objects`` is 0."""
    digest: str = NOTHING
    """Of the objects' keys and contents (see :mod:`tilebuild.contracts.digest`)."""
    groups: dict[str, int] = Field(default_factory=dict)
    """Of RAWR tiles: ``z/x/y`` -> bytes. They are the weights by which the next run is planned."""

    @property
    def objects(self) -> int:
        """How many objects, of all zooms."""
        return sum(zoom.objects for zoom in self.zooms.values())

    @property
    def bytes(self) -> int:
        """How many bytes the objects have together."""
        return sum(zoom.bytes for zoom in self.zooms.values())

    def plus(self, other: "Written") -> "Written":
        """Both together; they must not have an object in common."""
        return Written(
            zooms=counts_added([self.zooms, other.zooms]),
            tile_zooms=counts_added([self.tile_zooms, other.tile_zooms]),
            digest=added(self.digest, other.digest),
            groups={**self.groups, **other.groups},
        )


def counts_added(counts: Iterable[Mapping[int, ZoomCount]]) -> dict[int, ZoomCount]:
    """Counts by zoom, added up."""
    total: dict[int, ZoomCount] = {}
    for zooms in counts:
        for zoom, count in zooms.items():
            total[zoom] = total.get(zoom, ZoomCount()).plus(count)
    return dict(sorted(total.items()))


class MetatileShape(Contract):
    """What the stored metatiles hold (see :class:`tilebuild.settings.Metatile`)."""

    size: int
    tile_sizes: tuple[int, ...]
    max_zoom: int


class Place(Contract):
    """Where a job stored its objects, so that a run can be checked with nothing but its results."""

    bucket: str
    prefix: str
    layout: Layout
    metatile: MetatileShape | None = None
    """None for RAWR tiles."""


class JobResult(Contract):
    """Written after everything else: its presence means that everything that the item owed of this stage is stored.

    Where an earlier job of the run made a part of it and failed at the rest, this one made the rest, and ``written``
    is both together; rows, seconds and memory are of this job alone.
    """

    stage: Stage
    item: str
    tile: str
    run_id: str
    version: str
    """Of the code."""
    place: Place
    written: Written
    rows: int
    """Rows read, from the database or from RAWR tiles."""
    seconds: dict[str, float]
    """By phase, and ``total``."""
    peak_memory_mib: float
    attempt: int
    started: datetime
    ended: datetime


class Failures(Contract):
    """What a job that ended without a result had to say, if it could say anything.

    Either it went through everything it owed and some of it failed: the next pass owes just that. Or an error ended
    it before: the next pass owes what it had owed.
    """

    stage: Stage
    item: str
    tile: str
    run_id: str
    failed: dict[str, str]
    """``z/x/y`` of a RAWR tile or metatile -> what went wrong."""
    error: str = ""
    """What ended the job, in one sentence; empty where it went through everything."""
    exit_code: int = 70
    scope: str = ""
    """Key of the object that said what it owed; empty for all of its tile."""
    written: Written = Written()
    """Everything of the item that is stored, where the job went through everything; else nothing."""
    attempt: int = 1
    version: str = ""
