"""The sample as a whole: draw the land, lay out what people made of it, write the files."""

from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely import LineString

from tilebuild.errors import RequestError
from tilebuild.local.sample import countryside, harbour
from tilebuild.local.sample.admin import add_admin
from tilebuild.local.sample.airport import add_airport, airport_road
from tilebuild.local.sample.blocks import make_plots
from tilebuild.local.sample.buildings import add_buildings
from tilebuild.local.sample.city import gates, make_avenues, make_parks
from tilebuild.local.sample.coast import Coast, make_coast
from tilebuild.local.sample.corridors import make_corridors
from tilebuild.local.sample.edges import add_edges
from tilebuild.local.sample.extract import Extract
from tilebuild.local.sample.footprints import make_footprints
from tilebuild.local.sample.frame import generator
from tilebuild.local.sample.grounds import add_grounds, add_parks, park_paths
from tilebuild.local.sample.layout import make_settlements
from tilebuild.local.sample.network import Source
from tilebuild.local.sample.places import add_places, settlement_names
from tilebuild.local.sample.pois import add_pois, add_stops
from tilebuild.local.sample.polygons import write_polygons
from tilebuild.local.sample.rail import add_rail
from tilebuild.local.sample.roads import add_roads, main_sources, street_sources
from tilebuild.local.sample.routes import make_routes
from tilebuild.local.sample.streets import make_streets
from tilebuild.local.sample.urban import make_urban, obstacles
from tilebuild.local.sample.water import add_water, make_water
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
    stem = f"sample-{seed}-x{scale}"
    paths = SamplePaths(
        directory / f"{stem}.osm.pbf", directory / f"{stem}-water.gpkg", directory / f"{stem}-land.gpkg"
    )
    coast = make_coast(seed)
    write_pbf(make_extract(seed, scale, coast), paths.pbf)
    write_polygons(coast, paths.water_polygons, paths.land_polygons)
    return paths


def make_extract(seed: int, scale: int, coast: Coast) -> Extract:
    """Everything on the land that ``coast`` describes."""
    water = make_water(seed, coast)
    places = make_settlements(seed, coast, water)
    names = settlement_names(places)
    corridors = make_corridors()
    avenues, parks = make_avenues(seed, coast), make_parks(seed, coast)
    routes = make_routes(seed, coast, water, corridors, places, gates())
    main = main_sources(seed, avenues, routes)
    main += airport_road(main)
    taken = obstacles(coast, water, corridors, parks)
    lines = [source.line for source in main]
    urban = make_urban(seed, scale, places, taken, lines)
    streets, blocks = make_streets(seed, urban, places)
    plots = make_plots(seed, blocks, places)
    side = street_sources(seed, streets, places) + park_paths(seed, parks)
    side += [Source(LineString(points), tags) for points, tags in harbour.pier_streets()]

    extract = Extract()
    harbour.add_shores(extract, seed, coast)
    add_water(extract, water)
    ponds = add_parks(extract, seed, parks)
    rivers = [LineString(river.line) for river in water.rivers]
    country = countryside.make_countryside(seed, coast, shapely.union(taken, urban.outline), lines + rivers)
    countryside.add_countryside(extract, seed, country)
    side += [*country.tracks, *countryside.hiking_paths(seed, country, water.areas)]
    add_grounds(extract, seed, urban, plots)
    ways = add_roads(extract, main, side, water, corridors)
    wet = shapely.union_all([shapely.buffer(water.areas, 9), ponds])
    add_rail(extract, corridors, avenues, wet)
    add_airport(extract)
    prints = make_footprints(generator(seed, "footprints"), plots, urban.density, lines + [s.line for s in side])
    cities = [name["name"] for name in names]
    add_buildings(extract, seed, prints, plots, main + side, cities)
    add_pois(extract, seed, prints, plots)
    add_stops(extract, main[: len(avenues)], ways)
    add_places(extract, seed, places, names)
    add_admin(extract, seed, coast, places, names)
    add_edges(extract, seed)
    return extract
