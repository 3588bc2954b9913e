"""Areas as west, south, east, north in degrees: of requests, of tiles, and of several of them together."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import mercantile
from mercantile import Tile

from tilebuild.cover import rings
from tilebuild.grid import MERCATOR_LATITUDE


class Extent(NamedTuple):
    """A rectangle in degrees; west > east crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    @property
    def centre(self) -> tuple[float, float]:
        """Longitude and latitude of its middle."""
        east = self.east if self.east > self.west else self.east + 360
        longitude = (self.west + east) / 2
        return (longitude if longitude <= 180 else longitude - 360), (self.south + self.north) / 2

    @property
    def plain(self) -> "Extent":
        """The same with west < east: what TileJSON and archives can say; the whole way round where it crosses."""
        return self if self.west < self.east else Extent(-180.0, self.south, 180.0, self.north)

    def overlaps(self, other: "Extent") -> bool:
        """Whether they share more than an edge; where one crosses the antimeridian it counts as the whole way round."""
        one, two = self.plain, other.plain
        return one.west < two.east and two.west < one.east and one.south < two.north and two.south < one.north


WORLD = Extent(-180.0, -MERCATOR_LATITUDE, 180.0, MERCATOR_LATITUDE)


def extent_of_tiles(tiles: Iterable[Tile]) -> Extent:
    """The rectangle round tiles of any zoom; the world where there are none."""
    bounds = [mercantile.bounds(tile) for tile in tiles]
    return joined([Extent(one.west, one.south, one.east, one.north) for one in bounds])


def extent_of_geojson(geojson: dict[str, Any]) -> Extent:
    """The rectangle round a GeoJSON area.

    Raises:
        RequestError: it is no area.
    """
    points = [point for ring in rings(geojson) for point in ring]
    longitudes = [longitude for longitude, _ in points]
    latitudes = [latitude for _, latitude in points]
    return Extent(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def joined(extents: Sequence[Extent]) -> Extent:
    """The rectangle round all of them; the world where there are none."""
    if not extents:
        return WORLD
    if len(set(extents)) == 1:
        return extents[0]
    plain = [extent.plain for extent in extents]
    return Extent(
        min(extent.west for extent in plain),
        min(extent.south for extent in plain),
        max(extent.east for extent in plain),
        max(extent.north for extent in plain),
    )
