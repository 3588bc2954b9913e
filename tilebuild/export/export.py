"""Export: the tiles of a run's prefix as one file, whole or not there at all."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from tilebuild.contracts import Stage
from tilebuild.contracts.scope import Part, Scope
from tilebuild.errors import RequestError
from tilebuild.export.area import Window
from tilebuild.export.mbtiles import MBTilesArchive
from tilebuild.export.metadata import About
from tilebuild.export.pmtiles import PMTilesArchive
from tilebuild.export.read import ArchiveTile, Source, parts_of
from tilebuild.planning import done_jobs, read_owed
from tilebuild.serve.extent import Extent, joined
from tilebuild.serve.runs import Run
from tilebuild.serve.tiles import Store
from tilebuild.storage import Bucket


class Format(StrEnum):
    """Kinds of archive."""

    PMTILES = "pmtiles"
    MBTILES = "mbtiles"


class Archive(Protocol):
    """A file that tiles are written into."""

    def write(self, tile: ArchiveTile) -> None:
        """Add a tile."""

    def finish(self) -> None:
        """Make the file whole."""

    def close(self) -> None:
        """Let go of the file, finished or not."""


WRITERS: dict[Format, Callable[[Path, About], Archive]] = {
    Format.PMTILES: PMTilesArchive,
    Format.MBTILES: MBTilesArchive,
}


@dataclass(frozen=True)
class Exported:
    """What was written."""

    tiles: int
    bytes: int
    """Of the file."""
    missing: int
    """Metatiles that the runs owed and that are not stored."""


def source_of(runs: list[Run], controls: dict[str, Bucket], store: Store, bbox: Extent | None) -> Source:
    """Everything that runs made below one prefix.

    Args:
        runs: all runs of the prefix: the build, and those that mended it.
        controls: control bucket of each run, by run_id.
        store: of the prefix.
        bbox: only tiles that it touches.

    Raises:
        RequestError: the bbox lies outside of what the runs cover.
    """
    covered = joined([run.extent for run in runs])
    if bbox is not None and not bbox.overlaps(covered):
        raise RequestError(f"bbox {_text(bbox)} lies outside of what there is, {_text(covered)}")
    max_zoom = store.metatile.max_coordinate_zoom
    parts = {part for run in runs for part in _parts(run.run_id, controls[run.run_id], max_zoom)}
    return Source(store, tuple(sorted(parts)), Window.of(bbox) if bbox else None)


def about_of(runs: list[Run], store: Store, bbox: Extent | None) -> About:
    """What the archive says of itself."""
    return About(store.prefix, bbox or joined([run.extent for run in runs]), store.max_zoom)


def export(
    source: Source, about: About, kind: Format, out: Path, progress: Callable[[int], None] = lambda _: None
) -> Exported:
    """Write the archive; while it grows it bears another name.

    Args:
        source: which tiles.
        about: what the archive says of them.
        kind: of archive.
        out: the file, replaced if it is there.
        progress: called with the number of metatiles read, each time some have been.

    Raises:
        RequestError: there are no tiles, the file cannot be written, or a metatile is broken.
        UnavailableError: the store did not answer.
    """
    growing = out.with_name(f"{out.name}.partial")
    try:
        growing.unlink(missing_ok=True)
        tiles = _write(source, WRITERS[kind](growing, about), progress)
        growing.replace(out)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise RequestError(f"cannot write {out}: {why}") from error
    finally:
        growing.unlink(missing_ok=True)
    return Exported(tiles, out.stat().st_size, source.missing)


def _write(source: Source, archive: Archive, progress: Callable[[int], None]) -> int:
    count = 0
    try:
        for zoom in source.zooms():
            for tiles in source.tiles(zoom):
                for tile in tiles:
                    archive.write(tile)
                count += len(tiles)
                progress(1)
        if not count:
            raise RequestError("there is no tile to export: nothing was stored in this area")
        archive.finish()
    finally:
        archive.close()
    return count


def _text(extent: Extent) -> str:
    return ",".join(f"{ordinate:.4f}" for ordinate in extent)


def _parts(run_id: str, control: Bucket, max_zoom: int) -> tuple[Part, ...]:
    """What the run's finished jobs made."""
    owed = read_owed(run_id, control)
    tiles, scopes = owed.tile_names(), owed.scopes()
    made = (job for job in done_jobs(run_id, control) & set(tiles) if job[0] != Stage.RAWR)
    return parts_of(((job[0], tiles[job], _scope(scopes[job], control)) for job in made), max_zoom)


def _scope(key: str, control: Bucket) -> Scope | None:
    return Scope.parse(control.get(key).decode()) if key else None
