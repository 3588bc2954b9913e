"""The sample before it is drawn: where everything lies, each part made from those before it."""

from dataclasses import dataclass

import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from tilebuild.local.sample.airport import airport_road
from tilebuild.local.sample.blocks import Plot, make_plots
from tilebuild.local.sample.city import Avenue, Park, gates, make_avenues, make_parks
from tilebuild.local.sample.coast import Coast, make_coast
from tilebuild.local.sample.corridors import Corridors, make_corridors
from tilebuild.local.sample.countryside import Countryside, hiking_paths, make_countryside
from tilebuild.local.sample.footprints import Footprints, make_footprints
from tilebuild.local.sample.frame import generator
from tilebuild.local.sample.harbour import harbour_roads
from tilebuild.local.sample.layout import Settlement, make_settlements
from tilebuild.local.sample.network import Source
from tilebuild.local.sample.parks import park_paths
from tilebuild.local.sample.roads import main_sources, street_sources
from tilebuild.local.sample.routes import make_routes
from tilebuild.local.sample.streets import make_streets
from tilebuild.local.sample.urban import Urban, make_urban, obstacles
from tilebuild.local.sample.water import Water, make_water


@dataclass(frozen=True)
class Land:
    """Nature and the lines that were there before the towns grew."""

    coast: Coast
    water: Water
    places: tuple[Settlement, ...]
    corridors: Corridors
    avenues: tuple[Avenue, ...]
    parks: tuple[Park, ...]
    main_roads: tuple[Source, ...]
    """Avenues first, in their order, then country roads."""
    taken: BaseGeometry
    """What streets, houses and fields keep out of."""


@dataclass(frozen=True)
class Plan:
    """Everything that has a place."""

    land: Land
    urban: Urban
    plots: tuple[Plot, ...]
    buildings: Footprints
    country: Countryside
    port_roads: tuple[Source, ...]
    side_roads: tuple[Source, ...]
    """Streets, paths and tracks; the port's roads among them."""


def make_plan(seed: int, scale: int) -> Plan:
    """Lay everything out."""
    land = _make_land(seed)
    lines = [road.line for road in land.main_roads]
    urban = make_urban(seed, scale, land.places, land.taken, lines)
    streets, blocks = make_streets(seed, urban, land.places)
    plots = make_plots(seed, blocks, land.places, lines)
    port = harbour_roads(land.avenues[0].line)
    town = [*street_sources(seed, streets, land.places), *park_paths(seed, land.parks), *port]
    rivers = [LineString(river.line) for river in land.water.rivers]
    taken = shapely.union(land.taken, urban.outline)
    country = make_countryside(seed, land.coast, taken, lines + rivers)
    paths = hiking_paths(seed, country, land.water.areas)
    fronts = lines + [road.line for road in town]
    buildings = make_footprints(generator(seed, "footprints"), plots, urban.density, fronts)
    return Plan(land, urban, tuple(plots), buildings, country, tuple(port), (*town, *country.tracks, *paths))


def _make_land(seed: int) -> Land:
    coast = make_coast(seed)
    water = make_water(seed, coast)
    places = make_settlements(seed, coast, water)
    corridors = make_corridors()
    avenues, parks = make_avenues(seed, coast), make_parks(seed, coast)
    routes = make_routes(seed, coast, water, corridors, places, gates())
    main = main_sources(seed, avenues, routes)
    main += airport_road(main)
    taken = obstacles(coast, water, corridors, parks)
    return Land(coast, water, tuple(places), corridors, tuple(avenues), tuple(parks), tuple(main), taken)
