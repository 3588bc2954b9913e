"""BuildRequest: what a person asks for; the input of an execution."""

import re
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, StrictBool, StrictFloat, field_validator, model_validator

from tilebuild.contracts.base import Contract
from tilebuild.errors import RequestError
from tilebuild.grid import check_bbox, parse_tile

RUN_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,78}[A-Za-z0-9])?")
"""Letters, digits and inner hyphens, 80 characters at most: also a legal execution name."""

AREAS = ("bbox", "geojson", "tiles", "tiles_file", "expired_file", "world")
MAX_METATILE_ZOOM = 16


class Stage(StrEnum):
    """The three kinds of job."""

    RAWR = "rawr"
    HIGH = "high"
    LOW = "low"


class BuildRequest(Contract):
    """One area, and what is to be built of it. Exactly one of the six area fields is given."""

    bbox: tuple[StrictFloat, StrictFloat, StrictFloat, StrictFloat] | None = None
    """[west, south, east, north] in degrees; west > east crosses the antimeridian."""
    geojson: dict[str, Any] | None = None
    """A GeoJSON Polygon or MultiPolygon, or a Feature or FeatureCollection of them, in degrees."""
    tiles: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """["z/x/y", …] of zooms 0 to 20: each owes the queue tiles it covers or lies in."""
    tiles_file: str | None = None
    """s3://bucket/key of a text file with one z/x/y a line."""
    expired_file: str | None = None
    """s3://bucket/key of an osm2pgsql expiry list: the same form."""
    world: StrictBool = False
    """Everything. Never implied: an input without an area is refused."""

    run_id: str = ""
    """Names the run; the execution's name where it is empty. The same run_id again resumes."""
    prefix: str = ""
    """Store prefix of the tiles; the run_id where it is empty. A rebuild names the build that it mends."""
    zooms: tuple[int, int] | None = None
    """[min, max] of metatile zooms, both included; all where it is not given."""
    only_missing: StrictBool = False
    """Owe only what is not stored under the prefix when the run is planned first."""
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)] = (Stage.RAWR, Stage.HIGH, Stage.LOW)
    """Which kinds of job run."""
    pyramid: StrictBool = True
    """Whether the low zooms above the area are built too."""
    passes: Annotated[int, Field(ge=1, le=10)] = 3
    """How often what is missing is planned and built before the run fails."""
    max_concurrency: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """How many items of each map are in flight at once; what the deployment says where it is not given."""
    tolerated_failure_percentage: Annotated[float, Field(ge=0, le=100)] = 5.0
    """Share of a map's items that may fail before it is stopped; never fewer than 20 items."""
    dry_run: StrictBool = False
    """Plan and report, build nothing."""

    @field_validator("bbox")
    @classmethod
    def _is_a_bbox(cls, bbox: tuple[float, float, float, float] | None) -> tuple[float, float, float, float] | None:
        if bbox is not None:
            _checked(check_bbox, *bbox)
        return bbox

    @field_validator("tiles")
    @classmethod
    def _are_on_the_grid(cls, tiles: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for tile in tiles or ():
            _checked(parse_tile, tile)
        return tiles

    @field_validator("tiles_file", "expired_file")
    @classmethod
    def _is_an_s3_url(cls, url: str | None) -> str | None:
        if url is not None and re.fullmatch(r"s3://[^/]+/.+", url) is None:
            raise ValueError("it must be s3://bucket/key")
        return url

    @field_validator("run_id")
    @classmethod
    def _is_a_run_id(cls, run_id: str) -> str:
        if run_id and RUN_ID.fullmatch(run_id) is None:
            raise ValueError("it must be letters, digits and inner hyphens, 80 characters at most")
        return run_id

    @field_validator("prefix")
    @classmethod
    def _is_a_prefix(cls, prefix: str) -> str:
        if prefix and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}", prefix) is None:
            raise ValueError("it must be letters, digits, hyphens and underscores, 80 characters at most")
        return prefix

    @field_validator("zooms")
    @classmethod
    def _are_zooms(cls, zooms: tuple[int, int] | None) -> tuple[int, int] | None:
        if zooms is not None and not 0 <= zooms[0] <= zooms[1] <= MAX_METATILE_ZOOM:
            raise ValueError(f"it must be [min, max] with 0 <= min <= max <= {MAX_METATILE_ZOOM}")
        return zooms

    @model_validator(mode="after")
    def _has_one_area(self) -> Self:
        given = [name for name in AREAS if getattr(self, name) not in (None, False)]
        if len(given) != 1:
            found = f"{' and '.join(given)} were given" if given else "none was given"
            raise ValueError(f"exactly one area is needed, one of {', '.join(AREAS)}: {found}")
        return self

    def named(self, execution: str) -> "BuildRequest":
        """The same request with run_id and prefix filled in, the execution's name where none was given."""
        run_id = self.run_id or execution
        prefix = self.prefix or run_id
        return BuildRequest.parse({**self.model_dump(), "run_id": run_id, "prefix": prefix}, "the request")


def parse_request(data: Any, what: str = "the request") -> BuildRequest:
    """Read a request from plain data or JSON.

    Raises:
        RequestError: one sentence that names the field, its value and what is allowed.
    """
    return BuildRequest.parse(data, what)


def _checked(check: Any, *arguments: Any) -> None:
    """Call one of the grid's checks so that pydantic takes its error for a validation error."""
    try:
        check(*arguments)
    except RequestError as error:
        raise ValueError(str(error)) from error
