"""The coastline: land on its left, closed rings, and one open line that leaves the map."""

from typing import Any

import numpy as np
import pyogrio
import shapely

from tilebuild.local.sample import SamplePaths
from tilebuild.local.sample.frame import BOUNDS

Content = Any


def _rings(content: Content) -> list[list[int]]:
    """Coastline ways put together end to end."""
    ways = [content.ways[way] for way, tags in content.way_tags.items() if tags.get("natural") == "coastline"]
    begins = {way[0]: way for way in ways}
    assert len(begins) == len(ways), "two coastlines begin on one node"
    starts = begins.keys() - {way[-1] for way in ways}
    rings = []
    while begins:
        first = min(starts & begins.keys() or begins.keys())
        ring = begins.pop(first)
        while ring[-1] in begins:
            ring = ring + begins.pop(ring[-1])[1:]
        rings.append(ring)
    return rings


def test_coastlines_close_or_begin_and_end_outside_the_bounds(content: Content) -> None:
    open_lines = [ring for ring in _rings(content) if ring[0] != ring[-1]]
    assert len(open_lines) == 1
    for end in (open_lines[0][0], open_lines[0][-1]):
        assert not shapely.box(*BOUNDS).contains(shapely.Point(content.nodes[end]))


def test_land_lies_left_of_every_closed_coastline(content: Content) -> None:
    rings = [
        shapely.LinearRing([content.nodes[ref] for ref in ring]) for ring in _rings(content) if ring[0] == ring[-1]
    ]
    assert len(rings) > 15
    assert all(ring.is_ccw and ring.is_simple for ring in rings)


def test_land_polygons_match_the_coastline_vertex_by_vertex(content: Content, paths: SamplePaths) -> None:
    land = shapely.union_all(shapely.from_wkb(pyogrio.raw.read(paths.land_polygons)[2]))
    vertices = {tuple(pair) for pair in np.round(shapely.get_coordinates(land), 7).tolist()}
    for ring in _rings(content):
        if ring[0] == ring[-1]:
            missing = {content.nodes[ref] for ref in ring} - vertices
            assert not missing


def test_land_and_sea_share_the_world_between_them(paths: SamplePaths) -> None:
    land = shapely.from_wkb(pyogrio.raw.read(paths.land_polygons)[2])
    water = shapely.from_wkb(pyogrio.raw.read(paths.water_polygons)[2])
    assert shapely.is_valid(land).all()
    assert shapely.is_valid(water).all()
    box = shapely.box(*BOUNDS)
    parts = shapely.intersection(np.concatenate([land, water]), box)
    assert abs(shapely.area(parts).sum() - box.area) < 1e-9
    assert abs(shapely.union_all(parts).area - box.area) < 1e-9
    assert shapely.get_num_coordinates(water).max() <= 450


def test_the_open_line_of_the_mainland_has_land_on_its_left(content: Content, paths: SamplePaths) -> None:
    land = shapely.union_all(shapely.from_wkb(pyogrio.raw.read(paths.land_polygons)[2]))
    ring = next(ring for ring in _rings(content) if ring[0] != ring[-1])
    line = np.array([content.nodes[ref] for ref in ring])
    middle, along = (line[1:] + line[:-1]) / 2, np.diff(line, axis=0)
    left = middle + np.column_stack([-along[:, 1], along[:, 0]]) * 0.01
    assert shapely.contains_xy(land, left).mean() > 0.99
