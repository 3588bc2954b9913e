"""What a build on one machine is of: extract, area, style; what is wrong with them is said before any work."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tilebuild.errors import RequestError
from tilebuild.grid import bboxes_meet
from tilebuild.local.display import Display
from tilebuild.local.home import Home
from tilebuild.local.importer import extract_bbox
from tilebuild.local.importer.extract import Bbox
from tilebuild.local.postgres import parse_dsn
from tilebuild.local.sample import write_sample
from tilebuild.tiles.style.load import load_style


@dataclass(frozen=True)
class BuildOptions:
    """What a person asked for on the command line."""

    pbf: Path | None = None
    bbox: Bbox | None = None
    slots: int | None = None
    run_id: str = ""
    water_polygons: Path | None = None
    land_polygons: Path | None = None
    dsn: str | None = None
    """A database of the user's, in place of the private one."""
    style: str = ""


def checked(home: Home, options: BuildOptions, display: Display) -> BuildOptions:
    """The options with an extract and a style that every job finds; what is wrong with them is said before any work.

    Raises:
        RequestError: the style or the DSN is none; the home cannot be written.
    """
    load_style(options.style or None)
    if options.dsn is not None:
        parse_dsn(options.dsn)
    tell_of_the_meridian(options.bbox, display)
    if Path(options.style.partition(":")[0]).suffix == ".py":
        options = replace(options, style=str(Path(options.style).absolute()))
    return with_sample(home, options, display) if options.pbf is None else options


def tell_of_the_meridian(bbox: Bbox | None, display: Display) -> None:
    """An area whose west is east of its east is sound, but seldom meant: say how far round the world it goes."""
    if bbox is not None and bbox[0] > bbox[2]:
        west, _, east, _ = bbox
        display.say(
            f"the bbox begins at {west:g} and ends at {east:g}: it goes {east - west + 360:g} degrees to the east, "
            "across the 180th meridian"
        )


def with_sample(home: Home, options: BuildOptions, display: Display) -> BuildOptions:
    """The same options, the extract and its sea and land being the sample's."""
    home.make()
    display.say("no extract was named: drawing the sample")
    sample = write_sample(home.path / "sample")
    return replace(
        options,
        pbf=sample.pbf,
        water_polygons=options.water_polygons or sample.water_polygons,
        land_polygons=options.land_polygons or sample.land_polygons,
    )


def area(options: BuildOptions) -> Bbox:
    """What is to be built: the bbox that was asked for, else the whole extract.

    Raises:
        RequestError: the extract is none, or holds nothing of the bbox.
    """
    extract = extract_bbox(named_extract(options))
    if options.bbox is None:
        return extract
    if not bboxes_meet(options.bbox, extract):
        raise RequestError(
            f"bbox {_degrees(options.bbox)} lies outside of {named_extract(options)}, which covers {_degrees(extract)}"
        )
    return options.bbox


def named_extract(options: BuildOptions) -> Path:
    """The extract's file; RequestError where none is named."""
    if options.pbf is None:
        raise RequestError("no extract is named: give one by --pbf")
    return options.pbf


def _degrees(bbox: Bbox) -> str:
    return ",".join(f"{ordinate:.6g}" for ordinate in bbox)


def run_name(pbf: Path | None, now: datetime) -> str:
    """A run_id of the extract's file name and the time in UTC."""
    stem = pbf.name.split(".", maxsplit=1)[0] if pbf else "build"
    slug = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:60] or "build"
    return f"{slug}-{now:%Y%m%d-%H%M%S}"
