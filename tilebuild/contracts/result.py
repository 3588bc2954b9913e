"""JobResult and Failures: what a job leaves behind for whoever asks whether the run is whole."""

from datetime import datetime

from tilebuild.contracts.base import Contract
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
    """Everything that a job stored."""

    zooms: dict[int, ZoomCount]
    """By zoom of the objects: 10 for RAWR tiles, the metatile zoom for metatiles."""
    tile_zooms: dict[int, ZoomCount]
    """By zoom of the vector tiles inside; ``bytes`` is their uncompressed size, ``objects`` is 0."""
    digest: str
    """SHA-256 over each key and the SHA-256 of its content, sorted by key."""

    @property
    def objects(self) -> int:
        """How many objects, of all zooms."""
        return sum(zoom.objects for zoom in self.zooms.values())

    @property
    def bytes(self) -> int:
        """How many bytes the objects have together."""
        return sum(zoom.bytes for zoom in self.zooms.values())


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
    """Written after everything else: its presence means that every tile the job owed is stored."""

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
    """What a job could not make, each coordinate with its error in one sentence."""

    stage: Stage
    item: str
    tile: str
    run_id: str
    failed: dict[str, str]
    """``z/x/y`` of a RAWR tile or metatile -> what went wrong."""
