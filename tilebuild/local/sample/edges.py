"""Hard cases for a tiler: lines on tile edges, doubled nodes, tiny, self-touching and crossing polygons, long lines."""

import numpy as np

from tilebuild.local.sample.extract import Extract, Member
from tilebuild.local.sample.frame import Points, generator, tile_edge_x, tile_edge_y, to_ticks
from tilebuild.local.sample.lines import fractal, spline

_POWER = [(-18.0, -0.6), (-13.0, 1.9), (-8.9, 1.2), (-3.2, 1.5), (2.4, 2.4), (7.2, 0.6), (12.0, 5.4), (16.6, 5.9)]
_PIPELINE = [(-12.0, 11.9), (-5.0, 7.0), (4.0, 1.5), (15.5, -7.0)]

_ODD_SPOT = (3600.0, 700.0)


def add_edges(extract: Extract, seed: int) -> None:
    """Add all of them, in the open country."""
    _add_edge_lines(extract)
    _add_edge_areas(extract)
    _add_odd_polygons(extract)
    _add_doubles(extract)
    _add_long_lines(extract, generator(seed, "long lines"))


def _add_edge_lines(extract: Extract) -> None:
    """Tracks that run exactly along edges of zoom 7, 10, 12 and 14, as far as 1e-7 degrees allow."""
    track = {"highway": "track", "surface": "gravel"}
    zoom_7 = np.array([(0.0, y) for y in np.arange(5200.0, 8800.0, 240.0)])
    extract.line(zoom_7, {**track, "name": "Meridian Lane"})
    north = tile_edge_y(10, 0)
    extract.line(np.array([(x, north) for x in np.arange(6800.0, 9800.0, 300.0)]), {**track, "name": "Parallel Lane"})
    for zoom, column, row in ((12, 1, 1), (14, 3, 5), (14, -7, 3)):
        x, y = tile_edge_x(zoom, column), tile_edge_y(zoom, row)
        extract.line(np.array([(x, y - 900), (x, y), (x, y + 900)]), track)
        extract.line(np.array([(x - 900, y), (x, y), (x + 900, y)]), track)


def _add_edge_areas(extract: Extract) -> None:
    """A field that is one zoom-14 tile, and a house whose corner is the corner of four zoom-10 tiles."""
    extract.line(_square(14, 4, 4, 1), {"landuse": "farmland", "crop": "rape"})
    extract.line(_square(15, -9, 9, 1), {"landuse": "meadow"})
    house = np.array([(0, 0), (14, 0), (14, 10), (0, 10), (0, 0)], dtype=float)
    extract.line(house, {"building": "yes", "addr:housenumber": "0", "name": "Corner House"})


def _square(zoom: int, column: int, row: int, size: int) -> Points:
    west, east = tile_edge_x(zoom, column), tile_edge_x(zoom, column + size)
    south, north = tile_edge_y(zoom, row), tile_edge_y(zoom, row + size)
    return np.array([(west, south), (east, south), (east, north), (west, north), (west, south)])


def _add_odd_polygons(extract: Extract) -> None:
    """Rings that real data has: crossing itself, touching itself, almost without area."""
    extract.line(_ring(0, 0, "0,0 60,40 60,0 0,40"), {"landuse": "meadow", "note": "crosses itself"})
    extract.line(_ring(120, 0, "0,0 40,0 20,20 40,40 0,40 20,20"), {"landuse": "meadow", "note": "touches itself"})
    extract.line(_ring(420, 0, "0,0 50,0 50,30 50,90 50,30 0,30"), {"natural": "scrub", "note": "has a spike"})
    for number in range(12):
        size = 0.04 * 1.6**number
        extract.line(_ring(300 + 5 * number, 10, f"0,0 {size},0 {size},{size} 0,{size}"), {"building": "yes"})


def _ring(east: float, north: float, corners: str) -> Points:
    """A closed ring of corners in metres, beside the spot of the odd polygons."""
    points = np.array([[float(ordinate) for ordinate in pair.split(",")] for pair in corners.split()])
    corner = np.array([_ODD_SPOT[0] + east, _ODD_SPOT[1] + north])
    closed: Points = np.vstack([points, points[:1]]) + corner
    return closed


def _add_doubles(extract: Extract) -> None:
    """Several nodes on one spot, and a node on a vertex of a way."""
    for tags in ({"amenity": "bench"}, {"amenity": "bench"}, {"natural": "tree"}):
        extract.node(_ODD_SPOT, tags)
    extract.node((0.0, 5200.0), {"barrier": "gate"})
    extract.node((0.0, 0.0), {"amenity": "post_box", "ref": "0"})


def _add_long_lines(extract: Extract, rng: np.random.Generator) -> None:
    """A power line with its towers and a pipeline, each across the island."""
    power = spline(np.array(_POWER) * 1000, 330)
    ref = extract.line(power, {"power": "line", "voltage": "220000", "cables": "6"})
    for tower in to_ticks(power)[1:-1]:
        extract.on_way(tower, {"power": "tower"})
    pipe = fractal(np.array(_PIPELINE) * 1000, rng, 0.02, 500)
    other = extract.line(pipe, {"man_made": "pipeline", "substance": "water", "location": "underground"})
    extract.relation({"type": "network", "name": "Island supply"}, [Member(ref, "power"), Member(other, "water")])
    extract.node(power[0] + (0, 30), {"power": "substation", "name": "West Substation"})
