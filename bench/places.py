"""What is measured: extracts, each imported into a database of its own, and the RAWR tiles of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from mercantile import Tile

from bench.country.country import write_country
from tilebuild.contracts import parse_request
from tilebuild.local.build import imported_extract, server
from tilebuild.local.display import Display
from tilebuild.local.home import Home
from tilebuild.local.inputs import BuildOptions
from tilebuild.local.project import project_directory
from tilebuild.local.sample import write_sample
from tilebuild.local.sample.sample import SamplePaths, sample_paths
from tilebuild.planning.areas import groups_of
from tilebuild.rawr.database import Database, open_snapshot
from tilebuild.rawr.extract import Extractor
from tilebuild.rawr.schema import read_schema

DENSE = 4
"""Scale from which the sample counts as dense: a town as only the largest cities are."""

SAMPLE = "tilebuild/local/sample"
"""The code that draws the sample, which lends the country some."""


@dataclass(frozen=True)
class Source:
    """Where data comes from: an extract, the made-up country, or the sample at a scale."""

    pbf: Path | None = None
    scale: int = 1
    country: bool = False
    """It is measured at low zooms only: that is what it is made for."""

    @property
    def name(self) -> str:
        """What charts call it."""
        if self.country:
            return "country"
        return f"sample x{self.scale}" if self.pbf is None else self.pbf.name.split(".")[0]

    @property
    def dense(self) -> bool:
        """Whether the goals for dense places hold."""
        return self.pbf is None and not self.country and self.scale >= DENSE


@dataclass(frozen=True)
class Place:
    """An imported extract."""

    source: Source
    extract: Path
    database: Database
    queue_tiles: tuple[Tile, ...]
    groups: tuple[Tile, ...]
    """Zoom-10 tiles that the extract touches."""

    @cached_property
    def rawr_tiles(self) -> tuple[tuple[Tile, bytes], ...]:
        """The extract's RAWR tiles."""
        with open_snapshot(self.database) as snapshot:
            extractor = Extractor(snapshot, read_schema(snapshot))
            return tuple((group, extractor.rawr_tile(group).data) for group in self.groups)

    @property
    def largest(self) -> tuple[Tile, bytes]:
        """The RAWR tile that holds most."""
        return max(self.rawr_tiles, key=lambda tile: len(tile[1]))


@contextmanager
def prepared(home: Path, source: Source, display: Display) -> Iterator[Place]:
    """Make and import the source's data, once; its database runs inside the block."""
    local = Home(home)
    local.make()
    options = _options(local, source, display)
    with server(local, None, display) as target:
        imported = imported_extract(local, options, target, display)
        found = groups_of(parse_request({"bbox": imported.meta.bbox}))
        groups = tuple(sorted(group for some in found.values() for group in some or ()))
        assert options.pbf is not None
        yield Place(source, options.pbf, imported.database, tuple(found), groups)


def _options(home: Home, source: Source, display: Display) -> BuildOptions:
    if source.pbf is not None:
        return BuildOptions(pbf=source.pbf)
    if source.country:
        return BuildOptions(pbf=_country(home.path / "countries" / _version("bench/country", SAMPLE), display))
    paths = _sample(home.path / "samples" / _version(SAMPLE), source.scale, display)
    return BuildOptions(pbf=paths.pbf, water_polygons=paths.water_polygons, land_polygons=paths.land_polygons)


def _sample(folder: Path, scale: int, display: Display) -> SamplePaths:
    """The sample's files, which are made once."""
    paths, complete = sample_paths(folder, 1, scale), folder / f"complete-x{scale}"
    if not complete.exists():
        display.say(f"making the sample at scale {scale}: about {8 * scale} seconds")
        write_sample(folder, scale=scale)
        complete.touch()
    return paths


def _country(folder: Path, display: Display) -> Path:
    """The country's file, which is made once."""
    path = folder / "country.osm.pbf"
    if not path.exists():
        display.say("drawing the country: about half a minute")
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / "unfinished.osm.pbf"
        write_country(unfinished)
        unfinished.rename(path)
    return path


def _version(*folders: str) -> str:
    """A name for the content of the code that draws it."""
    digest = sha256()
    for folder in folders:
        for path in sorted((project_directory() / folder).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
