"""An imported extract to measure on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mercantile import Tile

from tilebuild.contracts import parse_request
from tilebuild.local.build import imported_extract, server
from tilebuild.local.display import display_for
from tilebuild.local.home import Home
from tilebuild.local.inputs import BuildOptions, with_sample
from tilebuild.planning.areas import groups_of
from tilebuild.rawr.database import Database


@dataclass(frozen=True)
class Place:
    """What is measured: a database, and which tiles of it."""

    extract: Path
    database: Database
    queue_tiles: tuple[Tile, ...]
    groups: tuple[Tile, ...]
    """Zoom-10 tiles that the extract touches."""


@contextmanager
def prepared(home: Path, pbf: Path | None) -> Iterator[Place]:
    """Import the extract (or the sample), once; the database runs inside the block."""
    local, display = Home(home), display_for()
    options = BuildOptions(pbf=pbf)
    if pbf is None:
        options = with_sample(local, options, display)
    with display, server(local, None, display) as target:
        imported = imported_extract(local, options, target, display)
        found = groups_of(parse_request({"bbox": imported.meta.bbox}))
        groups = tuple(sorted(group for some in found.values() for group in some or ()))
        if options.pbf is None:
            raise RuntimeError("no extract")
        yield Place(options.pbf, imported.database, tuple(found), groups)
