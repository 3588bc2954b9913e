"""Site: what a deployment says about planning, read from the environment of its functions."""

from collections.abc import Mapping
from dataclasses import dataclass

from tilebuild.errors import RequestError
from tilebuild.keys import Layout

HEAVY_BYTES = 350_000_000
"""RAWR bytes of a queue tile from which on it is split, as in the Tilezen code."""


@dataclass(frozen=True)
class Site:
    """Defaults and places; what a test or one machine does not say is as on AWS."""

    rawr_bucket: str = ""
    tile_bucket: str = ""
    rawr_layout: Layout = Layout.PREFIX_HASH
    tile_layout: Layout = Layout.HASH_PREFIX
    margin: float = 1 / 64
    """Of RAWR tiles, in zoom-10 tile widths: what changed this near to a group shows in its buffered tiles."""
    max_concurrency: int = 1000
    """Where a request names none."""
    max_metatile_zoom: int = 13
    """Deepest zoom of a metatile."""
    heavy_bytes: int = HEAVY_BYTES
    """RAWR bytes of a queue tile from which on it is split into several items."""


def site_of(environment: Mapping[str, str]) -> Site:
    """The site that a function's environment describes; what it does not name is as by default.

    Raises:
        RequestError: a value is not a number, or a metatile is not a power of two wide.
    """
    plain = Site()
    size = _number(environment, "METATILE_SIZE", 8)
    if size < 1 or size & (size - 1):
        raise RequestError(f"METATILE_SIZE is {size}: it must be a power of two")
    return Site(
        rawr_bucket=environment.get("RAWR_BUCKET", ""),
        tile_bucket=environment.get("TILE_BUCKET", ""),
        margin=_fraction(environment, "RAWR_MARGIN", plain.margin),
        max_concurrency=_number(environment, "MAX_CONCURRENCY", plain.max_concurrency),
        max_metatile_zoom=_number(environment, "METATILE_MAX_ZOOM", 16) - (size.bit_length() - 1),
        heavy_bytes=_number(environment, "HEAVY_BYTES", plain.heavy_bytes),
    )


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isdecimal():
        raise RequestError(f"{name} is {text!r}: it must be a whole number")
    return int(text)


def _fraction(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name, str(default))
    try:
        return float(text)
    except ValueError as error:
        raise RequestError(f"{name} is {text!r}: it must be a number") from error
