"""The sample as a whole: lay out an island, draw it as OpenStreetMap objects, write the files."""

from dataclasses import dataclass
from pathlib import Path

import shapely

from tilebuild.errors import RequestError
from tilebuild.local.sample.admin import add_admin
from tilebuild.local.sample.airport import add_airport
from tilebuild.local.sample.buildings import add_buildings
from tilebuild.local.sample.countryside import add_countryside
from tilebuild.local.sample.edges import add_edges
from tilebuild.local.sample.extract import Extract
from tilebuild.local.sample.grounds import add_grounds
from tilebuild.local.sample.harbour import add_shores
from tilebuild.local.sample.parks import add_parks
from tilebuild.local.sample.places import add_places, settlement_names
from tilebuild.local.sample.plan import Plan, make_plan
from tilebuild.local.sample.pois import add_pois
from tilebuild.local.sample.polygons import write_polygons
from tilebuild.local.sample.rail import add_rail
from tilebuild.local.sample.roads import add_roads
from tilebuild.local.sample.stops import add_stops
from tilebuild.local.sample.water import add_water
from tilebuild.local.sample.writer import write_pbf

MAX_SCALE = 64


@dataclass(frozen=True)
class SamplePaths:
    """The files of a sample."""

    pbf: Path
    water_polygons: Path
    land_polygons: Path


def write_sample(directory: Path, seed: int = 1, scale: int = 1) -> SamplePaths:
    """Write the sample into a directory, which is made if need be; the same seed and scale give the same bytes.

    Args:
        directory: where the three files go; files of the same names are replaced.
        seed: draws another island of the same layout.
        scale: 1 to 64, how many times as much town there is.

    Raises:
        RequestError: seed or scale is out of range.
    """
    if not 1 <= scale <= MAX_SCALE:
        raise RequestError(f"scale is {scale}: it must be 1 to {MAX_SCALE}")
    if seed < 0:
        raise RequestError(f"seed is {seed}: it must be 0 or more")
    directory.mkdir(parents=True, exist_ok=True)
    paths = sample_paths(directory, seed, scale)
    plan = make_plan(seed, scale)
    write_pbf(draw(seed, plan), paths.pbf)
    write_polygons(plan.land.coast, paths.water_polygons, paths.land_polygons)
    return paths


def sample_paths(directory: Path, seed: int, scale: int) -> SamplePaths:
    """Where :func:`write_sample` puts the files of a seed and scale."""
    stem = f"sample-{seed}-x{scale}"
    return SamplePaths(directory / f"{stem}.osm.pbf", directory / f"{stem}-water.gpkg", directory / f"{stem}-land.gpkg")


def draw(seed: int, plan: Plan) -> Extract:
    """The plan as nodes, ways and relations."""
    extract, land = Extract(), plan.land
    names = settlement_names(land.places)
    add_shores(extract, seed, land.coast, plan.port_roads)
    add_water(extract, land.water)
    add_parks(extract, seed, land.parks)
    add_countryside(extract, seed, plan.country)
    add_grounds(extract, seed, plan.urban, plan.plots)
    ways = add_roads(extract, land.main_roads, plan.side_roads, land.water, land.corridors)
    add_rail(extract, land.corridors, land.avenues, shapely.buffer(land.water.areas, 9))
    add_airport(extract)
    streets = [*land.main_roads, *plan.side_roads]
    add_buildings(extract, seed, plan.buildings, plan.plots, streets, [name["name"] for name in names])
    add_pois(extract, seed, plan.buildings, plan.plots)
    add_stops(extract, land.main_roads[: len(land.avenues)], ways)
    add_places(extract, seed, land.places, names)
    add_admin(extract, seed, land.coast, land.places, names)
    add_edges(extract, seed)
    return extract
